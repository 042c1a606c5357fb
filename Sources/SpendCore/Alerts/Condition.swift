/// What has to come true for a threshold to fire, for one window and one limit. The one kind there
/// is, a percent of the limit, is met by the spend of the window alone.
///
/// Another kind is another case. Here it says its text, which stands for it in ids of alerts and in
/// the state, and the spend that trips it, by which conditions are ordered; both are final once a
/// state has them. `Thresholds` evaluates it when the spend of a window reaches
/// ``SpendWindow/nextTrip``, and arms it again; its words are in `Condition+Words` of `Delivery`.
package enum Condition: Hashable, Sendable {
  /// 1 to 1000 where configured; `overrun: double` adds 200, 400, 800 … without an end.
  case percent(Int64)

  /// The limit is used up.
  package static let wholeLimit = Condition.percent(100)

  /// The digits of a percent.
  package var text: String {
    switch self {
    case .percent(let percent): String(percent)
    }
  }

  /// Nil for a kind that this release does not know.
  package init?(_ text: String) {
    guard let percent = Int64(text) else { return nil }
    self = .percent(percent)
  }

  /// What programs read as `threshold_percent`.
  package var percent: Int64 {
    switch self {
    case .percent(let percent): percent
    }
  }

  /// The spend that trips it, in hundredths of a nano-dollar: exact, so that no two conditions of
  /// one limit have the same, however small the limit is.
  package func exactTrip(of limit: Money) -> Int128 {
    switch self {
    case .percent(let percent): Int128(limit.nano) * Int128(percent)
    }
  }
}

/// What follows from the spend that trips it, for every kind.
extension Condition {
  /// The smallest spend that meets it; nil beyond 64 bits.
  package func trip(of limit: Money) -> Money? {
    Int64(exactly: (exactTrip(of: limit) + 99) / 100).map { Money(nano: $0) }
  }

  package func isMet(by spend: Int128, of limit: Money) -> Bool {
    spend * 100 >= exactTrip(of: limit)
  }

  /// Whether a spend has fallen below 95 % of what trips it, which arms it again
  /// (Semantics, Thresholds).
  package func rearms(at spend: Int128, of limit: Money) -> Bool {
    spend < rearmBound(of: limit)
  }

  /// The smallest spend that leaves it as it is, once it was met.
  package func rearmBound(of limit: Money) -> Int128 {
    (exactTrip(of: limit) * 95 + 9999) / 10_000
  }
}
