/// Where an event of one minute counts, with the position where it is: computed once a minute, not once an event.
struct Place: Sendable {
  var minute: Int64
  var oldestMinute: Int64
  var hour: Int64
  var oldestHour: Int64
  /// Minutes at which the local day and month of the event start, and whether they still accept events.
  var day: Int64
  var isDayOpen: Bool
  var month: Int64
  var isMonthOpen: Bool
  /// Whether the event's own period is that of the position.
  var isDayCurrent: Bool
  var isMonthCurrent: Bool
}

/// Local days and months by the minutes at which they start and end, with the last answer kept.
struct PeriodCache: Sendable {
  struct Period: Sendable, Equatable {
    var start: Int64
    var end: Int64
  }

  let zone: TimeZoneRules
  private var lastDay = Period(start: 0, end: 0)
  private var lastMonth = Period(start: 0, end: 0)

  init(zone: TimeZoneRules) { self.zone = zone }

  mutating func period(_ unit: WindowUnit, at minute: Int64) -> Period {
    let last = unit == .day ? lastDay : lastMonth
    if last.start <= minute, minute < last.end { return last }
    let found = PeriodCache.period(unit, at: minute, zone: zone)
    if unit == .day { lastDay = found } else { lastMonth = found }
    return found
  }

  /// Whole minutes: an edge inside of a minute (local mean times of the 19th century) counts from the next.
  static func period(_ unit: WindowUnit, at minute: Int64, zone: TimeZoneRules) -> Period {
    let (start, end) = zone.period(unit, containing: Timestamp(minute: minute))
    return Period(start: roundedUp(start), end: roundedUp(end))
  }

  private static func roundedUp(_ time: Timestamp) -> Int64 {
    time.advanced(bySeconds: 59).minute
  }
}
