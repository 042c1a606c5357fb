/// The stretches of time that the rows of a report are of, in a zone.
package struct ReportPeriods: Sendable {
  let period: ReportQuery.Period
  let zone: TimeZoneRules

  package init(_ query: ReportQuery) {
    period = query.period
    zone = query.zone
  }

  /// The stretch that holds a time, as `[start, end)`, and its number: ascending with time.
  func stretch(at time: Timestamp) -> (start: Timestamp, end: Timestamp, number: Int64) {
    switch period {
    case .total:
      return (Timestamp(microseconds: .min), Timestamp(microseconds: .max), 0)
    case .hour:
      let offset = zone.offsetSeconds(at: time.seconds)
      let local = Timestamp.floorDivide(time.seconds + offset, 3600) * 3600
      // Where clocks are set in the midst of an hour, it has two parts.
      let bounds = zone.transitions(around: time.seconds)
      let start = max(local - offset, bounds.last)
      let end = min(local + 3600 - offset, bounds.next)
      return (Timestamp(seconds: start), Timestamp(seconds: end), start)
    case .day:
      let (start, end) = zone.period(.day, containing: time)
      return (start, end, zone.localDate(at: start).dayNumber)
    case .week:
      let day = zone.localDate(at: zone.period(.day, containing: time).start).dayNumber
      let monday = Self.monday(day)
      return (
        zone.start(of: CivilDate(day: monday)), zone.start(of: CivilDate(day: monday + 7)), monday
      )
    case .month:
      let (start, end) = zone.period(.month, containing: time)
      let date = zone.localDate(at: start)
      return (start, end, date.year * 12 + date.month - 1)
    }
  }

  /// The stretch with a number.
  func stretch(_ number: Int64) -> (start: Timestamp, end: Timestamp) {
    let start =
      switch period {
      case .total: Timestamp(microseconds: 0)
      case .hour: Timestamp(seconds: number)
      case .day, .week: zone.start(of: CivilDate(day: number))
      case .month: zone.start(of: Self.first(ofMonth: number))
      }
    let stretch = stretch(at: start)
    return (stretch.start, stretch.end)
  }

  /// Day 0, in 1970, was a Thursday.
  private static func monday(_ day: Int64) -> Int64 {
    Timestamp.floorDivide(day + 3, 7) * 7 - 3
  }

  /// `2026-11-21`, `2026-W47` (ISO 8601), `2026-11`, `2026-11-01T01:00-04:00`;
  /// nil for the whole time.
  func text(_ number: Int64) -> String? {
    switch period {
    case .total: return nil
    case .hour:
      let offset = zone.offsetSeconds(at: number)
      let local = number + offset
      let day = Timestamp.floorDivide(local, 86_400)
      let minutes = (local - day * 86_400) / 60
      return "\(CivilDate(day: day))T\(Self.clock(minutes))\(Self.offset(offset))"
    case .day: return CivilDate(day: number).description
    case .week:
      // The week is of the year that its Thursday is in.
      let year = CivilDate(day: number + 3).year
      let first = Self.monday(CivilDate(year: year, month: 1, day: 4).dayNumber)
      let week = (number - first) / 7 + 1
      return "\(CivilDate(year: year, month: 1, day: 1).description.dropLast(6))-W"
        + Timestamp.padded(week, 2)
    case .month:
      return String(Self.first(ofMonth: number).description.dropLast(3))
    }
  }

  private static func first(ofMonth number: Int64) -> CivilDate {
    let year = Timestamp.floorDivide(number, 12)
    return CivilDate(year: year, month: number - year * 12 + 1, day: 1)
  }

  private static func clock(_ minutes: Int64) -> String {
    "\(Timestamp.padded(minutes / 60, 2)):\(Timestamp.padded(minutes % 60, 2))"
  }

  private static func offset(_ seconds: Int64) -> String {
    (seconds < 0 ? "-" : "+") + clock(abs(seconds) / 60)
  }
}

extension TimeZoneRules {
  /// The last change of the offset up to a time, and the next one after it.
  func transitions(around seconds: Int64) -> (last: Int64, next: Int64) {
    let next = transitions.firstIndex { $0.at > seconds } ?? transitions.count
    return (
      next == 0 ? .min : transitions[next - 1].at,
      next == transitions.count ? .max : transitions[next].at
    )
  }
}
