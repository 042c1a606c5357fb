/// A digest that is sent again and again (Semantics, Digests): at a local time, about the closed
/// period before.
package struct DigestSettings: Hashable, Sendable {
  package enum Every: String, CaseIterable, Hashable, Sendable {
    case day, week, month

    var period: ReportQuery.Period {
      switch self {
      case .day: .day
      case .week: .week
      case .month: .month
      }
    }
  }

  package var every: Every
  /// Of a week 0 (Monday) to 6, of a month 1 to 28; of a day nothing.
  package var on: Int64
  /// Of the local day.
  package var minute: Int64
  /// Dimensions of the history that the spend is shown by.
  package var by: [String]
  package var receivers: [String]
  /// Mustache; nil: the built-in texts.
  package var titleTemplate: String?
  package var messageTemplate: String?

  /// What tells one digest from another.
  package struct Question: Hashable, Sendable {
    package var every: Every
    package var by: [String]

    package init(every: Every, by: [String]) { (self.every, self.by) = (every, by) }
  }

  package var question: Question { Question(every: every, by: by) }

  package init(
    every: Every, on: Int64? = nil, minute: Int64 = 8 * 60, by: [String] = [Dimension.feature],
    receivers: [String] = []
  ) {
    self.every = every
    self.on = on ?? (every == .month ? 1 : 0)
    self.minute = minute
    self.by = by
    self.receivers = receivers
  }

  /// A period, as `[start, end)`, and how a report calls it: `2026-11-21`, `2026-W47`, `2026-11`.
  package struct Period: Hashable, Sendable {
    package var name: String
    package var start: Timestamp
    package var end: Timestamp
  }

  /// The period that holds a time.
  package static func period(
    _ every: Every, containing time: Timestamp, zone: TimeZoneRules
  ) -> Period {
    var query = ReportQuery(zone: zone)
    query.period = every.period
    let periods = ReportPeriods(query)
    let stretch = periods.stretch(at: time)
    return Period(
      name: periods.text(stretch.number) ?? "", start: stretch.start, end: stretch.end)
  }

  /// The period that was over last at a time.
  package static func period(
    _ every: Every, before time: Timestamp, zone: TimeZoneRules
  ) -> Period {
    let start = period(every, containing: time, zone: zone).start
    return period(every, containing: start.advanced(bySeconds: -1), zone: zone)
  }

  /// The period that a name means: `2026-11-21`, `2026-W47`, `2026-11`; nil if it is none.
  package static func period(named name: String, zone: TimeZoneRules) -> (Every, Period)? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.map { Int64($0.hasPrefix("W") ? $0.dropFirst() : $0) }
    guard let year = numbers.first ?? nil, (1970...9999).contains(year), parts.count > 1,
      let second = numbers[1]
    else { return nil }
    let every: Every = parts.count == 3 ? .day : parts[1].hasPrefix("W") ? .week : .month
    let day: CivilDate
    switch every {
    case .day:
      guard let third = numbers[2], (1...31).contains(third), (1...12).contains(second) else {
        return nil
      }
      day = CivilDate(year: year, month: second, day: third)
    case .week:
      // The 4th of January is in the first week.
      let first = CivilDate(year: year, month: 1, day: 4).dayNumber
      day = CivilDate(day: first + (min(max(second, 0), 60) - 1) * 7)
    case .month:
      guard (1...12).contains(second) else { return nil }
      day = CivilDate(year: year, month: second, day: 1)
    }
    let period = period(every, containing: zone.start(of: day), zone: zone)
    return period.name == name ? (every, period) : nil
  }

  /// The last time up to `now` at which it was due.
  package func lastDue(at now: Timestamp, zone: TimeZoneRules) -> Timestamp {
    func due(_ date: CivilDate) -> Timestamp {
      Timestamp(seconds: zone.utcSeconds(local: date.dayNumber * 86_400 + minute * 60))
    }
    let today = zone.localDate(at: now)
    switch every {
    case .day:
      let time = due(today)
      return time <= now ? time : due(CivilDate(day: today.dayNumber - 1))
    case .week:
      let weekday = Timestamp.floorDivide(today.dayNumber + 3, 7) * 7 - 3 + on
      let day = weekday > today.dayNumber ? weekday - 7 : weekday
      let time = due(CivilDate(day: day))
      return time <= now ? time : due(CivilDate(day: day - 7))
    case .month:
      func day(_ month: CivilDate) -> CivilDate {
        CivilDate(year: month.year, month: month.month, day: on)
      }
      let time = due(day(today))
      return time <= now ? time : due(day(today.adding(months: -1)))
    }
  }

  /// When the period before a time is due; the time itself counts.
  package func nextDue(after time: Timestamp, zone: TimeZoneRules) -> Timestamp {
    // At most a month later, to the day.
    let far = lastDue(at: time.advanced(bySeconds: 33 * 86_400), zone: zone)
    var due = far
    while true {
      let earlier = lastDue(at: due.advanced(bySeconds: -1), zone: zone)
      if earlier < time { return due }
      due = earlier
    }
  }

  /// What a receiver was told last is remembered under this name: another time of day is no reason
  /// to say the same again.
  func mark(of receiver: String) -> String {
    ([every.rawValue] + [by.joined(separator: ",")] + [receiver]).joined(separator: "|")
  }

  /// Of all of some settings.
  static func marks(of all: [DigestSettings]) -> Set<String> {
    Set(all.flatMap { settings in settings.receivers.map { settings.mark(of: $0) } })
  }

  /// Digests that are to go at a time, and what is to be remembered: what was due when a digest was
  /// first configured is not sent, and of several that were missed only the last.
  ///
  /// - Parameter marks: the ends of the periods that were told last.
  package static func due(
    _ all: [DigestSettings], marks: [String: Timestamp], at now: Timestamp, zone: TimeZoneRules
  ) -> [Due] {
    all.compactMap { settings in
      let period = period(settings.every, before: settings.lastDue(at: now, zone: zone), zone: zone)
      var due = Due(settings: settings, period: period)
      for receiver in Set(settings.receivers).sorted() {
        let mark = settings.mark(of: receiver)
        guard let told = marks[mark], !DigestMark.isLost(told, at: now) else {
          due.marks.append(mark)
          continue
        }
        guard told < period.end else { continue }
        due.marks.append(mark)
        due.receivers.append(receiver)
      }
      return due.marks.isEmpty ? nil : due
    }
  }

  package struct Due: Hashable, Sendable {
    package var settings: DigestSettings
    package var period: Period
    /// Whom it is sent to; nobody where it only is to be remembered.
    package var receivers: [String] = []
    package var marks: [String] = []
  }
}
