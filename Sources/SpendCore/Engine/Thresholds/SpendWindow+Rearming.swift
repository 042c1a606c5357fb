/// When the thresholds of a window that were crossed are armed again, and which is crossed next.
extension SpendWindow {
  /// The minute at which a rolling window falls below 95 % of a threshold without further spend;
  /// never before the minute after the crossing. Nil: never.
  func rearmMinute(of crossed: CrossedThreshold, _ rule: Rule) -> Int64? {
    // If it never comes back, the crossing itself leaves the window then.
    if isAwaited(crossed, rule) { return crossed.minute + rule.lengthMinutes }
    var spend = buckets.sum
    for entry in buckets.live {
      spend -= Int128(entry.nano)
      if crossed.rearms(spend: spend, rule) {
        let edge = (entry.bucket + rule.bucketCount) * rule.bucketMinutes
        return max(edge, crossed.minute + 1)
      }
    }
    return nil
  }

  /// Whether the spend that crossed a threshold is still to be read again: the alert was committed
  /// ahead of it (``AlertMarker``) and the process was killed. Otherwise no rolling window is ever
  /// below where it re-arms.
  func isAwaited(_ crossed: CrossedThreshold, _ rule: Rule) -> Bool {
    rule.isRolling && rearms(crossed, rule)
  }

  /// Whether a rolling window has fallen to where a threshold is armed again.
  func rearms(_ crossed: CrossedThreshold, _ rule: Rule) -> Bool {
    crossed.rearms(spend: buckets.sum, rule)
  }

  /// The spend from which on the next threshold is crossed; or, of a window whose spend is awaited,
  /// from which on it no longer is. `Int64.max` when none is left.
  func trip(_ rule: Rule) -> Int64 {
    let period = rule.isRolling ? 0 : currentPeriod
    let highest = crossed.last { $0.period == period }
    if let highest, isAwaited(highest, rule) {
      return Int64(clamping: highest.threshold.condition.rearmBound(of: rule.limit))
    }
    return rule.threshold(above: highest?.threshold.condition)?.trip.nano ?? .max
  }
}

extension CrossedThreshold {
  fileprivate func rearms(spend: Int128, _ rule: Rule) -> Bool {
    threshold.condition.rearms(at: spend, of: rule.limit)
  }
}
