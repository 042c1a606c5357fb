/// A text as somebody would read it who looks for a word in it: without what cannot be seen, and
/// without the escapes that programs write characters as. Every byte knows where it is from.
struct DisguisedText {
  private(set) var bytes: [UInt8] = []
  /// Where in the text each of them begins and ends.
  private var ranges: [Range<Int>] = []

  /// As it stands, without what cannot be seen.
  init(_ text: String) {
    bytes = Array(text.utf8)
    ranges = bytes.indices.map { $0..<($0 + 1) }
    dropUnseen()
  }

  /// Where in the text some of the bytes are from.
  func source(of range: Range<Int>) -> Range<Int> {
    ranges[range.lowerBound].lowerBound..<ranges[range.upperBound - 1].upperBound
  }

  /// With its escapes read, once; nil where it has none.
  func unescaped() -> DisguisedText? {
    guard bytes.contains(where: { "%\\&".utf8.contains($0) }) else { return nil }
    var plain = self
    plain.bytes.removeAll(keepingCapacity: true)
    plain.ranges.removeAll(keepingCapacity: true)
    var position = 0
    while position < bytes.count {
      let (text, length) = unescaped(at: position) ?? ([bytes[position]], 1)
      let source = source(of: position..<(position + length))
      for byte in text { plain.append(byte, source) }
      position += length
    }
    guard plain.bytes.count < bytes.count else { return nil }
    plain.dropUnseen()
    return plain
  }

  private mutating func append(_ byte: UInt8, _ source: Range<Int>) {
    bytes.append(byte)
    ranges.append(source)
  }

  // MARK: What cannot be seen

  private mutating func dropUnseen() {
    let all = self
    bytes.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    var position = 0
    while position < all.bytes.count {
      let (scalar, length) = all.scalar(at: position)
      if !scalar.isUnseen {
        for index in position..<(position + length) { append(all.bytes[index], all.ranges[index]) }
      }
      position += length
    }
  }

  /// What is not UTF-8 is one byte that is seen.
  private func scalar(at position: Int) -> (Unicode.Scalar, length: Int) {
    if bytes[position] < 0x80 { return (Unicode.Scalar(bytes[position]), 1) }
    var decoder = UTF8()
    var rest = bytes[position..<min(position + 4, bytes.count)].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return ("?", 1) }
    return (scalar, UTF8.width(scalar))
  }

  // MARK: Escapes

  private func unescaped(at position: Int) -> (text: [UInt8], length: Int)? {
    switch bytes[position] {
    case UInt8(ascii: "%"):
      number(after: position, digits: 2...2).map { ([UInt8($0.value)], $0.end - position) }
    case UInt8(ascii: "\\"): backslash(position)
    case UInt8(ascii: "&"): entity(position)
    default: nil
    }
  }

  /// `\u0053`, `\u{53}`, `\x53`, and a character that is escaped by the backslash alone. Those of
  /// white space are not seen.
  private func backslash(_ position: Int) -> (text: [UInt8], length: Int)? {
    guard position + 1 < bytes.count else { return nil }
    let next = bytes[position + 1]
    switch next {
    case UInt8(ascii: "u") where position + 2 < bytes.count && bytes[position + 2] == 0x7B:
      guard let (value, end) = number(after: position + 2, digits: 1...6), end < bytes.count,
        bytes[end] == 0x7D
      else { return nil }
      return Self.utf8(value).map { ($0, end + 1 - position) }
    case UInt8(ascii: "u"), UInt8(ascii: "x"):
      let digits = next == UInt8(ascii: "u") ? 4...4 : 2...2
      guard let (value, end) = number(after: position + 1, digits: digits) else { return nil }
      return Self.utf8(value).map { ($0, end - position) }
    case _ where "nrtbfv".utf8.contains(next): return ([], 2)
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: return ([next], 2)
    default: return nil
    }
  }

  private static let names: [(name: String, text: UInt8)] = [
    ("amp", UInt8(ascii: "&")), ("lt", UInt8(ascii: "<")), ("gt", UInt8(ascii: ">")),
    ("quot", UInt8(ascii: "\"")), ("apos", UInt8(ascii: "'")), ("sol", UInt8(ascii: "/")),
    ("shy", 0x20), ("nbsp", 0x20),
  ]

  /// `&#83;`, `&#x53;`, `&amp;`.
  private func entity(_ position: Int) -> (text: [UInt8], length: Int)? {
    for (name, text) in Self.names
    where bytes[(position + 1)...].starts(with: Array("\(name);".utf8)) {
      return ([text], name.utf8.count + 2)
    }
    guard position + 2 < bytes.count, bytes[position + 1] == UInt8(ascii: "#") else { return nil }
    let isHex = bytes[position + 2] | 0x20 == UInt8(ascii: "x")
    let start = position + (isHex ? 2 : 1)
    guard let (value, end) = number(after: start, digits: 1...8, radix: isHex ? 16 : 10),
      let text = Self.utf8(value)
    else { return nil }
    let hasEnd = end < bytes.count && bytes[end] == UInt8(ascii: ";")
    return (text, end + (hasEnd ? 1 : 0) - position)
  }

  /// - Parameter digits: how many there are to be; what follows them stays.
  private func number(
    after position: Int, digits: ClosedRange<Int>, radix: Int = 16
  ) -> (value: UInt32, end: Int)? {
    let text = bytes[(position + 1)...].prefix(digits.upperBound)
      .prefix { Character(Unicode.Scalar($0)).hexDigitValue.map { $0 < radix } ?? false }
    guard text.count >= digits.lowerBound,
      let value = UInt32(String(decoding: text, as: UTF8.self), radix: radix)
    else { return nil }
    return (value, text.endIndex)
  }

  private static func utf8(_ value: UInt32) -> [UInt8]? {
    Unicode.Scalar(value).map { Array(String(Character($0)).utf8) }
  }
}

extension Unicode.Scalar {
  /// Control and format characters, white space and what fonts have no shape for. A replacement
  /// character stands for what could not be read.
  fileprivate var isUnseen: Bool {
    if (0x21...0x7E).contains(value) { return false }
    return properties.isDefaultIgnorableCodePoint || properties.isWhitespace || value == 0xFFFD
      || [.control, .format].contains(properties.generalCategory)
  }
}
