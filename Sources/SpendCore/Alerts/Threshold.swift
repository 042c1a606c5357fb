/// A percentage of a limit with a level.
package struct Threshold: Hashable, Sendable {
  /// 1 to 1000 where configured; `overrun: double` adds 200, 400, 800 … without an end.
  package var percent: Int64
  package var level: Level

  package init(percent: Int64, level: Level) {
    self.percent = percent
    self.level = level
  }

  /// The smallest spend that crosses: the least `s` with `s × 100 ≥ limit ×
  /// percent`; nil beyond 64 bits.
  package static func trip(limit: Money, percent: Int64) -> Money? {
    let product = Int128(limit.nano) * Int128(percent)
    guard let nano = Int64(exactly: (product + 99) / 100) else { return nil }
    return Money(nano: nano)
  }

  /// Whether a spend has fallen below 95 % of a threshold, which re-arms it
  /// (Semantics, Thresholds).
  package static func rearms(spend: Int128, limit: Money, percent: Int64) -> Bool {
    spend < smallestLatched(limit: limit, percent: percent)
  }

  /// The smallest spend that leaves a threshold as it is, once it was crossed.
  package static func smallestLatched(limit: Money, percent: Int64) -> Int128 {
    (Int128(limit.nano) * Int128(percent) * 95 + 9999) / 10_000
  }
}
