/// Text in lines of at most 76 ASCII characters (RFC 2045, section 6.7), which no server on the way
/// has a reason to change: nothing at the end of a line is white space, none begins with a dot
/// (which SMTP would double) or with `From ` (which mailboxes would mark).
enum QuotedPrintable {
  private static let lineLimit = 75

  /// - Parameter text: lines that end in a line feed, with or without a carriage return.
  /// - Returns: lines that end in CRLF.
  static func encode(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    var lines = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      append(line.last == 0x0D ? line.dropLast() : line, to: &result)
      result += [0x0D, 0x0A]
    }
    return result
  }

  private static func append(_ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
    var column = 0
    var index = line.startIndex
    while index < line.endIndex {
      // The bytes of one character stay together.
      var end = line.index(after: index)
      while end < line.endIndex, line[end] & 0xC0 == 0x80, end - index < 4 { end += 1 }
      let isPlain =
        end - index == 1
        && isPlain(line[index], isFirst: column == 0, isLast: end == line.endIndex)
        && !(column == 0 && line[index...].starts(with: "From ".utf8))
      let width = isPlain ? 1 : 3 * (end - index)
      if column + width > lineLimit {
        result += [UInt8(ascii: "="), 0x0D, 0x0A]
        column = 0
        continue
      }
      if isPlain {
        result.append(line[index])
      } else {
        for byte in line[index..<end] { result += escape(byte) }
      }
      column += width
      index = end
    }
  }

  private static func isPlain(_ byte: UInt8, isFirst: Bool, isLast: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "="): false
    case UInt8(ascii: "."): !isFirst
    case 0x20: !isLast
    default: (0x21...0x7E).contains(byte)
    }
  }

  /// `=C3`.
  static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
