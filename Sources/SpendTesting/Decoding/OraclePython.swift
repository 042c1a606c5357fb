/// Python's repr by recursive descent over characters: the obvious parser.
struct OraclePython {
  private let bytes: [UInt8]
  private var index = 0

  /// The value that is all of `bytes`; nil when Python does not write such.
  static func parse(_ bytes: [UInt8]) -> OracleValue? {
    var parser = OraclePython(bytes: bytes)
    parser.space()
    guard let value = try? parser.value(depth: 0) else { return nil }
    parser.space()
    return parser.index == bytes.count ? value : nil
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: Unicode.Scalar? {
    index < bytes.count ? Unicode.Scalar(bytes[index]) : nil
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard current == mark else { return false }
    index += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar) throws {
    guard take(mark) else { throw OracleSyntaxError() }
  }

  private mutating func space() {
    while current == " " || current == "\t" || current == "\r" { index += 1 }
  }

  private mutating func value(depth: Int) throws -> OracleValue {
    switch current {
    case "'", "\"": return .text(try string())
    case "{": return try braces(depth: depth + 1)
    case "[":
      index += 1
      return .array(try items(until: "]", depth: depth + 1))
    case "(":
      index += 1
      return .array(try items(until: ")", depth: depth + 1))
    case "-":
      if bytes[index...].starts(with: "-inf".utf8) {
        index += 1
        guard try name() == "inf", !"('\"".unicodeScalars.contains(current ?? " ") else {
          throw OracleSyntaxError()
        }
        return .other
      }
      return try number()
    case let digit? where ("0"..."9").contains(digit): return try number()
    default: return try named(depth: depth)
    }
  }

  /// Numbers as JSON writes them; the longest prefix that is one.
  private mutating func number() throws -> OracleValue {
    var end = index
    while end < bytes.count, "+-.eE0123456789".utf8.contains(bytes[end]) { end += 1 }
    while end > index {
      if case .number(let text)? = OracleJSON.parse(Array(bytes[index..<end])) {
        index = end
        return .number(text)
      }
      end -= 1
    }
    throw OracleSyntaxError()
  }

  private mutating func string() throws -> [UInt8] {
    let quote = current
    index += 1
    var text: [UInt8] = []
    while let mark = current, mark != quote {
      index += 1
      if mark.value < 0x20 { throw OracleSyntaxError() }
      guard mark == "\\" else {
        text.append(UInt8(mark.value))
        continue
      }
      let kind = current
      index += 1
      switch kind {
      case "\\", "'", "\"": text.append(UInt8(kind?.value ?? 0))
      case "n": text.append(0x0A)
      case "r": text.append(0x0D)
      case "t": text.append(0x09)
      case "x": text += try codePoint(2)
      case "u": text += try codePoint(4)
      case "U": text += try codePoint(8)
      default: throw OracleSyntaxError()
      }
    }
    guard take(quote ?? "'") else { throw OracleSyntaxError() }
    return text
  }

  private mutating func codePoint(_ digits: Int) throws -> [UInt8] {
    guard index + digits <= bytes.count else { throw OracleSyntaxError() }
    let text = String(decoding: bytes[index..<(index + digits)], as: UTF8.self)
    guard text.allSatisfy({ $0.isASCII && $0.isHexDigit }), let value = UInt32(text, radix: 16)
    else { throw OracleSyntaxError() }
    index += digits
    return Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
  }

  private mutating func items(until close: Unicode.Scalar, depth: Int) throws -> [OracleValue] {
    guard depth <= OracleJSON.maxDepth else { throw OracleSyntaxError() }
    var items: [OracleValue] = []
    space()
    if take(close) { return items }
    while true {
      items.append(try value(depth: depth))
      space()
      if take(close) { return items }
      try expect(",")
      space()
      if close == ")", take(close) { return items }
    }
  }

  /// A dict, or a set (which is of no use, but has to be whole).
  private mutating func braces(depth: Int) throws -> OracleValue {
    guard depth <= OracleJSON.maxDepth else { throw OracleSyntaxError() }
    index += 1
    space()
    if take("}") { return .object([]) }
    // Read once, whatever it turns out to be: again on each level would double the cost with each.
    var key = try value(depth: depth)
    space()
    let isSet = current != ":"
    var pairs: [(key: [UInt8]?, value: OracleValue)] = []
    while true {
      if !isSet {
        try expect(":")
        space()
        let item = try value(depth: depth)
        if case .text(let text) = key {
          pairs.append((text, item))
        } else {
          pairs.append((nil, item))
        }
        space()
      }
      if take("}") { return isSet ? .other : .object(pairs) }
      try expect(",")
      space()
      key = try value(depth: depth)
      space()
    }
  }

  private mutating func name() throws -> String {
    let start = index
    while let mark = current,
      ("a"..."z").contains(mark) || ("A"..."Z").contains(mark) || mark == "_"
        || (index > start && (("0"..."9").contains(mark) || mark == "."))
    { index += 1 }
    guard index > start else { throw OracleSyntaxError() }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func named(depth: Int) throws -> OracleValue {
    let name = try name()
    if current == "'" || current == "\"" {
      guard name == "b" else { throw OracleSyntaxError() }
      _ = try string()
      return .other
    }
    if take("(") {
      let (plain, keywords) = try arguments(depth: depth + 1)
      return OraclePythonCall.value(name, plain, keywords)
    }
    switch name {
    case "None": return .null
    case "True": return .bool(true)
    case "False": return .bool(false)
    case "inf", "nan": return .other
    default:
      guard name.contains(".") else { throw OracleSyntaxError() }
      return .array([.text(Array(name.utf8))])
    }
  }

  private mutating func arguments(depth: Int) throws -> (
    [OracleValue], [(String, OracleValue, [UInt8])]
  ) {
    guard depth <= OracleJSON.maxDepth else { throw OracleSyntaxError() }
    var plain: [OracleValue] = []
    var keywords: [(String, OracleValue, [UInt8])] = []
    space()
    if take(")") { return (plain, keywords) }
    while true {
      let start = index
      var keyword: String?
      if let word = try? name(), take("=") { keyword = word } else { index = start }
      let valueStart = index
      let item = try value(depth: depth)
      if let keyword {
        keywords.append((keyword, item, Array(bytes[valueStart..<index])))
      } else {
        guard keywords.isEmpty else { throw OracleSyntaxError() }
        plain.append(item)
      }
      space()
      if take(")") { return (plain, keywords) }
      try expect(",")
      space()
    }
  }
}
