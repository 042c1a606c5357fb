/// Finds the status lines in the raw bytes of one answer, before anybody parses them strictly.
///
/// An HTTP parser says nothing of an answer whose head it does not accept, but the other side has
/// said what came of the request in its first line (RFC 9112 section 4). Interim answers (1xx)
/// stand before the one that counts.
struct StatusLine {
  /// The status of the final answer, once its line is there.
  private(set) var code: Int?
  /// Bytes of heads so far, those of interim answers included.
  private(set) var headBytes = 0
  /// Where the head of the final answer ended, or that it is no answer at all.
  private(set) var isOver = false

  private enum Part { case status, header }
  private var part = Part.status
  private var isInterim = false
  /// The beginning of the line at hand: as much as says what it is.
  private var line: [UInt8] = []
  private var lineLength = 0
  private static let length = "HTTP/1.1 200".utf8.count

  /// - Complexity: O(bytes).
  mutating func read(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if isOver { return }
      headBytes += 1
      if byte != UInt8(ascii: "\n") {
        lineLength += 1
        if line.count <= Self.length { line.append(byte) }
        if lineLength <= Self.length + 1 { lookAtStatus() }
        continue
      }
      endLine()
      line.removeAll(keepingCapacity: true)
      lineLength = 0
    }
  }

  private mutating func endLine() {
    let isEmpty = lineLength == 0 || (lineLength == 1 && line[0] == UInt8(ascii: "\r"))
    switch part {
    case .status where isEmpty: break
    case .status:
      lookAtStatus(isWhole: true)
      isOver = code == nil && !isInterim
      part = .header
    case .header where isEmpty:
      isOver = !isInterim
      part = .status
      isInterim = false
    case .header: break
    }
  }

  /// Takes the status as soon as what follows it cannot be another digit.
  private mutating func lookAtStatus(isWhole: Bool = false) {
    guard part == .status, code == nil, !isInterim, let status = Self.status(line, isWhole: isWhole)
    else { return }
    // A switch of protocols (101) is the end of HTTP, and nobody asked for it.
    if (100..<200).contains(status), status != 101 { isInterim = true } else { code = status }
  }

  /// `HTTP/1.x NNN`, and a space or the end of the line.
  private static func status(_ line: [UInt8], isWhole: Bool) -> Int? {
    guard line.count > length || (isWhole && line.count == length),
      line.starts(with: "HTTP/1.".utf8), isDigit(line[7]), line[8] == UInt8(ascii: " "),
      line[9...11].allSatisfy(isDigit)
    else { return nil }
    if line.count > length, line[12] != UInt8(ascii: " "), line[12] != UInt8(ascii: "\r") {
      return nil
    }
    return line[9...11].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
