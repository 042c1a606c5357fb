import SpendCore
import Testing

/// The doublings above a limit.
@Suite struct OverrunTests {
  @Test("They end: a limit of almost nothing is crossed by the largest sum so often as it doubles")
  func end() {
    for limit in [1, 3, 500, 1_000_000_000] as [Int64] {
      let budget = Budget(name: "b", daily: Money(nano: limit), notify: [:])
      let rule = Rule(budget: budget, unit: .day, limit: Money(nano: limit))
      let percents = rule.crossed(by: Int128(Int64.max), above: nil).map(\.condition.percent)
      #expect(!percents.isEmpty && percents.count < 70 && Set(percents).count == percents.count)
      #expect(percents == percents.sorted())
    }
  }
}
