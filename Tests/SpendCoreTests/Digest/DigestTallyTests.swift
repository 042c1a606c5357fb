import SpendTesting
import Testing

@testable import SpendCore

/// Digests of made-up histories with planted oddities.
@Suite struct DigestTallyTests {
  /// Of week 47: Monday 16 November 2026, in UTC, told a day after its end.
  private static let plan: DigestTally.Plan = {
    let time = Timestamp(seconds: 1_795_478_400)
    let period = DigestSettings.period(.week, before: time, zone: .utc)
    return DigestTally.Plan(
      DigestSettings(every: .week), period: period, zone: .utc, time: time)
  }()

  private struct History {
    var sets: [[LabelPair]] = []
    var rows: [HistoryRow] = []
    var details: [HistoryDetailRow] = []

    /// - Parameters:
    ///   - cached: of the input tokens of a call, which hold these.
    ///   - unpriced: of the calls.
    mutating func add(
      _ seconds: Int64, _ feature: String, _ model: String, calls: Int64, nano: Int64,
      input: Int64 = 1000, width: Int64 = 3600, cached: Int64 = 0, unpriced: Int64 = 0
    ) {
      let set = [LabelPair("feature_name", feature), LabelPair("model", model)]
      let number = sets.firstIndex(of: set) ?? sets.count
      if number == sets.count { sets.append(set) }
      rows.append(
        HistoryRow(
          start: Timestamp(seconds: seconds), widthSeconds: width, labelSet: UInt32(number),
          calls: calls, spend: Money(nano: nano), inputTokens: input * calls, outputTokens: 10))
      var more = HistoryDetails()
      more.unpricedCalls = unpriced
      (more.tokens[.cacheRead], more.tokens[.input]) = (cached * calls, -cached * calls)
      guard more != HistoryDetails() else { return }
      details.append(
        HistoryDetailRow(
          start: Timestamp(seconds: seconds), widthSeconds: width, labelSet: UInt32(number),
          details: more))
    }
  }

  private static func digest(
    _ history: History, _ plan: DigestTally.Plan = plan, _ facts: DigestFacts? = nil
  ) -> SpendDigest {
    var tally = DigestTally(plan, labelSets: history.sets)
    for row in history.rows { tally.add(row) }
    for row in history.details { tally.add(row) }
    tally.beginHours()
    for row in history.rows { tally.addHours(row) }
    let facts = facts ?? DigestFacts(instance: "web-17", totals: Totals())
    return tally.finish(facts) { String($0.utf8.count) }
  }

  /// Ten weeks of two features, an hour a row.
  private static func steady(_ change: (inout History, Int64) -> Void = { _, _ in }) -> History {
    var history = History()
    let end = plan.time.seconds
    for hour in stride(from: end - 70 * 86_400, to: end, by: 3600) {
      history.add(hour, "chat", "gpt-4o", calls: 10, nano: 100_000_000)
      history.add(hour, "search", "gpt-4o-mini", calls: 20, nano: 20_000_000)
      change(&history, hour)
    }
    return history
  }

  @Test("A steady week: sums, shares, changes, sparks, the month; and nothing is odd")
  func steady() throws {
    let digest = Self.digest(Self.steady())
    #expect(digest.period.name == "2026-W47" && digest.calls == 168 * 30)
    #expect(digest.spend == Money(nano: 168 * 120_000_000) && digest.previous == digest.spend)
    #expect(digest.top.map { $0.group[0].value } == ["chat", "search"])
    #expect(digest.top.map(\.sharePermille) == [833, 167])
    #expect(digest.top[0].spark == [Money](repeating: Money(nano: 2_400_000_000), count: 7))
    #expect(digest.odd.isEmpty && digest.data.completeSince == nil)
    let month = try #require(digest.month)
    // Told on the 24th at midnight: 23 days so far, and a month of 30.
    #expect(month.spend == Money(nano: 23 * 24 * 120_000_000))
    #expect(month.forecast?.end == Money(nano: 30 * 24 * 120_000_000))
    #expect(month.forecast?.medianErrorPermille == 0)
  }

