import CVectorLoads

/// What Python's `repr` writes for the values that a log record holds: strings with either quote,
/// `True`, `False`, `None`, numbers with `inf` and `nan`, dicts, lists, tuples, sets, bytes, calls
/// such as `Decimal('0.001')` or `datetime.datetime(2026, 5, 1, tzinfo=datetime.timezone.utc)`,
/// names, `...`, objects between `<` and `>`; and as an item of a container any other text that an
/// object may print.
///
/// The same conventions as in ``JSONScanner``: bytes that end with a line feed, nil for what is
/// none of it. The line is known to be UTF-8.
///
/// Every value is scanned once, however deep it stands: what a call means is told by what scanning
/// its arguments has found. A second scan on each level would double the cost with each of them,
/// and a line of 300 bytes would outlast the watchdog.
struct PythonScanner {
  typealias Position = UnsafePointer<UInt8>

  /// Values that were scanned so far: what tests hold against the length of the lines, because a
  /// comparison of outcomes does not notice what they cost.
  private(set) var steps = 0
  /// How far the last attempts came: what is before it was part of something.
  private(set) var reach: Position?

  /// Begins another attempt.
  mutating func forgetReach() { reach = nil }

  mutating func extendReach(to p: Position) { reach = max(reach ?? p, p) }

