/// Crossing: what a spend has come to, and what of it fires.
extension Thresholds {
  /// Adds to the crossed thresholds of a window what its spend has crossed.
  ///
  /// - Parameters:
  ///   - period: of a calendar window that in which it was spent; of others 0.
  ///   - time: of the event.
  ///   - minute: the position.
  ///   - isPending: nothing fires yet; ``judge(_:_:period:asOf:)`` decides.
  /// - Returns: the highest of them; nil: nothing was crossed.
  func cross(
    _ window: inout SpendWindow, _ rule: Rule, period: Int64, time: Timestamp, at minute: Int64,
    isPending: Bool
  ) -> Threshold? {
    let highest = window.crossed.last { $0.period == period }?.threshold.condition
    let reached = rule.crossed(by: window.spend(rule, period), above: highest)
    guard let top = reached.last else { return nil }
    if !isPending { deactivatePending(&window, period: period) }
    for threshold in reached {
      window.crossed.append(
        CrossedThreshold(
          threshold: threshold, period: period, time: time, minute: minute,
          state: isPending ? .pending : .inactive))
    }
    window.sortCrossed(of: rule.limit)
    return top
  }

  /// A higher threshold fired: pending ones below it do not.
  private func deactivatePending(_ window: inout SpendWindow, period: Int64) {
    for index in window.crossed.indices
    where window.crossed[index].period == period && window.crossed[index].state == .pending {
      window.crossed[index].state = .inactive
    }
  }

  /// Decides on what is pending, after a first read or a reload: the highest threshold that is
  /// exceeded now fires. What was exceeded in between, or in a window that is over, is no news.
  ///
  /// - Parameter minute: now, the later of position and clock.
  /// - Returns: the one that is to fire; nil: it has, or there is none.
  func judge(
    _ window: inout SpendWindow, _ rule: Rule, period: Int64, asOf minute: Int64
  ) -> Threshold? {
    guard rule.isRolling || !isOver(period, rule, at: minute) else {
      deactivatePending(&window, period: period)
      return nil
    }
    let spend = Int128(
      window.spend(
        isRolling: rule.isRolling,
        from: rule.isRolling ? rule.oldestBucket(at: minute) : period
      ).nano)
    // By the position, which is behind where nothing was written for a while: what is above there
    // and below now stays passed until the position comes here, or the next late event would cross
    // it.
    let spendThere = rule.isRolling ? window.buckets.sum : spend
    window.crossed.removeAll { crossed in
      let condition = crossed.threshold.condition
      guard crossed.period == period, crossed.state == .pending,
        !condition.isMet(by: spend, of: rule.limit)
      else { return false }
      // Not by enough to count as armed again: the next crossing decides.
      return !condition.isMet(by: spendThere, of: rule.limit)
        || !condition.rearms(at: spend, of: rule.limit)
    }
    let exceeded = window.crossed.last { crossed in
      crossed.period == period && crossed.threshold.condition.isMet(by: spend, of: rule.limit)
    }
    deactivatePending(&window, period: period)
    return exceeded?.state == .pending ? exceeded?.threshold : nil
  }
}

extension SpendWindow {
  /// What is held against the thresholds: all that is in a rolling window, or a calendar period.
  func spend(_ rule: Rule, _ period: Int64) -> Int128 {
    rule.isRolling ? buckets.sum : Int128(buckets.nano(of: period))
  }

  /// Ascending by period and by the spend that trips them.
  mutating func sortCrossed(of limit: Money) {
    func order(_ crossed: CrossedThreshold) -> (Int64, Int128) {
      (crossed.period, crossed.threshold.condition.exactTrip(of: limit))
    }
    crossed.sort { order($0) < order($1) }
  }
}
