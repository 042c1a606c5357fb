import SpendTesting
import Testing

@testable import SpendCore

/// What a condition is called, what trips it, and how conditions are ordered.
@Suite struct ConditionTests {
  private static let cent = Money(nano: 10_000_000)

  @Test(
    "Text, trip, and the least spend that does not arm it again: of one cent, of one nano-dollar",
    arguments: [
      (.percent(1), "1", 100_000, 95_000, 1, 1),
      (.percent(80), "80", 8_000_000, 7_600_000, 1, 1),
      (.percent(100), "100", 10_000_000, 9_500_000, 1, 1),
      (.percent(101), "101", 10_100_000, 9_595_000, 2, 1),
      (.percent(1000), "1000", 100_000_000, 95_000_000, 10, 10),
      (.percent(12_800), "12800", 1_280_000_000, 1_216_000_000, 128, 122),
    ] as [(Condition, String, Int64, Int128, Int64, Int128)])
  func table(
    condition: Condition, text: String, trip: Int64, least: Int128, tripOfNano: Int64,
    leastOfNano: Int128
  ) {
    #expect(condition.text == text && Condition(text) == condition)
    let nano = Money(nano: 1)
    #expect(condition.trip(of: Self.cent)?.nano == trip)
    #expect(condition.trip(of: nano)?.nano == tripOfNano)
    #expect(condition.rearmBound(of: Self.cent) == least)
    #expect(condition.rearmBound(of: nano) == leastOfNano)
    for limit in [Self.cent, nano] {
      guard let trip = condition.trip(of: limit) else { continue }
      #expect(condition.isMet(by: Int128(trip.nano), of: limit))
      #expect(!condition.isMet(by: Int128(trip.nano) - 1, of: limit))
      let least = condition.rearmBound(of: limit)
      #expect(!condition.rearms(at: least, of: limit) && condition.rearms(at: least - 1, of: limit))
    }
  }

  @Test(
    "Texts of other kinds are none of today",
    arguments: ["", "burn_rate", "80 %", "80.5", "9223372036854775808"])
  func unknown(text: String) {
    #expect(Condition(text) == nil)
  }

  @Test("What no 64 bits hold trips never, and keeps its place in the order")
  func beyond() {
    let limit = Money(nano: .max)
    #expect(Condition.wholeLimit.trip(of: limit) == limit)
    #expect(Condition.percent(101).trip(of: limit) == nil)
    #expect(!Condition.percent(101).isMet(by: Int128(Int64.max), of: limit))
    #expect(
      Condition.percent(101).exactTrip(of: limit) < Condition.percent(102).exactTrip(of: limit))
  }

  @Test("Crossed thresholds are ordered by period and spend, also where one spend trips several")
  func order() {
    var window = SpendWindow(rule: 0, group: [])
    let rows: [(Int64, Int64)] = [(60, 2), (0, 100), (60, 1), (0, 9), (0, 1000), (0, 80)]
    window.crossed = rows.map { period, percent in
      CrossedThreshold(
        threshold: Threshold(percent: percent, level: .soft), period: period,
        time: Timestamp(seconds: 0), minute: 0, state: .inactive)
    }
    window.sortCrossed(of: Money(nano: 1))
    let order = window.crossed.map { [$0.period, $0.threshold.condition.percent] }
    #expect(order == [[0, 9], [0, 80], [0, 100], [0, 1000], [60, 1], [60, 2]])
  }

  @Test("Of a limit of one nano-dollar, all thresholds are crossed by it, in their order")
  func tinyLimit() {
    let limit = Money(nano: 1)
    let budget = Budget(name: "b", daily: limit, notify: [:])
    let rule = Rule(budget: budget, unit: .day, limit: limit)
    let crossed = rule.crossed(by: 1, above: nil)
    #expect(crossed == budget.thresholds)
    #expect(rule.threshold(above: .wholeLimit)?.threshold.condition == .percent(200))
    let levels = [1, 80, 100, 150, 200, 400].map { rule.level(of: .percent($0)) }
    #expect(levels == [nil, .soft, .hard, nil, .hard, .hard])
  }

  @Test("The id of a percent is the digest of a text that never changes")
  func ids() throws {
    var harness = try EngineHarness(AlertTests.configuration(), now: AlertTests.start)
    for cents in [4000, 1000, 5000] as [Int64] {
      harness.feed([TestEvent(AlertTests.start, "support_qa", cents: cents)])
    }
    let start =
      "spendwatch/alert/1 4:host,10:support_qa,12:feature_name,10:support_qa,3:day,"
      + "7:rolling,20:2026-03-20T09:46:00Z,"
    let ends = ["2:80,12:50.000000000", "3:100,12:50.000000000", "3:200,12:50.000000000"]
    #expect(harness.alerts.map(\.id) == ends.map { EngineHarness.digest(start + $0) })
  }
}
