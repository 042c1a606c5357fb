/// What a group will spend (Semantics, Forecasts): its profile by local hour of the week,
/// scaled by its last 24 hours; without two weeks of history the mean of these 24 hours,
/// without 24 hours nothing.
///
/// How good that is, it knows from itself: the same forecast is made for each of the last four
/// weeks' days, from what was known then, over the same length or the time since if that is
/// shorter; as far off as these were, the band reaches.
package struct Forecast: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable {
    case profile, mean
  }

  package var method: Method
  /// From now to the end; without what was spent before.
  package var spend: Money
  /// From the 10th to the 90th percentile of what came of forecasts; nil with less than four of
  /// these.
  package var band: ClosedRange<Money>?
  /// The median distance of these from what came, in thousandths of that.
  package var medianErrorPermille: Int64?

  private static let days = 28
  private static let fewest = 4

  /// - Parameters:
  ///   - now: the first hour that is not over; beyond the hours for one in the future.
  ///   - until: the first hour that does not count any more.
  /// - Returns: nil with less than a day of history.
  /// - Complexity: O(28 × (hours of nine weeks + hours to the end)).
  package init?(_ history: HourlySpend, now: Int, until: Int, zone: TimeZoneRules) {
    guard let own = Self.expected(history, now..<max(now, until), zone) else { return nil }
    (method, spend) = (own.method, own.spend)
    guard until > now else { return }
    var outcomes: [Outcome] = []
    for day in 1...Self.days {
      let origin = now - day * 24
      let hours = origin..<origin + min(day * 24, until - now)
      guard !hours.isEmpty, origin > 0,
        let past = Self.expected(history, hours, zone)
      else { continue }
      outcomes.append(Outcome(expected: past.spend, actual: history.sum(hours)))
    }
    guard outcomes.count >= Self.fewest else { return }
    let errors = outcomes.map(\.errorPermille).sorted()
    medianErrorPermille = errors[errors.count / 2]
    let ratios = outcomes.map(\.ratioMillionths).sorted()
    let low = Self.scaled(spend, Int128(ratios[ratios.count / 10]), 1_000_000)
    let high = Self.scaled(spend, Int128(ratios[(ratios.count * 9 - 1) / 10]), 1_000_000)
    band = min(low, spend)...max(high, spend)
  }

  /// A forecast that time has judged.
  private struct Outcome {
    var expected: Money
    var actual: Money

    /// Of nothing that came of nothing: none.
    var errorPermille: Int64 {
      let distance = abs(Int128(actual.nano) - Int128(expected.nano))
      guard actual > .zero else { return distance == 0 ? 0 : 1000 }
      return Int64(clamping: distance * 1000 / Int128(actual.nano))
    }

    /// At most a hundred: what came out of nothing says little about how much more can come.
    var ratioMillionths: Int64 {
      guard expected > .zero else { return actual > .zero ? 100_000_000 : 1_000_000 }
      return min(
        100_000_000, Int64(clamping: Int128(actual.nano) * 1_000_000 / Int128(expected.nano)))
    }
  }

  private static func expected(
    _ history: HourlySpend, _ hours: Range<Int>, _ zone: TimeZoneRules
  ) -> (method: Method, spend: Money)? {
    let baseline = Baseline(history, before: hours.lowerBound, zone: zone)
    guard baseline.hasDay else { return nil }
    let lastDay = baseline.lastDay
    guard baseline.hasTwoWeeks else {
      return (.mean, scaled(lastDay, Int128(hours.count), 24))
    }
    let profile = baseline.profile
    func usual(_ hours: Range<Int>) -> Money {
      hours.reduce(.zero) { $0 + profile[Baseline.slot(history.startOfHour($1), zone)] }
    }
    let expected = usual(hours)
    let usualDay = usual(hours.lowerBound - 24..<hours.lowerBound)
    // A day on which nothing is usual says nothing about the others.
    guard usualDay > .zero else { return (.profile, expected) }
    return (.profile, scaled(expected, Int128(lastDay.nano), Int128(usualDay.nano)))
  }

  /// Rounded down, pinned to the range of 64 bits.
  private static func scaled(_ money: Money, _ factor: Int128, _ divisor: Int128) -> Money {
    Money(nano: Int64(clamping: Int128(money.nano) * factor / divisor))
  }
}
