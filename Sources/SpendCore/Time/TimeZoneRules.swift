/// The offsets of one time zone: what calendar windows and times without an offset need.
///
/// A value, so that the core never asks the machine. Filled from the TZif data of the system by
/// ``init(name:tzif:)`` (RFC 8536), because named zones are `nil` in a statically linked
/// Foundation.
package struct TimeZoneRules: Hashable, Sendable {
  /// IANA name, as written in the configuration.
  package var name: String
  /// From `at` (seconds since 1970) on, local time is UTC + `offsetSeconds`. Ascending.
  package var transitions: [Transition]
  /// Before the first transition.
  package var initialOffsetSeconds: Int64

  package struct Transition: Hashable, Sendable {
    package var at: Int64
    package var offsetSeconds: Int64

    package init(at: Int64, offsetSeconds: Int64) {
      self.at = at
      self.offsetSeconds = offsetSeconds
    }
  }

  package init(name: String, initialOffsetSeconds: Int64 = 0, transitions: [Transition] = []) {
    self.name = name
    self.initialOffsetSeconds = initialOffsetSeconds
    self.transitions = transitions
  }

  package static let utc = TimeZoneRules(name: "UTC")

  /// Seconds that local time is ahead of UTC at `seconds` since 1970. O(log transitions).
  package func offsetSeconds(at seconds: Int64) -> Int64 {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].at <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? initialOffsetSeconds : transitions[low - 1].offsetSeconds
  }

  /// The instant of a local date and time of day, given as seconds since 1970 as if local time
  /// were UTC. A time that a forward step skips is read with the offset before the step; of a
  /// time that occurs twice the first is meant (as RFC 5545 has it).
  ///
  /// - Parameter isFolded: the offset after the step and the second are meant (PEP 495).
  package func utcSeconds(local: Int64, isFolded: Bool = false) -> Int64 {
    let day: Int64 = isFolded ? -86_400 : 86_400
    let meant = local - offsetSeconds(at: local - day)
    if offsetSeconds(at: meant) == local - meant { return meant }
    let other = local - offsetSeconds(at: local + day)
    return offsetSeconds(at: other) == local - other ? other : meant
  }

  /// The local date at a time.
  package func localDate(at time: Timestamp) -> CivilDate {
    let local = time.seconds + offsetSeconds(at: time.seconds)
    return CivilDate(day: Timestamp.floorDivide(local, 86_400))
  }

  /// The first instant of a local date. Where midnight is skipped (São Paulo) it is the end of
  /// the gap.
  package func start(of date: CivilDate) -> Timestamp {
    Timestamp(seconds: utcSeconds(local: date.dayNumber * 86_400))
  }

  /// The local day or month that holds a time, as `[start, end)`.
  ///
  /// Periods begin at the first midnight of a date. Where a clock is set back across midnight
  /// (St. John's until 2011), the minutes that local time repeats stay in the period that has
  /// begun, so that periods never overlap and every instant is in exactly one.
  package func period(_ unit: WindowUnit, containing time: Timestamp) -> (
    start: Timestamp, end: Timestamp
  ) {
    var date = localDate(at: time)
    if unit == .month { date = date.startOfMonth }
    var edges = self.edges(unit, of: date)
    // At most one step: a repetition is shorter than a day. A skipped day (Apia 2011) has no
    // length.
    for _ in 0..<2 where time >= edges.end {
      date = unit == .day ? CivilDate(day: date.dayNumber + 1) : date.startOfNextMonth
      edges = self.edges(unit, of: date)
    }
    return edges
  }

  private func edges(_ unit: WindowUnit, of date: CivilDate) -> (start: Timestamp, end: Timestamp) {
    switch unit {
    case .day: (start(of: date), start(of: CivilDate(day: date.dayNumber + 1)))
    case .month: (start(of: date.startOfMonth), start(of: date.startOfNextMonth))
    }
  }
}
