import CVectorLoads

/// The grammar of RFC 8259 over bytes that end with a line feed; with `NaN`, `Infinity` and
/// `-Infinity` as values, which Python and others write.
///
/// Nothing here looks at an end: a line feed is legal nowhere inside a line, so every scan stops at
/// it. What is between that and the block that was loaded is only looked at, never taken. White
/// space is therefore space, tab and carriage return. Every function takes a position and returns
/// the one after what it took; nil means that the line is not JSON. Text is checked to be UTF-8 on
/// the way.
enum JSONScanner {
  typealias Position = UnsafePointer<UInt8>

  /// Containers inside containers beyond this many are not accepted: a hostile line must not end
  /// the stack.
  static let maxDepth = 512

  @inline(__always)
  static func skipSpace(_ start: Position) -> Position {
    var p = start
    while p.pointee == UInt8(ascii: " ") || p.pointee == 0x09 || p.pointee == 0x0D { p += 1 }
    return p
  }

  // MARK: Strings

  /// - Parameter start: after the opening quote.
  /// - Returns: the closing quote, and whether there are escapes before it.
  @inline(__always)
  static func stringEnd(_ start: Position) -> (quote: Position, hasEscapes: Bool)? {
    let marks = cvl_string_marks32(start, UInt8(ascii: "\""))
    let first = start + marks.trailingZeroBitCount
    if marks != 0, first.pointee == UInt8(ascii: "\"") { return (first, false) }
    return longStringEnd(first)
  }

  @inline(never)
  private static func longStringEnd(_ start: Position) -> (quote: Position, hasEscapes: Bool)? {
    var p = start
    var hasEscapes = false
    while true {
      let marks = cvl_string_marks16(p, UInt8(ascii: "\""))
      guard marks != 0 else {
        p += 16
        continue
      }
      p += marks.trailingZeroBitCount
      switch p.pointee {
      case UInt8(ascii: "\""): return (p, hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        let length = escapeLength(p)
        if length == 0 { return nil }
        p += length
      case 0x80...:
        let length = UTF8Check.length(p)
        if length == 0 { return nil }
        p += length
      default: return nil
      }
    }
  }

  /// The length of the escape at a backslash; 0 when it is none of JSON's.
  static func escapeLength(_ p: Position) -> Int {
    switch p[1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return 2
    case UInt8(ascii: "u"):
      return TextUnescaper.hexValue(p + 2, digits: 4) == nil ? 0 : 6
    default: return 0
    }
  }

  // MARK: Numbers and literals

  @inline(__always)
  static func numberEnd(_ start: Position) -> (end: Position, isInteger: Bool)? {
    let word = SWAR.load(start)
    let count = SWAR.digitCount(word)
    let next = start + count
    // Most numbers: up to seven digits, no sign, no fraction.
    if count > 0, count < 8, next.pointee != UInt8(ascii: "."), next.pointee | 0x20 != 0x65,
      count == 1 || start.pointee != UInt8(ascii: "0")
    {
      return (next, true)
    }
    return longNumberEnd(start)
  }

  @inline(never)
  static func longNumberEnd(_ start: Position) -> (end: Position, isInteger: Bool)? {
    var p = start
    if p.pointee == UInt8(ascii: "-") { p += 1 }
    let integer = p
    p = digitsEnd(p)
    if p == integer || (integer.pointee == UInt8(ascii: "0") && p - integer > 1) { return nil }
    var isInteger = true
    if p.pointee == UInt8(ascii: ".") {
      isInteger = false
      let fraction = p + 1
      p = digitsEnd(fraction)
      if p == fraction { return nil }
    }
    if p.pointee | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      p += 1
      if p.pointee == UInt8(ascii: "-") || p.pointee == UInt8(ascii: "+") { p += 1 }
      let exponent = p
      p = digitsEnd(exponent)
      if p == exponent { return nil }
    }
    return (p, isInteger)
  }

  @inline(__always)
  private static func digitsEnd(_ start: Position) -> Position {
    var p = start
    while true {
      let count = SWAR.digitCount(SWAR.load(p))
      p += count
      if count < 8 { return p }
    }
  }

