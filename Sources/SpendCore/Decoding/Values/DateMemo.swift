/// The short way to read a time: `"2026-05-01T12:34:56.789Z"` as JSON writes it, with the date of
/// the last line. Also without a fraction or with up to seven digits of it, with `+00:00`, and
/// without an offset. Exact, as ``TimeText``, which reads all others.
struct DateMemo {
  /// The twelve bytes `"2026-05-01T` as two words that overlap.
  ///
  /// At first they contradict each other, so that nothing matches.
  private var head = UInt64.max
  private var rest: UInt64 = 0
  /// Microseconds since 1970 of the date's midnight.
  private var midnight: Int64 = 0

  /// - Parameter p: at the opening quote.
  /// - Returns: microseconds since 1970 (of local time without an offset) and the position after
  ///   the closing quote; nil to say: read it the general way.
  @inline(__always)
  mutating func time(_ p: UnsafePointer<UInt8>) -> (
    microseconds: Int64, isNaive: Bool, next: UnsafePointer<UInt8>
  )? {
    if SWAR.load(p) != head || SWAR.load(p + 4) != rest {
      guard learn(p) else { return nil }
    }
    // `12:34:56`: the digits checked all at once, the colons by their places.
    let clock = SWAR.load(p + 12)
    let digits = clock ^ 0x3030_3A30_303A_3030
    guard ((digits &+ 0x7676_7F76_767F_7676) | digits) & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    let pairs = (digits &* 10 &+ digits &>> 8) & 0x00FF_0000_FF00_00FF
    let hour = pairs & 0xFF
    let minute = (pairs &>> 24) & 0xFF
    let second = pairs &>> 48
    guard hour < 24, minute < 60, second < 60 else { return nil }
    var micros = midnight &+ Int64((hour &* 60 &+ minute) &* 60 &+ second) &* 1_000_000
    var next = p + 20
    if next.pointee == UInt8(ascii: ".") {
      let word = SWAR.load(next + 1)
      let count = SWAR.digitCount(word)
      guard count > 0, count < 8 else { return nil }
      micros &+= Int64(SWAR.fraction(word, digits: count) / 100)
      next += 1 + count
    }
    if SWAR.load16(next) == 0x225A { return (micros, false, next + 2) }
    if next.pointee == UInt8(ascii: "\"") { return (micros, true, next + 1) }
    // `+00:00"`
    guard SWAR.load(next) & 0x00FF_FFFF_FFFF_FFFF == 0x22_3030_3A30_302B else { return nil }
    return (micros, false, next + 7)
  }

  @inline(never)
  private mutating func learn(_ p: UnsafePointer<UInt8>) -> Bool {
    let text = UnsafeBufferPointer(start: p + 1, count: 10)
    guard p[0] == UInt8(ascii: "\""), p[11] == UInt8(ascii: "T"),
      let (microseconds, _) = TimeText.microseconds(text)
    else { return false }
    head = SWAR.load(p)
    rest = SWAR.load(p + 4)
    midnight = microseconds
    return true
  }
}
