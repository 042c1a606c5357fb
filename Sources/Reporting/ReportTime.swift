package import SpendCore

/// The ends of a report's time as people write them.
package enum ReportTime {
  /// A date (its first instant) or a date and time of day as in RFC 3339; without an offset both
  /// are local to `zone`.
  ///
  /// - Returns: nil when it is no such text or there is no such date.
  package static func read(_ text: String, zone: TimeZoneRules) -> Timestamp? {
    let parsed = Array(text.utf8).withUnsafeBufferPointer { TimeText.microseconds($0) }
    guard let (microseconds, isNaive) = parsed else { return nil }
    guard isNaive else { return Timestamp(microseconds: microseconds) }
    let local = Timestamp.floorDivide(microseconds, 1_000_000)
    let fraction = microseconds - local * 1_000_000
    if text.utf8.count == 10 {
      return zone.start(of: CivilDate(day: Timestamp.floorDivide(local, 86_400)))
    }
    return Timestamp(microseconds: zone.utcSeconds(local: local) * 1_000_000 + fraction)
  }
}
