import Foundation
import SpendTesting
import Testing

/// Reports of the real program, from the history and from the files, against sums that are made in
/// the plainest way: days by Foundation's calendar, money in whole nano-dollars. Around the nights
/// on which clocks are set, and the ends of months.
@Suite("Reports against plain sums") struct ReportComparisonTests {
  private struct Event {
    var time: Int
    var feature: String
    var segment: String
    var tokens: [Int]
    var nano: Int
  }

  /// Dates of an event in a zone, as a report writes them.
  private struct Dates {
    var day: String
    var month: String
    var week: String

    init(_ time: Int, _ zone: TimeZone) {
      var calendar = Calendar(identifier: .iso8601)
      calendar.timeZone = zone
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekOfYear, .yearForWeekOfYear],
        from: Date(timeIntervalSince1970: Double(time)))
      func text(_ number: Int?) -> String { String(format: "%02d", number ?? 0) }
      month = "\(text(parts.year))-\(text(parts.month))"
      day = "\(month)-\(text(parts.day))"
      week = "\(text(parts.yearForWeekOfYear))-W\(text(parts.weekOfYear))"
    }
  }

  /// Nights on which clocks are set in one of the zones, ends of months and of a year.
  private static let nights = [
    "2025-11-30", "2025-12-31", "2026-02-28", "2026-03-08", "2026-03-29", "2026-03-31",
    "2026-04-05", "2026-04-30", "2026-10-04", "2026-10-25", "2026-10-31", "2026-11-01",
  ]

  private static func events(_ random: inout SeededRandom) throws -> [Event] {
    let nights = try nights.map { night in
      Int(try Date(night + "T00:00:00Z", strategy: .iso8601).timeIntervalSince1970)
    }
    return (0..<2500).map { _ in
      let night = nights[random.next(below: nights.count)]
      // Within two days, most of them within a few hours of each other, many on the quarter.
      var time = night + random.next(below: 2 * 86_400) - 43_200
      if random.chance(1, of: 3) { time = time / 900 * 900 }
      return Event(
        time: time, feature: ["f1", "f2", "a,b", ""][random.next(below: 4)],
        segment: ["pro", "free", ""][random.next(below: 3)],
        tokens: [random.next(below: 5000), random.next(below: 900)],
        nano: random.next(below: 3_000_000_000) / (random.chance(1, of: 2) ? 1 : 1_000_000))
    }
  }

  private static func line(_ event: Event) -> String {
    let feature = event.feature.isEmpty ? "" : #""feature_name":"\#(event.feature)","#
    return
      #"{"timestamp":\#(event.time),\#(feature)"user_segment":"\#(event.segment)","model":"m","#
      + #""input_tokens":\#(event.tokens[0]),"output_tokens":\#(event.tokens[1]),"#
      + #""cost_usd":\#(event.nano)e-9}"# + "\n"
  }

  /// What is asked, in the words of the command.
  private struct Question {
    var by: [String]
    var per: String
    var from: String?
    var to: String?
    var condition: (name: String, value: String)?

    init(_ random: inout SeededRandom) {
      by = [["feature", "user_segment"], ["user_segment"], ["feature"], []][random.next(below: 4)]
      per = ["month", "month", "day", "week", "total"][random.next(below: 5)]
      let nights = ReportComparisonTests.nights
      let ends = [random.next(below: nights.count), random.next(below: nights.count)].sorted()
      if random.chance(2, of: 3) { from = nights[ends[0]] }
      if random.chance(1, of: 2) { to = nights[ends[1]] }
      // A month is a time too.
      if random.chance(1, of: 3) { (from, to) = (from.map { String($0.prefix(7)) }, to) }
      if random.chance(1, of: 3) { condition = ("user_segment", "pro") }
    }

    var arguments: [String] {
      ["--by", by.isEmpty ? "none" : by.joined(separator: ","), "--per", per]
        + (from.map { ["--from", $0] } ?? []) + (to.map { ["--to", $0] } ?? [])
        + (condition.map { ["--where", "\($0.name)=\($0.value)"] } ?? [])
    }

    func wants(_ event: Event, _ dates: Dates) -> Bool {
      // Dates of equal form are in the order of their texts; an end is included.
      (from.map { dates.day >= $0 } ?? true) && (to.map { dates.day <= $0 } ?? true)
        && (condition == nil || event.segment == condition?.value)
    }
  }

  private static func expected(_ question: Question, _ events: [(Event, Dates)]) -> Set<String> {
    var sums: [[String]: [Int]] = [:]
    for (event, dates) in events where question.wants(event, dates) {
      let periods = ["month": dates.month, "day": dates.day, "week": dates.week]
      let values = question.by.map { name in
        name == "user_segment" ? event.segment : event.feature.isEmpty ? "untagged" : event.feature
      }
      let key = [periods[question.per]].compactMap(\.self) + values
      let row = [1, event.tokens[0], event.tokens[1], event.nano]
      sums[key] = zip(sums[key] ?? [0, 0, 0, 0], row).map { $0 + $1 }
    }
    return Set(
      sums.map { key, row in
        let texts = key.map { $0.contains(",") ? "\"\($0)\"" : $0 }
        // Rounded half to even.
        let (whole, rest) = row[3].quotientAndRemainder(dividingBy: row[0])
        let isUp = 2 * rest > row[0] || (2 * rest == row[0] && whole % 2 == 1)
        let numbers = row[..<3].map(String.init) + [row[3], whole + (isUp ? 1 : 0)].map(dollars)
        return (texts + numbers).joined(separator: ",")
      })
  }

  private static func dollars(_ nano: Int) -> String {
    "\(nano / 1_000_000_000)." + String(String(nano % 1_000_000_000 + 1_000_000_000).dropFirst())
  }

  @Test(
    "Month × feature × segment, and whatever else is asked",
    arguments: ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
  func agree(name: String) throws {
    let zone = try #require(TimeZone(identifier: name))
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    let events = try Self.events(&random).map { ($0, Dates($0.time, zone)) }
    let program = try Program(
      configuration: """
        sources: [cost_events.jsonl]
        timezone: \(name)
        budgets: [{ name: all, per: [], daily: 5000 }]
        """)
    program.append("cost_events.jsonl", events.map { Self.line($0.0) }.joined())
    #expect(program.run(["run", "--once"]).status == 0)
    for _ in 0..<15 {
      let question = Question(&random)
      let expected = Self.expected(question, events)
      for source in [[], ["--from-files"]] {
        let answer = program.run(["report", "-o", "csv"] + source + question.arguments)
        let rows = answer.output.split(separator: "\n").dropFirst()
        let asked = "seed \(seed): \((source + question.arguments).joined(separator: " "))"
        // No call at all with a condition is an error of whoever asks.
        #expect(answer.status == 0 || expected.isEmpty, "\(asked)")
        #expect(Set(rows.map(String.init)) == expected, "\(asked)")
        #expect(rows.count == expected.count, "\(asked)")
      }
    }
  }
}
