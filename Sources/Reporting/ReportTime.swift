package import SpendCore

/// A time, or a stretch of time, as people write it for a report.
package enum ReportTime: Hashable, Sendable {
  /// `2026-05-01T12:00:00Z`.
  case instant(Timestamp)
  /// `7d`, `24h`: from then until now.
  case span(from: Timestamp)
  /// `2026-05-01`, `2026-05`, `yesterday`: everything in it, the end not included.
  case stretch(from: Timestamp, to: Timestamp)

  /// The first instant that is meant.
  package var start: Timestamp {
    switch self {
    case .instant(let time), .span(let time), .stretch(let time, _): time
    }
  }

  /// Up to where: a date or month as the end of a report is part of it.
  package var end: Timestamp {
    if case .stretch(_, let end) = self { end } else { start }
  }

  /// A date, a date and time of day as in RFC 3339 (without an offset local to `zone`), a month, a
  /// week (`2026-W47`), a span (`7d`, `24h`: back from now, to a quarter of an hour; beyond a month
  /// to an hour, beyond a year to a day), or one of `today`, `yesterday`, `this-week`, `last-week`,
  /// `this-month`, `last-month`. Weeks begin on Monday.
  ///
  /// - Returns: nil when it is no such text or there is no such date.
  package static func read(_ text: String, zone: TimeZoneRules, now: Timestamp) -> ReportTime? {
    calendar(text, zone, now) ?? month(text, zone) ?? week(text, zone) ?? span(text, zone, now)
      ?? time(text, zone)
  }

  private static func calendar(
    _ text: String, _ zone: TimeZoneRules, _ now: Timestamp
  ) -> ReportTime? {
    let today = zone.localDate(at: now).dayNumber
    // Day 0, in 1970, was a Thursday.
    let monday = today - (today + 3 - Timestamp.floorDivide(today + 3, 7) * 7)
    let thisMonth = CivilDate(day: today).startOfMonth
    let lastMonth = CivilDate(day: thisMonth.dayNumber - 1).startOfMonth
    let days: Range<Int64>? =
      switch text {
      case "today": today..<today + 1
      case "yesterday": today - 1..<today
      case "this-week": monday..<monday + 7
      case "last-week": monday - 7..<monday
      case "this-month": thisMonth.dayNumber..<thisMonth.startOfNextMonth.dayNumber
      case "last-month": lastMonth.dayNumber..<thisMonth.dayNumber
      default: nil
      }
    return days.map { stretch($0, zone) }
  }

  private static func stretch(_ days: Range<Int64>, _ zone: TimeZoneRules) -> ReportTime {
    .stretch(
      from: zone.start(of: CivilDate(day: days.lowerBound)),
      to: zone.start(of: CivilDate(day: days.upperBound)))
  }

  private static func month(_ text: String, _ zone: TimeZoneRules) -> ReportTime? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      let year = digits(parts[0]), let month = digits(parts[1]), (1...12).contains(month)
    else { return nil }
    let first = CivilDate(year: year, month: month, day: 1)
    return stretch(first.dayNumber..<first.startOfNextMonth.dayNumber, zone)
  }

  private static func week(_ text: String, _ zone: TimeZoneRules) -> ReportTime? {
    guard let (every, period) = DigestSettings.period(named: text, zone: zone), every == .week
    else { return nil }
    return .stretch(from: period.start, to: period.end)
  }

  private static func span(
    _ text: String, _ zone: TimeZoneRules, _ now: Timestamp
  ) -> ReportTime? {
    guard let unit = text.last, let count = digits(text.dropLast()), count <= 100_000 else {
      return nil
    }
    let lengths: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let length = lengths[unit] else { return nil }
    // As finely as the history is kept so far back.
    let seconds = count * length
    let level: HistoryLevel =
      seconds > 399 * 86_400 ? .day : seconds > 31 * 86_400 ? .hour : .quarter
    return .span(
      from: Timestamp(seconds: level.start(containing: now.seconds - seconds, in: zone)))
  }

  private static func time(_ text: String, _ zone: TimeZoneRules) -> ReportTime? {
    let parsed = unsafe Array(text.utf8).withUnsafeBufferPointer {
      unsafe TimeText.microseconds($0)
    }
    guard let (microseconds, isNaive) = parsed else { return nil }
    guard isNaive else { return .instant(Timestamp(microseconds: microseconds)) }
    let local = Timestamp.floorDivide(microseconds, 1_000_000)
    let fraction = microseconds - local * 1_000_000
    if text.utf8.count == 10 {
      let day = Timestamp.floorDivide(local, 86_400)
      return stretch(day..<day + 1, zone)
    }
    return .instant(
      Timestamp(microseconds: zone.utcSeconds(local: local) * 1_000_000 + fraction))
  }

  private static func digits(_ text: some StringProtocol) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }
}