  @Test("Each planted oddity is named, and no other")
  func oddities() {
    let start = Self.plan.period.start.seconds
    let history = Self.steady { history, hour in
      // Three hours of Wednesday cost ten times as much.
      if hour >= start + 2 * 86_400, hour < start + 2 * 86_400 + 3 * 3600 {
        history.add(hour, "chat", "gpt-4o", calls: 0, nano: 900_000_000)
      }
      // All week a call of search costs twice as much, with twice the input.
      if hour >= start, hour < Self.plan.period.end.seconds {
        history.add(hour, "search", "gpt-4o-mini", calls: 0, nano: 20_000_000)
        history.rows[history.rows.count - 1].inputTokens = 20_000
      }
      if hour == start + 5 * 86_400 {
        history.add(hour, "brand-new", "gpt-5", calls: 3, nano: 700_000_000)
        history.add(hour, "untagged", "gpt-4o", calls: 1, nano: 500_000_000)
        history.add(hour, "chat", "unknown-model", calls: 4, nano: 0, unpriced: 4)
      }
    }
    var totals = Totals()
    totals.rejected[0] = 100
    totals.events = 900
    totals.gaps = 1
    let digest = Self.digest(
      history, Self.plan, DigestFacts(instance: "web-17", totals: totals))
    let found = digest.odd.map { "\($0.kind.rawValue) \($0.name)" }
    #expect(
      found == [
        "cost_per_call search", "spike chat", "new_feature brand-new", "new_model gpt-5",
        "new_model unknown-model", "unpriced unknown-model", "untagged untagged", "data ", "data ",
      ])
    let text = digest.odd.map(\.text).joined(separator: "\n")
    #expect(text.contains("chat on 2026-11-18: $3.00 in 3 hours that usually cost $0.30"))
    #expect(text.contains("input tokens per call × 2.0"))
    #expect(digest.unpriced == .init(calls: 4, models: ["unknown-model"]))
  }

  @Test("A cache that collapsed is told from a change of models, and from another price")
  func cache() {
    let (start, end) = (Self.plan.period.start.seconds, Self.plan.period.end.seconds)
    func digest(
      _ model: String, _ nano: Int64, cached: Int64 = 0, before: Int64 = 0,
      detailsSince: Timestamp? = nil
    ) -> SpendDigest {
      var history = History()
      for hour in stride(from: Self.plan.time.seconds - 70 * 86_400, to: end, by: 3600) {
        // In the week itself a call costs thrice as much, with as many tokens.
        let isNow = hour >= start
        history.add(
          hour, "chat", isNow ? model : "gpt-4o", calls: 10, nano: isNow ? nano : 100_000_000,
          cached: isNow ? cached : before)
        history.add(hour, "search", "gpt-4o", calls: 10, nano: 100_000_000)
      }
      var facts = DigestFacts(instance: "web-17", totals: Totals())
      facts.detailsSince = detailsSince
      return Self.digest(history, Self.plan, facts)
    }
    func text(_ digest: SpendDigest, _ kind: SpendDigest.Oddity.Kind) -> String? {
      digest.odd.first { $0.kind == kind && $0.name == "chat" }?.text
    }
    let collapsed = digest("gpt-4o", 300_000_000, cached: 45, before: 800)
    let words = "4.5 % of the input from the cache, 80 % before; about $33.60 more"
    #expect(text(collapsed, .cache)?.contains(words) == true)
    let cheaper = digest("gpt-4o", 30_000_000, cached: 800)
    #expect(text(cheaper, .cache)?.contains("80 % of the input from the cache, 0 % before") == true)
    // More of a cache makes nothing dearer.
    for price in [digest("gpt-4o", 300_000_000), digest("gpt-4o", 300_000_000, cached: 800)] {
      #expect(text(price, .costPerCall)?.contains("as many tokens: the price; about") == true)
      #expect(text(price, .cache) == nil)
    }
    // A program of before kept no cached tokens.
    let since = Timestamp(seconds: start)
    let unknown = digest("gpt-4o", 300_000_000, cached: 800, detailsSince: since)
    #expect(text(unknown, .cache)?.contains("the cache, or the price; about $33.60 more") == true)
    let moved = digest("gpt-5", 300_000_000)
    #expect(text(moved, .costPerCall)?.contains("by other models") == true)
    #expect(!moved.odd.contains { $0.kind == .cache })
    #expect(!digest("gpt-4o", 100_000_000).odd.contains { $0.kind == .cache })
  }

  @Test("Nothing, a first week, and days of which no hours are known")
  func little() {
    let empty = Self.digest(History())
    #expect(empty.spend == .zero && empty.top.isEmpty && empty.odd.isEmpty)
    #expect(empty.month?.forecast == nil && empty.previous == nil)
    var first = History()
    first.add(Self.plan.period.start.seconds + 86_400, "a", "m", calls: 50, nano: 1_000_000_000)
    let digest = Self.digest(first)
    // What is new in the first week that there is, is no news.
    #expect(digest.previous == nil && digest.odd.isEmpty && digest.top[0].previous == nil)
    #expect(digest.data.completeSince == first.rows[0].start)
    // Nor after an hour of another feature before it, but after two days.
    for (hours, isNew) in [(1, false), (48, true)] as [(Int64, Bool)] {
      var second = first
      let start = Self.plan.period.start.seconds - hours * 3600
      second.add(start, "b", "m", calls: 1, nano: 1_000_000_000)
      #expect(Self.digest(second).odd.contains { $0.kind == .newFeature } == isNew)
    }
    var days = History()
    for day in 0..<40 {
      days.add(
        Self.plan.time.seconds - Int64(day) * 86_400 - 86_400, "a", "m", calls: 50,
        nano: day == 5 ? 90_000_000_000 : 1_000_000_000, width: 86_400)
    }
    #expect(Self.digest(days).odd.allSatisfy { $0.kind != .spike })
  }

  @Test("Of what came before the history, it says where that begins")
  func unknown() {
    let end = Self.plan.period.end
    var facts = DigestFacts(instance: "web-17", totals: Totals())
    #expect(Self.digest(History(), Self.plan, facts).data.completeSince == nil)
    facts.historyBegin = end
    #expect(Self.digest(History(), Self.plan, facts).data.completeSince == end)
    facts.historyBegin = Self.plan.period.start
    #expect(Self.digest(History(), Self.plan, facts).data.completeSince == nil)
  }

  @Test("Of a day, which has few calls, only what moved a tenth is odd; lists of models are cut")
  func day() {
    let start = Self.plan.period.start.seconds
    let history = Self.steady { history, hour in
      guard hour == start + 7 * 86_400 - 3600 else { return }
      // A twentieth of the day, in an hour that costs a twenty-fourth of it.
      history.add(hour, "search", "gpt-4o-mini", calls: 0, nano: 150_000_000)
      for model in 0..<50 {
        history.add(hour, "chat", "free-\(model)", calls: 1, nano: 0, unpriced: 1)
      }
    }
    let period = DigestSettings.period(.day, before: Self.plan.period.end, zone: .utc)
    let plan = DigestTally.Plan(
      DigestSettings(every: .day), period: period, zone: .utc, time: period.end)
    let digest = Self.digest(history, plan)
    #expect(Set(digest.odd.map(\.kind)) == [.newModel, .unpriced])
    #expect(digest.unpriced.calls == 50 && digest.unpriced.models.count == 20)
    #expect(digest.odd.contains { $0.text.contains("+47 more") })
  }

  @Test("Sums at the end of 64 bits do not trap")
  func extremes() {
    var history = History()
    for hour in 0..<100 as Range<Int64> {
      history.add(
        Self.plan.period.start.seconds + hour * 3600 - 50 * 3600, "f\(hour % 7)", "m",
        calls: 1 << 40, nano: .max, input: 1 << 20)
    }
    let digest = Self.digest(history)
    #expect(digest.spend == Money(nano: .max) && digest.top.count == 5 && digest.others.count == 2)
  }

  @Test("A digest is kept in the state as it is")
  func codec() throws {
    var digest = Self.digest(
      Self.steady { history, hour in
        if hour == Self.plan.period.start.seconds {
          history.add(hour, "new", "é\u{0}m", calls: 1, nano: 9_000_000_000)
        }
      })
    digest.budgets = .init(
      count: 3, within: 2,
      rows: [
        .init(
          budget: "b", group: [LabelPair("feature_name", "chat")], unit: .day, spend: .zero,
          limit: Money(nano: 5), usedPermille: 3, windowEnd: digest.time)
      ])
    digest.data.invoice = InvoiceMatch(lastDay: 20_000, apartPermille: 4, formats: ["openai"])
    #expect(
      digest.data.invoice.flatMap { InvoiceMatch(json: Array($0.json.utf8)) } == digest.data.invoice
    )
    #expect(InvoiceMatch(json: Array("{\"last_day\":99999999999}".utf8)) == nil)
    digest.alerts.list = [
      .init(
        time: digest.time, level: .hard, condition: .percent(100), budget: "b", group: [],
        endedAt: nil)
    ]
    #expect(!digest.odd.isEmpty)
    var writer = ByteWriter()
    Message.digest(digest).write(to: &writer)
    var reader = ByteReader(writer.bytes)
    #expect(try Message(from: &reader) == .digest(digest))
    // Cut anywhere it is damaged, and never a trap.
    for length in 0..<writer.bytes.count {
      var reader = ByteReader(Array(writer.bytes.prefix(length)))
      #expect(throws: DamagedRecord.self) { try Message(from: &reader) }
    }
  }
}
