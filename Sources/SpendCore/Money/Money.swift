/// An exact amount of money: a signed count of nano-USD (10⁻⁹ USD).
///
/// 64 bits reach ±9.22 × 10⁹ USD. Sums saturate instead of trapping, because a log line must never
/// be able to stop the daemon; whoever sums says so when it happens
/// (``addingReportingSaturation(_:)``). Products with a percentage do not fit and are formed in 128
/// bits (see ``Threshold``).
package struct Money: Hashable, Comparable, Sendable {
  package var nano: Int64

  package static let zero = Money(nano: 0)
  package static let max = Money(nano: .max)
  /// One US dollar.
  package static let dollar = Money(nano: 1_000_000_000)
  /// The largest cost that one event may have (Semantics, Money): above it the event is `bad_cost`.
  package static let eventLimit = Money(nano: 1_000_000 * 1_000_000_000)

  package init(nano: Int64) { self.nano = nano }

  package static func < (a: Money, b: Money) -> Bool { a.nano < b.nano }

  /// The sum, pinned to the range of 64 bits.
  package static func + (a: Money, b: Money) -> Money { a.addingReportingSaturation(b).sum }

  package static func - (a: Money, b: Money) -> Money {
    let (difference, overflow) = a.nano.subtractingReportingOverflow(b.nano)
    return Money(nano: overflow ? (a.nano < 0 ? .min : .max) : difference)
  }

  package static func += (a: inout Money, b: Money) { a = a + b }
  package static func -= (a: inout Money, b: Money) { a = a - b }

  package func addingReportingSaturation(_ other: Money) -> (sum: Money, saturated: Bool) {
    let (sum, overflow) = nano.addingReportingOverflow(other.nano)
    return (Money(nano: overflow ? (nano < 0 ? .min : .max) : sum), overflow)
  }
}
