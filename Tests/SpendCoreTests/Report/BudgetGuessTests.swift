import SpendCore
import Testing

/// Limits out of the days that were seen.
@Suite("Guesses of budgets")
struct BudgetGuessTests {
  private func dollars(_ cents: Int64) -> Money { Money(nano: cents * 10_000_000) }

  @Test(
    "the 95th percentile with a fifth above it, rounded up to two digits",
    arguments: [
      ([1000], 1200), ([1001], 1300), ([100, 200, 300], 360), ([1], 100), ([0, 0, 500], 600),
      ([123_456], 150_000), ([99_999], 120_000),
      (Array(repeating: 1000, count: 19) + [90_000], 1200),
      (Array(repeating: 1000, count: 18) + [90_000, 90_000], 110_000),
    ] as [([Int64], Int64)])
  func limits(days: [Int64], limit: Int64) {
    let guess = BudgetGuess(days: days.map(dollars))
    #expect(guess?.limit == dollars(limit))
  }

  @Test("days, median and largest are those that there were; nothing spent is no guess")
  func facts() throws {
    let guess = try #require(BudgetGuess(days: [400, 0, 100, 300, 200].map(dollars)))
    #expect(guess.days == 4)
    #expect(guess.median == dollars(200))
    #expect(guess.largest == dollars(400))
    #expect(BudgetGuess(days: []) == nil)
    #expect(BudgetGuess(days: [.zero]) == nil)
    #expect(BudgetGuess(days: [.max])?.limit == .max)
  }
}
