/// What a reload ends.
extension Thresholds {
  /// The limit or the thresholds changed by hand: thresholds that the spend no longer reaches, or
  /// that are gone, are armed at once, because the next crossing is a new fact (its id holds
  /// condition and limit); those that it still reaches have alerted, or if they were only passed on
  /// the way to one that is gone, are judged.
  ///
  /// - Parameters:
  ///   - position: nil before the first event.
  ///   - clock: in minutes.
  /// - Returns: what ends, in order.
  mutating func remeasure(
    _ window: inout SpendWindow, _ rule: Rule, position: Int64?, clock: Int64
  ) -> [Ended] {
    var ended: [Ended] = []
    window.isRecordDirty = true
    for crossed in window.crossed.reversed() {
      let spend = window.spend(rule, crossed.period)
      let condition = crossed.threshold.condition
      if condition.isMet(by: spend, of: rule.limit), rule.level(of: condition) != nil { continue }
      let limit = crossed.firing?.alert.limit ?? rule.limit
      let reason: AlertDetails.Resolution =
        limit == rule.limit ? .thresholdRemoved : .limitChanged(from: limit)
      if var over = end(crossed, reason, position: position, clock: clock) {
        (over.alert.spend, over.alert.limit) = (Money(pinning: spend), rule.limit)
        if rule.isRolling { over.alert.setSpan(rule.rollingSpan(at: over.alert.time.minute)) }
        ended.append(over)
      }
      window.crossed.removeAll {
        $0.period == crossed.period && $0.threshold.condition == condition
      }
    }
    let period = rule.isRolling ? 0 : window.currentPeriod
    if let highest = window.crossed.lastIndex(where: { $0.period == period }),
      window.crossed[highest].state == .inactive,
      rule.isRolling || span(rule, window.crossed[highest]).end > position ?? .min
    {
      window.crossed[highest].state = .pending
    }
    return ended
  }

  /// A crossed threshold goes, perhaps before its window and minute are over: its id may come
  /// again.
  ///
  /// - Returns: nil where there is nothing to be told.
  mutating func end(
    _ crossed: CrossedThreshold, _ reason: AlertDetails.Resolution, position: Int64?, clock: Int64
  ) -> Ended? {
    guard let firing = crossed.firing else { return nil }
    let alert = firing.alert
    let last =
      alert.kind == .rolling ? crossed.minute : alert.windowEnd.minute + Ledger.graceMinutes
    firings.resolved(alert.id, until: last, at: position ?? crossed.minute)
    guard !firing.resolveSent else { return nil }
    return ended(firing, reason, at: position ?? clock)
  }

  /// - Parameter minute: of the position; before the first event of the clock.
  func ended(
    _ firing: CrossedThreshold.Firing, _ reason: AlertDetails.Resolution, at minute: Int64
  ) -> Ended {
    var alert = firing.alert
    alert.state = .resolved
    alert.details.resolution = reason
    alert.time = max(alert.time, Timestamp(minute: minute))
    alert.exhaustedAt = nil
    alert.clearsAt = nil
    return Ended(alert: alert, firing: firing)
  }
}
