/// Reads the time that an application wrote as text: RFC 3339 and its relatives.
///
/// `YYYY-MM-DD`, then `T`, `t` or a space, `HH:MM`, `:SS`, a fraction of any length behind `.` or
/// `,`, and an offset `Z`, `z`, `+HH:MM`, `+HHMM`, `+HH`, with a space before it or not. The time
/// of day may be missing (midnight), and so may seconds. Finer than a microsecond is cut off. A
/// leap second `:60` is the second after.
package struct TimeText {
  private var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>

  /// Microseconds since 1970 (of local time, when there is no offset); nil when it is not such a
  /// text or the date does not exist.
  package static func microseconds(_ text: UnsafeBufferPointer<UInt8>) -> (Int64, isNaive: Bool)? {
    guard let start = text.baseAddress else { return nil }
    var scanner = TimeText(position: start, end: start + text.count)
    guard let (local, fraction, offset) = scanner.parts() else { return nil }
    return ((local - (offset ?? 0)) * 1_000_000 + fraction, offset == nil)
  }

  /// Days since 1970 of a date; nil when there is no such date.
  static func day(year: Int64, month: Int64, day: Int64) -> Int64? {
    guard month >= 1, month <= 12, day >= 1 else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    if day <= 28 { return date.dayNumber }
    return date.dayNumber < date.startOfNextMonth.dayNumber ? date.dayNumber : nil
  }

  /// The local time as seconds since 1970, microseconds, and the offset of UTC.
  private mutating func parts() -> (local: Int64, fraction: Int64, offset: Int64?)? {
    guard let year = number(4), take("-"), let month = number(2), take("-"), let date = number(2),
      let day = Self.day(year: year, month: month, day: date)
    else { return nil }
    let midnight = day * 86_400
    if position == end { return (midnight, 0, nil) }
    guard take("T") || take("t") || take(" ") else { return nil }
    guard let hour = number(2), hour < 24, take(":"), let minute = number(2), minute < 60 else {
      return nil
    }
    var second: Int64 = 0
    var fraction: Int64 = 0
    if take(":") {
      guard let value = number(2), value <= 60 else { return nil }
      second = value
      if take(".") || take(",") {
        guard let digits = fractionMicroseconds() else { return nil }
        fraction = digits
      }
    }
    let local = midnight + hour * 3600 + minute * 60 + second
    if position == end { return (local, fraction, nil) }
    guard let offset = offsetSeconds(), position == end else { return nil }
    return (local, fraction, offset)
  }

  private mutating func offsetSeconds() -> Int64? {
    _ = take(" ")
    if take("Z") || take("z") { return 0 }
    let isWest = take("-")
    guard isWest || take("+"), let hours = number(2), hours < 24 else { return nil }
    var minutes: Int64 = 0
    if position < end {
      _ = take(":")
      guard let value = number(2), value < 60 else { return nil }
      minutes = value
    }
    let seconds = hours * 3600 + minutes * 60
    return isWest ? -seconds : seconds
  }

  private mutating func fractionMicroseconds() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while let digit = digit() {
      if count < 6 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  private mutating func number(_ digits: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  private mutating func digit() -> Int64? {
    guard position < end else { return nil }
    let value = position.pointee &- UInt8(ascii: "0")
    guard value <= 9 else { return nil }
    position += 1
    return Int64(value)
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < end, position.pointee == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }
}
