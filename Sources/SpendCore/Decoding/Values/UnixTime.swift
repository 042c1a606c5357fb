/// The short way to read a time that is a number: digits alone, as JSON writes them or as a text.
/// Exact, as ``DecimalNumber/microseconds``, which reads all others.
enum UnixTime {
  /// - Parameters:
  ///   - start: of a value of JSON that is no more than digits, or of a text without escapes.
  ///   - end: after it.
  /// - Returns: microseconds since 1970; nil to say: read it the general way.
  static func short(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int64? {
    let isText = start.pointee == UInt8(ascii: "\"")
    var p = isText ? start + 1 : start
    var count = isText ? end - start - 2 : end - start
    // Shorter ones may be dates of other kinds, longer ones are no times.
    guard count >= 9, count <= 19 else { return nil }
    var number: UInt64 = 0
    while count >= 8 {
      let word = SWAR.load(p)
      guard SWAR.digitCount(word) == 8 else { return nil }
      number = number &* 100_000_000 &+ SWAR.eightDigits(word)
      (p, count) = (p + 8, count - 8)
    }
    if count > 0 {
      let word = SWAR.load(p)
      guard SWAR.digitCount(word) >= count else { return nil }
      number =
        number &* Money.powersOfTen[count] &+ SWAR.number(word, digits: count)
    }
    switch number {
    case ..<100_000_000_000: return Int64(number) &* 1_000_000
    case ..<100_000_000_000_000: return Int64(number) &* 1000
    case ..<100_000_000_000_000_000: return Int64(number)
    default: return Int64(number / 1000)
    }
  }
}
