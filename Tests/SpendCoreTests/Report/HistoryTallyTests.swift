import SpendTesting
import Testing

@testable import SpendCore

/// Reports from the history: the same as from the lines, or no answer.
@Suite struct HistoryTallyTests {
  private static let newYork = TimeZoneRules(
    name: "America/New_York", initialOffsetSeconds: -18_000,
    transitions: [
      .init(at: 1_772_953_200, offsetSeconds: -14_400),
      .init(at: 1_793_512_800, offsetSeconds: -18_000),
    ])
  private static let kathmandu = TimeZoneRules(name: "Asia/Kathmandu", initialOffsetSeconds: 20_700)

  /// One event at a time, with the values of two dimensions.
  private struct Event {
    var time: Timestamp
    var feature: String
    var model: String
    var nano: Int64
  }

  private static func events(_ random: inout SeededRandom) -> [Event] {
    // Around the end of summer time, 1 November 2026.
    (0..<400).map { _ in
      Event(
        time: Timestamp(
          seconds: 1_793_512_800 + Int64(random.next(below: 40 * 86_400)) - 20 * 86_400),
        feature: ["a", "b", "untagged", ""][random.next(below: 4)],
        model: ["m", "n"][random.next(below: 2)], nano: Int64(random.next(below: 1000)))
    }
  }

  /// As a state keeps them, by a level of a zone.
  private static func rows(
    _ events: [Event], _ level: HistoryLevel, _ zone: TimeZoneRules
  ) -> (rows: [HistoryRow], sets: [[LabelPair]]) {
    var sets: [[LabelPair]] = []
    let rows = events.map { event in
      let set = [LabelPair("feature_name", event.feature), LabelPair("model", event.model)]
      let number = sets.firstIndex(of: set) ?? sets.count
      if number == sets.count { sets.append(set) }
      return HistoryRow(
        start: Timestamp(seconds: level.start(containing: event.time.seconds, in: zone)),
        widthSeconds: level.seconds, labelSet: UInt32(number), calls: 1,
        spend: Money(nano: event.nano), inputTokens: 3, outputTokens: 1)
    }
    return (rows.sorted { $0.start < $1.start }, sets)
  }

  private static func answer(
    _ query: ReportQuery, _ rows: [HistoryRow], _ sets: [[LabelPair]]
  ) -> Result<ReportTable, HistoryTally.Failure> {
    do throws(HistoryTally.Failure) {
      var tally = try HistoryTally(query, labelSets: sets)
      for row in rows { tally.add(row) }
      return .success(ReportTable(try tally.finish(), query: query))
    } catch {
      return .failure(error)
    }
  }

  /// From the lines.
  private static func expected(_ query: ReportQuery, _ events: [Event]) -> ReportTable {
    let dimensions = query.trackedDimensions
    var catalog = Catalog(dimensions: dimensions)
    var tally = ReportTally(query: query, dimensions: dimensions)
    let lines = events.map { event in
      var line = Line(end: 0, length: 0, outcome: .event)
      (line.time, line.cost) = (event.time, Money(nano: event.nano))
      (line.inputTokens, line.outputTokens) = (3, 1)
      let symbols = dimensions.map {
        catalog.symbol($0 == "feature_name" ? event.feature : $0 == "model" ? event.model : "")
      }
      line.series = symbols.withUnsafeBufferPointer { catalog.series($0) }
      return DecodedLine(line)
    }
    tally.add(LineSlice(lines), catalog: catalog)
    return ReportTable(tally.part(catalog: catalog), query: query)
  }

  @Test(
    "What it answers is what the lines say; what it cannot know it does not answer",
    arguments: 1...8)
  func agrees(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    let events = Self.events(&random)
    var answers = 0
    for level in HistoryLevel.allCases {
      for zone in [TimeZoneRules.utc, Self.newYork, Self.kathmandu] {
        let (rows, sets) = Self.rows(events, level, zone)
        for period in ReportQuery.Period.allCases {
          var query = ReportQuery(
            dimensions: [["feature_name"], ["model", "feature_name"], []][random.next(below: 3)],
            period: period, zone: random.next(below: 3) == 0 ? .utc : zone)
          if random.next(below: 2) == 0 {
            query.from = query.zone.start(of: CivilDate(year: 2026, month: 10, day: 25))
            query.to = query.zone.start(of: CivilDate(year: 2026, month: 11, day: 7))
          }
          if random.next(below: 3) == 0 {
            query.match = Match([.init(dimension: "model", patterns: [Glob("m")])])
          }
          guard case .success(let table) = Self.answer(query, rows, sets) else {
            // Only where rows of the history reach over a row or an end of the report.
            #expect(level != .quarter, "\(level) \(period) \(query.zone.name) of \(zone.name)")
            #expect(level == .day || query.zone != zone || period == .total, "\(period)")
            continue
          }
          answers += 1
          let lines = Self.expected(query, events)
          #expect(table.rows == lines.rows, "\(level) \(period) \(query.zone.name) of \(zone.name)")
          #expect(table.totals == lines.totals && table.untaggedShare == lines.untaggedShare)
        }
      }
    }
    #expect(answers >= 20)
  }

