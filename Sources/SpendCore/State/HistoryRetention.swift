/// How finely a stretch of the history is kept.
package enum HistoryLevel: Int64, CaseIterable, Hashable, Sendable {
  // Stored: numbers are never given to something else.
  case quarter = 0
  case hour = 1
  case day = 2

  /// Of a day it is what most have: a day on which the clock is set is an hour shorter or longer.
  package var seconds: Int64 {
    switch self {
    case .quarter: 900
    case .hour: 3600
    case .day: 86_400
    }
  }

  /// Where the quarter that holds a time begins, or the hour or day of a time zone that does;
  /// seconds since 1970.
  package func start(containing seconds: Int64, in zone: TimeZoneRules) -> Int64 {
    switch self {
    case .quarter: return Timestamp.floorDivide(seconds, 900) * 900
    case .hour:
      // Where a zone is ahead by half an hour, so are its hours.
      let offset = zone.offsetSeconds(at: seconds)
      return Timestamp.floorDivide(seconds + offset, 3600) * 3600 - offset
    case .day: return zone.period(.day, containing: Timestamp(seconds: seconds)).start.seconds
    }
  }
}

/// How finely the history is kept, and up to when: by the quarter of an hour for some days, then by
/// the hour, by the day for ever.
package struct HistoryRetention: Hashable, Sendable {
  /// For how many days; hours are not shorter than quarters.
  package struct Days: Hashable, Sendable {
    package var quarters: Int64 = 32
    package var hours: Int64 = 400

    package init() {}
  }

  /// Quarters before this one (seconds since 1970 / 900) are kept by the hour. It begins an hour.
  package var quartersFrom: Int64
  /// Those before this one are kept by the day. It begins a day.
  package var hoursFrom: Int64
  /// Whose hours and days are meant.
  package var zone: TimeZoneRules

  package init(
    quartersFrom: Int64 = .min, hoursFrom: Int64 = .min, zone: TimeZoneRules = .utc
  ) {
    self.quartersFrom = quartersFrom
    self.hoursFrom = min(hoursFrom, quartersFrom)
    self.zone = zone
  }

  package init(at clock: Timestamp, zone: TimeZoneRules, _ days: Days = Days()) {
    func quarter(_ level: HistoryLevel, daysAgo: Int64) -> Int64 {
      let time = clock.seconds - daysAgo * 86_400
      return Timestamp.floorDivide(level.start(containing: time, in: zone), 900)
    }
    self.init(
      quartersFrom: quarter(.hour, daysAgo: days.quarters),
      hoursFrom: quarter(.day, daysAgo: days.hours), zone: zone)
  }

  package func level(ofQuarter quarter: Int64) -> HistoryLevel {
    quarter < hoursFrom ? .day : quarter < quartersFrom ? .hour : .quarter
  }

  /// When what a quarter is kept in begins; seconds since 1970.
  package func start(ofQuarter quarter: Int64) -> Int64 {
    level(ofQuarter: quarter).start(containing: quarter * 900, in: zone)
  }

  /// The first quarter of what a quarter is kept in.
  func first(ofQuarter quarter: Int64) -> Int64 {
    Timestamp.floorDivide(start(ofQuarter: quarter), 900)
  }
}
