/// Python's repr by recursive descent over characters: the obvious parser.
struct OraclePython {
  private let bytes: [UInt8]
  private var index = 0
  /// How far an attempt came.
  private var reach = 0

  /// The value that is all of `bytes`; nil when Python does not write such.
  static func parse(_ bytes: [UInt8]) -> OracleValue? {
    var parser = OraclePython(bytes: bytes)
    parser.space()
    guard let value = try? parser.value(depth: 0) else { return nil }
    parser.space()
    return parser.index == bytes.count ? value : nil
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// The value that `bytes` begin with, and where it ends.
  static func prefix(_ bytes: [UInt8]) -> (value: OracleValue, end: Int)? {
    var parser = OraclePython(bytes: bytes)
    guard let value = try? parser.value(depth: 0) else { return nil }
    return (value, parser.index)
  }

  /// The dict that `bytes` begin with and where it ends; and how far the attempt came.
  static func dict(_ bytes: [UInt8]) -> (value: OracleValue?, end: Int, reach: Int) {
    var parser = OraclePython(bytes: bytes)
    guard let value = try? parser.braces(depth: 1, isDict: true), case .object = value else {
      return (nil, 0, parser.reach)
    }
    return (value, parser.index, parser.reach)
  }

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
    reach = max(reach, index)
    switch current {
    case "<": return try object()
    case ".":
      if bytes[index...].starts(with: "...".utf8) {
        index += 3
        return .other
      }
      return try number()
    case "'", "\"": return .text(try string())
    case "{": return try braces(depth: depth + 1)
    case "[":
      index += 1
      return .array(try items(until: "]", depth: depth + 1))
    case "(":
      index += 1
      _ = try items(until: ")", depth: depth + 1)
      return .other
    case "-":
      if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "i") {
        index += 1
        guard try name() == "inf", current != "(" else { throw OracleSyntaxError() }
        return .notFinite
      }
      return try number()
    case let digit? where ("0"..."9").contains(digit): return try number()
    default: return try named(depth: depth)
    }
  }

  /// A value, or what an object prints, up to a comma or the bracket that closes.
  private mutating func item(depth: Int, isKey: Bool = false) throws -> OracleValue {
    let start = index
    guard let first = current else { throw OracleSyntaxError() }
    let isNamed = first == "_" || ("a"..."z").contains(first) || ("A"..."Z").contains(first)
    do {
      let value = try value(depth: depth)
      let end = index
      space()
      let isWhole = current.map { ",)]}".unicodeScalars.contains($0) || isKey && $0 == ":" }
      if isWhole == true {
        index = end
        return value
      }
      if case .text = value { throw OracleSyntaxError() }
    } catch let error as OracleSyntaxError {
      if isNamed || "'\"{[(<".unicodeScalars.contains(first) { throw error }
      index = start
    }
    if first == "{" { throw OracleSyntaxError() }
    try objectText(isKey: isKey)
    guard index > start else { throw OracleSyntaxError() }
    return .other
  }

  private mutating func objectText(isKey: Bool) throws {
    var depth = 0
    defer { reach = max(reach, index) }
    while let mark = current {
      if depth == 0, ",)]}".unicodeScalars.contains(mark) { return }
      if depth == 0, isKey, mark == ":" { throw OracleSyntaxError() }
      if mark == "{" || mark == "}" || (mark.value < 0x20 && mark != "\t") {
        throw OracleSyntaxError()
      }
      if mark == "(" || mark == "[" { depth += 1 }
      if mark == ")" || mark == "]" { depth -= 1 }
      let before = index > 0 ? Unicode.Scalar(bytes[index - 1]) : " "
      let isApostrophe =
        "._".unicodeScalars.contains(before) || ("a"..."z").contains(before)
        || ("A"..."Z").contains(before) || ("0"..."9").contains(before)
      if mark == "'" || mark == "\"", !isApostrophe {
        _ = try string()
      } else {
        index += 1
      }
    }
    throw OracleSyntaxError()
  }

  /// Digits, a fraction on either side of its point, an exponent; an imaginary one is of no use.
  private mutating func number(isPart: Bool = true) throws -> OracleValue {
    let start = index
    func digits() -> Int {
      let first = index
      while let mark = current, ("0"..."9").contains(mark) { index += 1 }
      return index - first
    }
    _ = take("-")
    let isZero = current == "0"
    let whole = digits()
    var count = whole
    if take(".") { count += digits() }
    guard count > 0, whole < 2 || !isZero else { throw OracleSyntaxError() }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      guard digits() > 0 else { throw OracleSyntaxError() }
    }
    let text = Array(bytes[start..<index])
    if take("j") { return .other }
    guard isPart, current == "+" || current == "-" else { return .number(text) }
    _ = take("+")
    guard case .other = try number(isPart: false) else { throw OracleSyntaxError() }
    return .other
  }

  /// `<…>`: what an enum's value is, or nothing that is of use.
  private mutating func object() throws -> OracleValue {
    let start = index
    if let value = enumeration(), take(">") { return value }
    index = start
    var depth = 0
    while let mark = current {
      reach = max(reach, index)
      if mark.value < 0x20 { throw OracleSyntaxError() }
      if mark == "<" { depth += 1 }
      if mark == ">" {
        depth -= 1
        if depth == 0 {
          index += 1
          let text = String(decoding: bytes[start..<index], as: UTF8.self)
          if text == "<NA>" { return .null }
          guard text.hasPrefix("<Arrow ["), text.hasSuffix("]>"), index - start > 10 else {
            return .other
          }
          return .momentText(Array(bytes[(start + 8)..<(index - 2)]))
        }
      }
      if mark == "'" || mark == "\"", "=([{,: ".utf8.contains(bytes[index - 1]) {
        _ = try string()
      } else {
        index += 1
      }
    }
    reach = bytes.count
    throw OracleSyntaxError()
  }

  private mutating func enumeration() -> OracleValue? {
    index += 1
    let start = index
    while let mark = current,
      ("a"..."z").contains(mark) || ("A"..."Z").contains(mark) || mark == "_" || mark == "|"
        || (index > start && (("0"..."9").contains(mark) || mark == "."))
    { index += 1 }
    guard index > start, take(":"), take(" "), let next = current,
      !"{[(<".unicodeScalars.contains(next)
    else { return nil }
    return try? value(depth: OracleJSON.maxDepth)
  }

  private mutating func string() throws -> [UInt8] {
    let quote = current
    index += 1
    var text: [UInt8] = []
    defer { reach = max(reach, min(index, bytes.count)) }
    while let mark = current, mark != quote {
      if mark.value < 0x20 { throw OracleSyntaxError() }
      index += 1
      guard mark == "\\" else {
        text.append(UInt8(mark.value))
        continue
      }
      // Where it stops is where the escape begins.
      let start = index - 1
      var isWhole = false
      defer { if !isWhole { index = start } }
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
      isWhole = true
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
      items.append(try item(depth: depth))
      space()
      if take(close) { return items }
      try expect(",")
      space()
      if close == ")", take(close) { return items }
    }
  }

  /// A dict, or a set (which is of no use, but has to be whole).
  ///
  /// - Parameter isDict: nothing else is wanted.
  private mutating func braces(depth: Int, isDict: Bool = false) throws -> OracleValue {
    guard depth <= OracleJSON.maxDepth else { throw OracleSyntaxError() }
    index += 1
    space()
    if take("}") { return .object([]) }
    // Read once, whatever it turns out to be: again on each level would double the cost with each.
    var key = isDict ? try value(depth: depth) : try item(depth: depth, isKey: true)
    space()
    let isSet = current != ":"
    if isSet, isDict { throw OracleSyntaxError() }
    var pairs: [(key: [UInt8]?, value: OracleValue)] = []
    while true {
      if !isSet {
        try expect(":")
        space()
        let item = try item(depth: depth)
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
      key = isDict ? try value(depth: depth) : try item(depth: depth, isKey: true)
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
      guard name == "b" || name == "u" else { return .other }
      let text = try string()
      return name == "u" ? .text(text) : .other
    }
    if take("(") {
      guard depth < OracleJSON.maxDepth else { throw OracleSyntaxError() }
      guard let (plain, keywords) = try arguments(depth: depth + 1) else { return .other }
      return OraclePythonCall.value(name, plain, keywords)
    }
    if ["null", "true", "false"].contains(name) { throw OracleSyntaxError() }
    if ["None", "NaT", "pd.NaT", "pd.NA"].contains(name) { return .null }
    if ["True", "np.True_"].contains(name) { return .bool(true) }
    if ["False", "np.False_"].contains(name) { return .bool(false) }
    let numbers = ["inf", "nan", "NaN", "np.nan", "np.inf", "Infinity"]
    return numbers.contains(name) ? .notFinite : .other
  }

  /// Nil for those that no call has that means something.
  private mutating func arguments(depth: Int) throws -> (
    [OracleValue], [(String, OracleValue, [UInt8])]
  )? {
    guard depth <= OracleJSON.maxDepth else { throw OracleSyntaxError() }
    var plain: [OracleValue] = []
    var keywords: [(String, OracleValue, [UInt8])] = []
    var isInOrder = true
    space()
    if take(")") { return (plain, keywords) }
    while true {
      let start = index
      var keyword: String?
      if let word = try? name(), take("=") { keyword = word } else { index = start }
      let valueStart = index
      let item = try item(depth: depth)
      if let keyword {
        keywords.append((keyword, item, Array(bytes[valueStart..<index])))
      } else {
        isInOrder = isInOrder && keywords.isEmpty
        plain.append(item)
      }
      space()
      var isLast = take(")")
      if !isLast {
        try expect(",")
        space()
        isLast = take(")")
      }
      if isLast { return isInOrder ? (plain, keywords) : nil }
    }
  }
}
