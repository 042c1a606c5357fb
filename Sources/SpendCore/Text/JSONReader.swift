/// Reads one JSON document (RFC 8259): what a daemon answered. Not the reader of events, which is
/// in the core.
///
/// O(length). At most 64 levels deep, so that no document can exhaust the stack. Text that is not
/// UTF-8 and half surrogates are read with U+FFFD in their place.
package struct JSONReader {
  package struct Malformed: Error, Hashable {
    package var offset: Int
    package var what: String
  }

  private let bytes: [UInt8]
  private var position = 0
  private static let maxDepth = 64

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  package static func read(_ bytes: some Sequence<UInt8>) throws(Malformed) -> JSONValue {
    var reader = JSONReader(Array(bytes))
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == reader.bytes.count else {
      throw reader.malformed("more than one value")
    }
    return value
  }

  private func malformed(_ what: String) -> Malformed { Malformed(offset: position, what: what) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func value(depth: Int) throws(Malformed) -> JSONValue {
    guard depth < Self.maxDepth else { throw malformed("nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Malformed) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw malformed("no value") }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(Malformed) -> JSONValue {
    let start = position
    while let byte = next, Self.isOfNumber(byte) { position += 1 }
    guard position > start else { throw malformed("no value") }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func object(depth: Int) throws(Malformed) -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw malformed("no name") }
      let name = try string()
      skipSpace()
      guard take(":") else { throw malformed("no colon") }
      members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw malformed("no comma") }
    }
  }

  private mutating func array(depth: Int) throws(Malformed) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw malformed("no comma") }
    }
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func string() throws(Malformed) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw malformed("a control character in a text")
      default: text.append(byte)
      }
    }
    throw malformed("a text without an end")
  }

  private mutating func escape(into text: inout [UInt8]) throws(Malformed) {
    guard let byte = next else { throw malformed("a text without an end") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "u"): text.append(contentsOf: String(try escapedScalar()).utf8)
    default: throw malformed("an unknown escape")
    }
  }

  private mutating func escapedScalar() throws(Malformed) -> Character {
    let high = try codeUnit()
    if let scalar = Unicode.Scalar(high) { return Character(scalar) }
    guard high < 0xDC00, bytes[position...].starts(with: "\\u".utf8) else { return "\u{FFFD}" }
    let mark = position
    position += 2
    let low = try codeUnit()
    guard (0xDC00...0xDFFF).contains(low) else {
      position = mark
      return "\u{FFFD}"
    }
    let value = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    return Unicode.Scalar(value).map(Character.init) ?? "\u{FFFD}"
  }

  private mutating func codeUnit() throws(Malformed) -> UInt32 {
    guard position + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw malformed("an unknown escape") }
    position += 4
    return unit
  }
}
