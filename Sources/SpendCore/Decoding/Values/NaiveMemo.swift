/// Turns local time into UTC, with the last minute remembered, because the lines of a log come in
/// order.
struct NaiveMemo {
  private var minute = Int64.min
  private var offsetSeconds: Int64 = 0

  /// - Parameter local: microseconds since 1970 as if local time were UTC.
  mutating func utc(local: Int64, zone: borrowing TimeZoneRules) -> Int64 {
    let seconds = Timestamp.floorDivide(local, 1_000_000)
    let ofMinute = Timestamp.floorDivide(seconds, 60)
    if ofMinute == minute { return local - offsetSeconds * 1_000_000 }
    let offset = seconds - zone.utcSeconds(local: seconds)
    let first = ofMinute * 60 - zone.utcSeconds(local: ofMinute * 60)
    let last = ofMinute * 60 + 59 - zone.utcSeconds(local: ofMinute * 60 + 59)
    if first == last, first == offset {
      minute = ofMinute
      offsetSeconds = offset
    }
    return local - offset * 1_000_000
  }
}