  @inline(__always)
  static func literalEnd(_ p: Position) -> (end: Position, shape: ScannedValue.Shape)? {
    switch SWAR.load32(p) {
    case 0x6575_7274: return (p + 4, .boolTrue)
    case 0x6C6C_756E: return (p + 4, .null)
    case 0x736C_6166 where p[4] == UInt8(ascii: "e"): return (p + 5, .boolFalse)
    default: return notFiniteEnd(p).map { ($0, .notFinite) }
    }
  }

  @inline(never)
  private static func notFiniteEnd(_ p: Position) -> Position? {
    let number = p.pointee == UInt8(ascii: "-") ? p + 1 : p
    // `Infinity`, `NaN`.
    if SWAR.load(number) == 0x7974_696E_6966_6E49 { return number + 8 }
    return p == number && SWAR.load32(p) & 0xFF_FFFF == 0x4E_614E ? p + 3 : nil
  }

  // MARK: Values

  /// Takes any value and says what it is.
  ///
  /// - Parameter depth: how many containers it is in.
  static func value(_ p: Position, depth: Int) -> ScannedValue? {
    switch p.pointee {
    case UInt8(ascii: "\""):
      guard let (quote, hasEscapes) = stringEnd(p + 1) else { return nil }
      return ScannedValue(
        shape: hasEscapes ? .escapedJSON : .text, start: p + 1, end: quote, next: quote + 1)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      guard let (end, isInteger) = numberEnd(p) else {
        return notFiniteEnd(p).map { ScannedValue(shape: .notFinite, start: p, end: $0, next: $0) }
      }
      return ScannedValue(shape: isInteger ? .integer : .float, start: p, end: end, next: end)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard let end = containerEnd(p, depth: depth) else { return nil }
      let shape: ScannedValue.Shape = p.pointee == UInt8(ascii: "{") ? .object : .other
      return ScannedValue(shape: shape, start: p, end: end, next: end)
    default:
      guard let (end, shape) = literalEnd(p) else { return nil }
      return ScannedValue(shape: shape, start: p, end: end, next: end)
    }
  }

  /// Takes any value without a look at what it says.
  @inline(__always)
  static func valueEnd(_ p: Position, depth: Int) -> Position? {
    switch p.pointee {
    case UInt8(ascii: "\""):
      guard let (quote, _) = stringEnd(p + 1) else { return nil }
      return quote + 1
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return numberEnd(p)?.end ?? notFiniteEnd(p)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return containerEnd(p, depth: depth)
    default: return literalEnd(p)?.end
    }
  }

  @inline(never)
  private static func containerEnd(_ p: Position, depth: Int) -> Position? {
    guard depth < maxDepth else { return nil }
    return p.pointee == UInt8(ascii: "{")
      ? objectEnd(p, depth: depth + 1) : arrayEnd(p, depth: depth + 1)
  }

  private static func objectEnd(_ start: Position, depth: Int) -> Position? {
    var p = skipSpace(start + 1)
    if p.pointee == UInt8(ascii: "}") { return p + 1 }
    while true {
      guard p.pointee == UInt8(ascii: "\""), let (quote, _) = stringEnd(p + 1) else { return nil }
      p = skipSpace(quote + 1)
      guard p.pointee == UInt8(ascii: ":") else { return nil }
      guard let end = valueEnd(skipSpace(p + 1), depth: depth) else { return nil }
      p = skipSpace(end)
      if p.pointee == UInt8(ascii: "}") { return p + 1 }
      guard p.pointee == UInt8(ascii: ",") else { return nil }
      p = skipSpace(p + 1)
    }
  }

  private static func arrayEnd(_ start: Position, depth: Int) -> Position? {
    var p = skipSpace(start + 1)
    if p.pointee == UInt8(ascii: "]") { return p + 1 }
    while true {
      guard let end = valueEnd(p, depth: depth) else { return nil }
      p = skipSpace(end)
      if p.pointee == UInt8(ascii: "]") { return p + 1 }
      guard p.pointee == UInt8(ascii: ",") else { return nil }
      p = skipSpace(p + 1)
    }
  }
}
