import CVectorLoads

/// What Python's `repr` writes for the values that a log record holds: strings with either quote,
/// `True`, `False`, `None`, numbers with `inf` and `nan`, dicts, lists, tuples, sets, bytes, and
/// calls such as `Decimal('0.001')` or `datetime.datetime(2026, 5, 1,
/// tzinfo=datetime.timezone.utc)`.
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

  /// Takes any value and says what it is.
  ///
  /// - Parameter depth: how many containers and calls it is in.
  /// - Complexity: O(length of the value).
  mutating func value(_ p: Position, depth: Int) -> ScannedValue? {
    steps &+= 1
    switch p.pointee {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      guard let (quote, hasEscapes) = Self.stringEnd(p) else { return nil }
      return ScannedValue(
        shape: hasEscapes ? .escapedPython : .text, start: p + 1, end: quote, next: quote + 1)
    case UInt8(ascii: "-") where p[1] == UInt8(ascii: "i"):
      guard let name = value(p + 1, depth: depth), Self.isName(name, "inf"), name.next == name.end
      else { return nil }
      return name
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      guard let (end, isInteger) = JSONScanner.longNumberEnd(p) else { return nil }
      return ScannedValue(shape: isInteger ? .integer : .float, start: p, end: end, next: end)
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("):
      guard let end = containerEnd(p, depth: depth) else { return nil }
      return ScannedValue(shape: .other, start: p, end: end, next: end)
    default:
      return name(p, depth: depth)
    }
  }

  // MARK: Strings

  /// - Parameter start: the opening quote.
  private static func stringEnd(_ start: Position) -> (quote: Position, hasEscapes: Bool)? {
    let quote = start.pointee
    var p = start + 1
    var hasEscapes = false
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
        let length = escapeLength(p)
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

  private mutating func containerEnd(_ p: Position, depth: Int) -> Position? {
    guard depth < JSONScanner.maxDepth else { return nil }
    switch p.pointee {
    case UInt8(ascii: "{"): return itemsEnd(p + 1, close: UInt8(ascii: "}"), depth: depth + 1)
    case UInt8(ascii: "["): return itemsEnd(p + 1, close: UInt8(ascii: "]"), depth: depth + 1)
    default: return itemsEnd(p + 1, close: UInt8(ascii: ")"), depth: depth + 1)
    }
  }

  /// Items between commas up to `close`. Those between braces are all pairs (a dict) or all single
  /// (a set); a tuple may have a comma at its end.
  private mutating func itemsEnd(_ start: Position, close: UInt8, depth: Int) -> Position? {
    var p = JSONScanner.skipSpace(start)
    if p.pointee == close { return p + 1 }
    var isDict: Bool?
    while true {
      guard let item = value(p, depth: depth) else { return nil }
      p = JSONScanner.skipSpace(item.next)
      let isPair = p.pointee == UInt8(ascii: ":") && close == UInt8(ascii: "}")
      guard isPair == isDict ?? isPair else { return nil }
      isDict = isPair
      if isPair {
        guard let end = value(JSONScanner.skipSpace(p + 1), depth: depth)?.next else { return nil }
        p = JSONScanner.skipSpace(end)
      }
      if p.pointee == close { return p + 1 }
      guard p.pointee == UInt8(ascii: ",") else { return nil }
      p = JSONScanner.skipSpace(p + 1)
      if p.pointee == close, close == UInt8(ascii: ")") { return p + 1 }
    }
  }

  // MARK: Names and calls

  /// A constant, a dotted name, a call, or bytes.
  private mutating func name(_ start: Position, depth: Int) -> ScannedValue? {
    var p = start
    while Self.isNameByte(p.pointee, isFirst: p == start) { p += 1 }
    if p == start { return nil }
    var result = ScannedValue(shape: .other, start: start, end: p, next: p)
    switch p.pointee {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      guard Self.isName(result, "b"), let (quote, _) = Self.stringEnd(p) else { return nil }
      result.next = quote + 1
      return result
    case UInt8(ascii: "("):
      guard depth < JSONScanner.maxDepth, let arguments = arguments(p + 1, depth: depth + 1) else {
        return nil
      }
      return PythonCall.meaning(of: result, start: p + 1, arguments)
    default:
      if Self.isName(result, "None") { result.shape = .null; return result }
      if Self.isName(result, "True") { result.shape = .boolTrue; return result }
      if Self.isName(result, "False") { result.shape = .boolFalse; return result }
      if Self.isName(result, "inf") || Self.isName(result, "nan") { return result }
      return result.text.contains(UInt8(ascii: ".")) ? result : nil
    }
  }

  /// What stands between the parentheses of a call.
  struct Arguments {
    /// The only argument, if there is one that has no name.
    var single: ScannedValue?
    /// The first byte after the closing parenthesis.
    var next: Position
  }

  /// Values, then `name=value`, between commas up to the parenthesis.
  private mutating func arguments(_ start: Position, depth: Int) -> Arguments? {
    var p = JSONScanner.skipSpace(start)
    if p.pointee == UInt8(ascii: ")") { return Arguments(next: p + 1) }
    var hasKeywords = false
    var count = 0
    while true {
      var keyword = p
      while Self.isNameByte(keyword.pointee, isFirst: keyword == p) { keyword += 1 }
      let isKeyword = keyword > p && keyword.pointee == UInt8(ascii: "=")
      guard isKeyword || !hasKeywords else { return nil }
      hasKeywords = isKeyword
      if isKeyword { p = keyword + 1 }
      guard let item = value(p, depth: depth) else { return nil }
      count += 1
      p = JSONScanner.skipSpace(item.next)
      if p.pointee == UInt8(ascii: ")") {
        return Arguments(single: count == 1 && !isKeyword ? item : nil, next: p + 1)
      }
      guard p.pointee == UInt8(ascii: ",") else { return nil }
      p = JSONScanner.skipSpace(p + 1)
    }
  }

  private static func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
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