  @Test("What is not kept, or not so finely, is said")
  func failures() {
    let (rows, sets) = Self.rows(
      [Event(time: Timestamp(seconds: 1_793_512_800), feature: "a", model: "m", nano: 1)], .day,
      Self.newYork)
    func fails(_ change: (inout ReportQuery) -> Void) -> HistoryTally.Failure? {
      var query = ReportQuery(zone: Self.newYork)
      change(&query)
      if case .failure(let failure) = Self.answer(query, rows, sets) { return failure }
      return nil
    }
    let kept = ["feature_name", "model"]
    #expect(fails { _ in } == nil)
    #expect(fails { $0.dimensions = ["user_id"] } == .dimension("user_id", kept: kept))
    #expect(
      fails { $0.match = Match([.init(dimension: "x", patterns: [Glob("y")])]) }
        == .dimension("x", kept: kept))
    // The day of 25 hours.
    let (start, end) = (Timestamp(seconds: 1_793_505_600), Timestamp(seconds: 1_793_595_600))
    #expect(rows[0].start == start)
    #expect(fails { $0.from = start } == nil && fails { $0.to = end } == nil)
    let inside = end.advanced(bySeconds: -1)
    #expect(fails { $0.to = inside } == .time(inside, start: start, end: end))
    #expect(fails { $0.period = .hour } == .period(start: start, end: end))
    #expect(fails { $0.period = .week } == nil)
    if case .period? = fails({ ($0.period, $0.zone) = (.day, .utc) }) {} else { Issue.record() }
  }

  @Test("A dimension answers for the time since which it is kept")
  func since() {
    let sets = [
      [LabelPair("feature_name", "a")],
      [LabelPair("feature_name", "a"), LabelPair("tier", "gold")],
      // What only alerts show says nothing of the history.
      [LabelPair("region", "eu")],
    ]
    func row(_ quarter: Int64, _ set: UInt32) -> HistoryRow {
      HistoryRow(
        start: Timestamp(seconds: quarter * 900), widthSeconds: 900, labelSet: set, calls: 1,
        spend: Money(nano: 1), inputTokens: 0, outputTokens: 0)
    }
    // The configuration changed in the second quarter.
    let rows = [row(0, 0), row(1, 0), row(1, 1), row(2, 1)]
    func answer(
      _ dimension: String, from quarter: Int64?, to end: Int64? = nil
    ) -> Result<ReportTable, HistoryTally.Failure> {
      var query = ReportQuery(dimensions: [dimension])
      query.from = quarter.map { Timestamp(seconds: $0 * 900) }
      query.to = end.map { Timestamp(seconds: $0 * 900) }
      return Self.answer(query, rows, sets)
    }
    func failure(_ result: Result<ReportTable, HistoryTally.Failure>) -> HistoryTally.Failure? {
      if case .failure(let failure) = result { failure } else { nil }
    }
    let since = Timestamp(seconds: 1800)
    #expect(failure(answer("tier", from: nil)) == .since("tier", since))
    #expect(failure(answer("tier", from: 1)) == .since("tier", since))
    #expect((try? answer("tier", from: 2).get())?.totals.calls == 1)
    #expect((try? answer("feature_name", from: nil).get())?.totals.calls == 4)
    #expect(failure(answer("tier", from: 0, to: 1)) == .dimension("tier", kept: ["feature_name"]))
    let kept = ["feature_name", "tier"]
    #expect(failure(answer("region", from: nil)) == .dimension("region", kept: kept))
    #expect(failure(answer("model", from: nil)) == .dimension("model", kept: kept))
  }

  @Test("Hours of the night on which clocks are set back, and weeks at the turn of a year")
  func periods() {
    func texts(_ period: ReportQuery.Period, _ zone: TimeZoneRules, _ seconds: [Int64]) -> [String?]
    {
      let periods = ReportPeriods(ReportQuery(period: period, zone: zone))
      return seconds.map { second in
        let (start, end, number) = periods.stretch(at: Timestamp(seconds: second))
        #expect(start.seconds <= second && second < end.seconds)
        return periods.text(number)
      }
    }
    #expect(
      texts(.hour, Self.newYork, [1_793_511_000, 1_793_512_800, 1_793_516_400]) == [
        "2026-11-01T01:00-04:00", "2026-11-01T01:00-05:00", "2026-11-01T02:00-05:00",
      ])
    #expect(texts(.hour, Self.kathmandu, [1_793_511_000]) == ["2026-11-01T11:00+05:45"])
    let days: [(CivilDate, String)] = [
      (CivilDate(year: 2026, month: 11, day: 16), "2026-W47"),
      (CivilDate(year: 2026, month: 11, day: 22), "2026-W47"),
      (CivilDate(year: 2026, month: 12, day: 31), "2026-W53"),
      (CivilDate(year: 2027, month: 1, day: 3), "2026-W53"),
      (CivilDate(year: 2027, month: 1, day: 4), "2027-W01"),
      (CivilDate(year: 2024, month: 12, day: 30), "2025-W01"),
    ]
    for (day, week) in days {
      #expect(texts(.week, Self.newYork, [Self.newYork.start(of: day).seconds]) == [week])
    }
  }
}