  /// Takes any value and says what it is.
  ///
  /// - Parameter depth: how many containers and calls it is in.
  /// - Complexity: O(length of the value).
  mutating func value(_ p: Position, depth: Int) -> ScannedValue? {
    steps &+= 1
    extendReach(to: p)
    switch p.pointee {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      guard let (quote, hasEscapes) = stringEnd(p) else { return nil }
      return ScannedValue(
        shape: hasEscapes ? .escapedPython : .text, start: p + 1, end: quote, next: quote + 1)
    case UInt8(ascii: "-") where p[1] == UInt8(ascii: "i"):
      guard var name = Self.word(p + 1), Self.constant(name) == .notFinite,
        name.next.pointee != UInt8(ascii: "(")
      else { return nil }
      name.shape = .notFinite
      return name
    case UInt8(ascii: "."):
      if p[1] == UInt8(ascii: "."), p[2] == UInt8(ascii: ".") {
        return ScannedValue(shape: .other, start: p, end: p + 3, next: p + 3)
      }
      return number(p)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number(p)
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("):
      guard depth < JSONScanner.maxDepth else { return nil }
      return container(p, depth: depth)
    case UInt8(ascii: "<"): return object(p, depth: depth)
    default:
      return name(p, depth: depth)
    }
  }

  // MARK: Numbers

  /// As JSON has them, also `1.` and `.5` as numpy prints them; `2j` is of no use.
  ///
  /// - Parameter isPart: of a complex one it is the first part.
  private func number(_ start: Position, isPart: Bool = true) -> ScannedValue? {
    var p = start
    if p.pointee == UInt8(ascii: "-") { p += 1 }
    let whole = p
    while p.pointee &- UInt8(ascii: "0") <= 9 { p += 1 }
    if p - whole > 1, whole.pointee == UInt8(ascii: "0") { return nil }
    var digits = p - whole
    var shape = ScannedValue.Shape.integer
    if p.pointee == UInt8(ascii: ".") {
      shape = .float
      p += 1
      let fraction = p
      while p.pointee &- UInt8(ascii: "0") <= 9 { p += 1 }
      digits += p - fraction
    }
    guard digits > 0 else { return nil }
    if p.pointee | 0x20 == UInt8(ascii: "e") {
      shape = .float
      p += 1
      if p.pointee == UInt8(ascii: "-") || p.pointee == UInt8(ascii: "+") { p += 1 }
      let exponent = p
      while p.pointee &- UInt8(ascii: "0") <= 9 { p += 1 }
      if p == exponent { return nil }
    }
    if p.pointee == UInt8(ascii: "j") {
      return ScannedValue(shape: .other, start: start, end: p + 1, next: p + 1)
    }
    // `1+2j`.
    if isPart, p.pointee == UInt8(ascii: "+") || p.pointee == UInt8(ascii: "-") {
      let rest = p.pointee == UInt8(ascii: "+") ? p + 1 : p
      guard let part = number(rest, isPart: false), part.shape == .other else { return nil }
      return ScannedValue(shape: .other, start: start, end: part.end, next: part.end)
    }
    return ScannedValue(shape: shape, start: start, end: p, next: p)
  }

  // MARK: Strings

  /// - Parameter start: the opening quote.
  mutating func stringEnd(_ start: Position) -> (quote: Position, hasEscapes: Bool)? {
    let quote = start.pointee
    var p = start + 1
    var hasEscapes = false
    defer { extendReach(to: p) }
    while true {
      let marks = cvl_string_marks16(p, quote)
      guard marks != 0 else {
        p += 16
        continue
      }
      p += marks.trailingZeroBitCount
      switch p.pointee {
      case quote: return (p, hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        let length = Self.escapeLength(p)
        if length == 0 { return nil }
        p += length
      case 0x80...: p += 1
      default: return nil
      }
    }
  }

  /// The length of the escape at a backslash; 0 when repr writes no such.
  private static func escapeLength(_ p: Position) -> Int {
    let digits: Int
    switch p[1] {
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      return 2
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    default: return 0
    }
    return TextUnescaper.hexValue(p + 2, digits: digits) == nil ? 0 : 2 + digits
  }

  // MARK: Containers

  private mutating func container(_ p: Position, depth: Int) -> ScannedValue? {
    let end: (next: Position, isDict: Bool)?
    switch p.pointee {
    case UInt8(ascii: "{"): end = itemsEnd(p + 1, close: UInt8(ascii: "}"), depth: depth + 1)
    case UInt8(ascii: "["): end = itemsEnd(p + 1, close: UInt8(ascii: "]"), depth: depth + 1)
    default: end = itemsEnd(p + 1, close: UInt8(ascii: ")"), depth: depth + 1)
    }
    guard let end else { return nil }
    return ScannedValue(
      shape: end.isDict ? .object : .other, start: p, end: end.next, next: end.next)
  }

  /// Items between commas up to `close`. Those between braces are all pairs (a dict, as is `{}`) or
  /// all single (a set); a tuple may have a comma at its end.
  private mutating func itemsEnd(
    _ start: Position, close: UInt8, depth: Int
  ) -> (next: Position, isDict: Bool)? {
    var p = JSONScanner.skipSpace(start)
    if p.pointee == close { return (p + 1, close == UInt8(ascii: "}")) }
    var isDict: Bool?
    while true {
      guard let first = item(p, depth: depth, isKey: close == UInt8(ascii: "}")) else { return nil }
      p = JSONScanner.skipSpace(first.next)
      let isPair = p.pointee == UInt8(ascii: ":") && close == UInt8(ascii: "}")
      guard isPair == isDict ?? isPair else { return nil }
      isDict = isPair
      if isPair {
        guard let end = item(JSONScanner.skipSpace(p + 1), depth: depth)?.next else { return nil }
        p = JSONScanner.skipSpace(end)
      }
      if p.pointee == close { return (p + 1, isDict == true) }
      guard p.pointee == UInt8(ascii: ",") else { return nil }
      p = JSONScanner.skipSpace(p + 1)
      if p.pointee == close, close == UInt8(ascii: ")") { return (p + 1, false) }
    }
  }

  // MARK: Objects

  /// `<Priority.HIGH: 'high'>` is what an enum's value is, `<Arrow [2026-…]>` a time, any other
  /// `<…>` of no use. Quotes in it hold a text, which may hold `>`, where one begins as an argument
  /// does; others are apostrophes.
  private mutating func object(_ start: Position, depth: Int) -> ScannedValue? {
    if let value = enumeration(start) { return value }
    var depth = 0
    var p = start
    while true {
      extendReach(to: p)
      switch p.pointee {
      case UInt8(ascii: "<"): depth += 1
      case UInt8(ascii: ">"):
        depth -= 1
        if depth == 0 { return PythonCall.object(start, end: p + 1) }
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        if "=([{,: ".utf8.contains(p[-1]) {
          guard let (quote, _) = stringEnd(p) else { return nil }
          p = quote
        }
      case ..<0x20: return nil
      default: break
      }
      p += 1
    }
  }

  /// A member of an enum whose value is a text, a number or a name.
  private mutating func enumeration(_ start: Position) -> ScannedValue? {
    var p = start + 1
    while Self.isNameByte(p.pointee, isFirst: p == start + 1) || p.pointee == UInt8(ascii: "|") {
      p += 1
    }
    guard p > start + 1, p[0] == UInt8(ascii: ":"), p[1] == UInt8(ascii: " "),
      !"{[(<".utf8.contains(p[2]), let value = value(p + 2, depth: JSONScanner.maxDepth),
      value.next.pointee == UInt8(ascii: ">")
    else { return nil }
    var result = value
    result.next += 1
    return result
  }

  // MARK: Names and calls

  /// A name, be it that of a constant or of a call.
  private static func word(_ start: Position) -> ScannedValue? {
    var p = start
    while isNameByte(p.pointee, isFirst: p == start) { p += 1 }
    return p == start ? nil : ScannedValue(shape: .other, start: start, end: p, next: p)
  }

  /// A constant, a name, a call, or bytes.
  private mutating func name(_ start: Position, depth: Int) -> ScannedValue? {
    guard var result = Self.word(start) else { return nil }
    let p = result.next
    switch p.pointee {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      let isText = Self.isName(result, "u")
      guard isText || Self.isName(result, "b") else { return result }
      guard let (quote, hasEscapes) = stringEnd(p) else { return nil }
      result.next = quote + 1
      guard isText else { return result }
      return ScannedValue(
        shape: hasEscapes ? .escapedPython : .text, start: p + 1, end: quote, next: quote + 1)
    case UInt8(ascii: "("):
      guard depth < JSONScanner.maxDepth, let arguments = arguments(p + 1, depth: depth + 1) else {
        return nil
      }
      guard arguments.areInOrder else {
        result.next = arguments.next
        return result
      }
      return PythonCall.meaning(of: result, start: p + 1, arguments)
    default:
      guard let shape = Self.constant(result) else { return nil }
      result.shape = shape
      return result
    }
  }

  /// Nil for the constants of JSON.
  private static func constant(_ name: ScannedValue) -> ScannedValue.Shape? {
    switch name.start.pointee {
    case UInt8(ascii: "T"): return isName(name, "True") ? .boolTrue : .other
    case UInt8(ascii: "F"): return isName(name, "False") ? .boolFalse : .other
    case UInt8(ascii: "N"):
      if isName(name, "None") || isName(name, "NaT") { return .null }
      return isName(name, "NaN") ? .notFinite : .other
    case UInt8(ascii: "n"):
      if isName(name, "nan") || isName(name, "np.nan") || isName(name, "np.inf") {
        return .notFinite
      }
      if isName(name, "np.True_") { return .boolTrue }
      if isName(name, "np.False_") { return .boolFalse }
      return isName(name, "null") ? nil : .other
    case UInt8(ascii: "i"): return isName(name, "inf") ? .notFinite : .other
    case UInt8(ascii: "I"): return isName(name, "Infinity") ? .notFinite : .other
    case UInt8(ascii: "p"):
      return isName(name, "pd.NaT") || isName(name, "pd.NA") ? .null : .other
    case UInt8(ascii: "t"): return isName(name, "true") ? nil : .other
    case UInt8(ascii: "f"): return isName(name, "false") ? nil : .other
    default: return .other
    }
  }

  /// What stands between the parentheses of a call.
  struct Arguments {
    /// The first argument, if it has no name.
    var first: ScannedValue?
    var count = 0
    /// Where the value of `tzinfo=` stands.
    var zone: UnsafeBufferPointer<UInt8>?
    /// None without a name follows one with a name, as in every call that means something.
    var areInOrder = true
    /// The first byte after the closing parenthesis.
    var next: Position
  }

  /// Values, then `name=value`, between commas up to the parenthesis; a comma may be the last.
  private mutating func arguments(_ start: Position, depth: Int) -> Arguments? {
    var p = JSONScanner.skipSpace(start)
    var result = Arguments(next: p + 1)
    if p.pointee == UInt8(ascii: ")") { return result }
    var hasKeywords = false
    while true {
      var keyword = p
      while Self.isNameByte(keyword.pointee, isFirst: keyword == p) { keyword += 1 }
      let name = ScannedValue(shape: .other, start: p, end: keyword, next: keyword)
      let isKeyword = keyword > p && keyword.pointee == UInt8(ascii: "=")
      if hasKeywords, !isKeyword { result.areInOrder = false }
      hasKeywords = hasKeywords || isKeyword
      if isKeyword { p = keyword + 1 }
      guard let item = item(p, depth: depth) else { return nil }
      if result.count == 0, !isKeyword { result.first = item }
      if isKeyword, Self.isName(name, "tzinfo") {
        result.zone = UnsafeBufferPointer(start: p, count: item.next - p)
      }
      result.count += 1
      p = JSONScanner.skipSpace(item.next)
      if p.pointee == UInt8(ascii: ")") {
        result.next = p + 1
        return result
      }
      guard p.pointee == UInt8(ascii: ",") else { return nil }
      p = JSONScanner.skipSpace(p + 1)
      if p.pointee == UInt8(ascii: ")") {
        result.next = p + 1
        return result
      }
    }
  }

  static func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      return true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): return !isFirst
    default: return false
    }
  }

  static func isName(_ value: ScannedValue, _ name: StaticString) -> Bool {
    let count = value.end - value.start
    guard count == name.utf8CodeUnitCount else { return false }
    return (0..<count).allSatisfy { value.start[$0] == name.utf8Start[$0] }
  }
}
