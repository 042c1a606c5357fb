/// RFC 8259, with NaN and infinity, by recursive descent, one byte after
/// another: the obvious parser.
struct OracleJSON {
  private let bytes: [UInt8]
  private var index = 0
  /// Where the token begins that is read, or the character of a text.
  private var token = 0
  /// The closing quote of the text before it, if it was one.
  private var quote: Int?

  static let maxDepth = 512

  /// The value that is all of `bytes`; nil when they are not JSON.
  static func parse(_ bytes: [UInt8]) -> OracleValue? {
    var parser = OracleJSON(bytes: bytes)
    return try? parser.document()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// The value that `bytes` begin with, and where it ends.
  static func prefix(_ bytes: [UInt8]) -> (value: OracleValue, end: Int)? {
    var parser = OracleJSON(bytes: bytes)
    guard let value = try? parser.value(depth: 0) else { return nil }
    return (value, parser.index)
  }

  /// Where an object stops being one, and where one begins that tore it.
  static func stop(_ bytes: [UInt8]) -> (position: Int, next: Int?) {
    var parser = OracleJSON(bytes: bytes)
    guard (try? parser.value(depth: 0)) == nil else { return (parser.index, nil) }
    let at = parser.token
    if let quote = parser.quote, bytes[quote - 1] == UInt8(ascii: "{") { return (at, quote - 1) }
    // A number, a literal or an escape without its end, and what a power cut leaves.
    let token = bytes[at...].prefix { byte in
      Character(Unicode.Scalar(byte)).isLetter && byte < 0x80
        || "0123456789.-+\\".utf8.contains(byte)
    }
    let next = bytes[token.endIndex...].firstIndex { $0 != 0 }
    return (at, next.flatMap { bytes[$0] == UInt8(ascii: "{") ? $0 : nil })
  }

  private mutating func document() throws -> OracleValue {
    space()
    let value = try value(depth: 0)
    space()
    guard index == bytes.count else { throw OracleSyntaxError() }
    return value
  }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func next() throws -> UInt8 {
    guard let byte = current else { throw OracleSyntaxError() }
    index += 1
    return byte
  }

  private mutating func expect(_ text: String) throws {
    for byte in text.utf8 where try next() != byte { throw OracleSyntaxError() }
  }

  private mutating func space() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
  }

  private mutating func value(depth: Int) throws -> OracleValue {
    token = index
    quote = nil
    switch current {
    case UInt8(ascii: "N"): try expect("NaN"); return .notFinite
    case UInt8(ascii: "I"): try expect("Infinity"); return .notFinite
    case UInt8(ascii: "-") where bytes[index...].starts(with: "-Infinity".utf8):
      try expect("-Infinity")
      return .notFinite
    case UInt8(ascii: "n"): try expect("null"); return .null
    case UInt8(ascii: "t"): try expect("true"); return .bool(true)
    case UInt8(ascii: "f"): try expect("false"); return .bool(false)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    default: return .number(try number())
    }
  }

  private mutating func array(depth: Int) throws -> [OracleValue] {
    guard depth <= Self.maxDepth else { throw OracleSyntaxError() }
    try expect("[")
    space()
    token = index
    if current == UInt8(ascii: "]") { index += 1; return [] }
    var items: [OracleValue] = []
    while true {
      space()
      items.append(try value(depth: depth))
      space()
      token = index
      let mark = try next()
      guard mark == UInt8(ascii: "]") || mark == UInt8(ascii: ",") else {
        throw OracleSyntaxError()
      }
      quote = nil
      if mark == UInt8(ascii: "]") { return items }
      guard mark == UInt8(ascii: ",") else { throw OracleSyntaxError() }
    }
  }

  private mutating func object(depth: Int) throws -> [(key: [UInt8]?, value: OracleValue)] {
    guard depth <= Self.maxDepth else { throw OracleSyntaxError() }
    try expect("{")
    space()
    token = index
    if current == UInt8(ascii: "}") { index += 1; return [] }
    var pairs: [(key: [UInt8]?, value: OracleValue)] = []
    while true {
      space()
      token = index
      let key = try string()
      space()
      token = index
      try expect(":")
      space()
      pairs.append((key, try value(depth: depth)))
      space()
      token = index
      let mark = try next()
      guard mark == UInt8(ascii: "}") || mark == UInt8(ascii: ",") else {
        throw OracleSyntaxError()
      }
      quote = nil
      if mark == UInt8(ascii: "}") { return pairs }
      guard mark == UInt8(ascii: ",") else { throw OracleSyntaxError() }
    }
  }

  private mutating func string() throws -> [UInt8] {
    try expect("\"")
    var units: [UInt16] = []
    var text: [UInt8] = []
    // Escaped code units are kept together until the run ends, so that pairs find each other.
    func flush() {
      guard !units.isEmpty else { return }
      text += Array(String(decoding: units, as: UTF16.self).utf8)
      units = []
    }
    while true {
      token = index
      let byte = try next()
      if byte != UInt8(ascii: "\\") { flush() }
      switch byte {
      case UInt8(ascii: "\""):
        quote = index - 1
        return text
      case 0..<0x20: throw OracleSyntaxError()
      case UInt8(ascii: "\\"):
        let kind = try next()
        let simple: [UInt8: UInt16] = [
          0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
        ]
        if let unit = simple[kind] {
          units.append(unit)
        } else if kind == UInt8(ascii: "u") {
          let digits = try (0..<4).map { _ in try next() }
          guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
          else { throw OracleSyntaxError() }
          units.append(unit)
        } else {
          throw OracleSyntaxError()
        }
      default: text.append(byte)
      }
    }
  }

  private mutating func digits() throws -> Int {
    let start = index
    while let byte = current, byte >= 0x30, byte <= 0x39 { index += 1 }
    guard index > start else { throw OracleSyntaxError() }
    return index - start
  }

  private mutating func number() throws -> [UInt8] {
    let start = index
    if current == UInt8(ascii: "-") { index += 1 }
    let startsWithZero = current == UInt8(ascii: "0")
    let count = try digits()
    if startsWithZero, count > 1 { throw OracleSyntaxError() }
    if current == UInt8(ascii: ".") {
      index += 1
      _ = try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      index += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
      _ = try digits()
    }
    return Array(bytes[start..<index])
  }
}
