/// A daily limit out of the days that were seen: their 95th percentile with a fifth as headroom,
/// rounded up to two digits, and at least a dollar, below which nobody wants to be told.
package struct BudgetGuess: Hashable, Sendable {
  package var days: Int
  package var median: Money
  package var percentile95: Money
  package var largest: Money
  package var limit: Money

  /// Days that say how a week goes.
  package static let enoughDays = 7

  /// - Parameter days: what each of them cost; days without a call are none.
  /// - Returns: nil without a day that cost something.
  /// - Complexity: O(days × log days).
  package init?(days: [Money], headroomPercent: Int64 = 20) {
    let sorted = days.filter { $0 > .zero }.sorted()
    guard let last = sorted.last else { return nil }
    self.days = sorted.count
    median = sorted[(sorted.count - 1) / 2]
    // By the nearest rank: a day that there was.
    percentile95 = sorted[(sorted.count * 95 + 99) / 100 - 1]
    largest = last
    let headroom = Int128(percentile95.nano) * Int128(headroomPercent) / 100
    limit = max(
      .dollar, Self.roundedUp(percentile95 + Money(nano: Int64(clamping: headroom))))
  }

  /// To two digits that are not zero.
  static func roundedUp(_ money: Money) -> Money {
    var unit: Int64 = 1
    while money.nano / unit >= 100 { unit *= 10 }
    let count = money.nano / unit + (money.nano % unit == 0 ? 0 : 1)
    let (nano, overflow) = count.multipliedReportingOverflow(by: unit)
    return Money(nano: overflow ? .max : nano)
  }
}
