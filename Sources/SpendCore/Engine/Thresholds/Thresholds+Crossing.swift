/// Crossing: what a spend has come to, and what of it fires.
extension Thresholds {
  /// Latches what the spend of a window has crossed.
  ///
  /// - Parameters:
  ///   - period: of a calendar window that in which it was spent; of others 0.
  ///   - time: of the event.
  ///   - minute: the position.
  ///   - isSilent: nothing fires yet; ``judge(_:_:period:)`` decides.
  /// - Returns: the highest of them; nil: nothing was crossed.
  func cross(
    _ window: inout SpendWindow, _ rule: Rule, period: Int64, time: Timestamp, at minute: Int64,
    isSilent: Bool
  ) -> Threshold? {
    let highest = window.latches.last { $0.period == period }?.threshold.condition
    let crossed = rule.crossed(by: window.spend(rule, period), above: highest)
    guard let top = crossed.last else { return nil }
    if !isSilent { passSilent(&window, period: period) }
    for threshold in crossed {
      window.latches.append(
        Latch(
          threshold: threshold, period: period, time: time, minute: minute,
          state: isSilent ? .silent : .passed))
    }
    window.sortLatches(of: rule.limit)
    return top
  }

  /// A higher threshold fired: silent ones below it count as passed.
  private func passSilent(_ window: inout SpendWindow, period: Int64) {
    for index in window.latches.indices
    where window.latches[index].period == period && window.latches[index].state == .silent {
      window.latches[index].state = .passed
    }
  }

  /// Decides on what was latched silently, after a reload: the highest threshold that the spend
  /// still reaches.
  ///
  /// - Returns: the one that is to fire; nil: it has, or there is none.
  func judge(_ window: inout SpendWindow, _ rule: Rule, period: Int64) -> Threshold? {
    let spend = window.spend(rule, period)
    // Fallen below since, but not by enough to count as armed again: what comes next decides.
    window.latches.removeAll { latch in
      latch.period == period && latch.state == .silent
        && !latch.threshold.condition.isMet(by: spend, of: rule.limit)
    }
    guard let highest = window.latches.last(where: { $0.period == period }) else { return nil }
    passSilent(&window, period: period)
    return highest.state == .silent ? highest.threshold : nil
  }

  /// Decides on what was latched silently, after a first read: the highest threshold that is
  /// exceeded now. What was exceeded in between, or in a window that is over, is no news.
  ///
  /// - Parameter minute: now, the later of position and clock.
  /// - Returns: the one that is to fire; nil: it has, or there is none.
  func judge(
    _ window: inout SpendWindow, _ rule: Rule, period: Int64, asOf minute: Int64
  ) -> Threshold? {
    guard rule.isRolling || !isOver(period, rule, at: minute) else {
      passSilent(&window, period: period)
      return nil
    }
    let spend = Int128(
      window.spend(
        isRolling: rule.isRolling,
        place: rule.isRolling ? rule.oldestBucket(at: minute) : period
      ).nano)
    // By the position, which is behind where nothing was written for a while: what is above there
    // and below now stays passed until the position comes here, or the next late event would cross
    // it.
    let spendThere = rule.isRolling ? window.buckets.sum : spend
    window.latches.removeAll { latch in
      let condition = latch.threshold.condition
      guard latch.period == period, latch.state == .silent,
        !condition.isMet(by: spend, of: rule.limit)
      else { return false }
      // Not by enough to count as armed again: the next crossing decides.
      return !condition.isMet(by: spendThere, of: rule.limit)
        || !condition.rearms(at: spend, of: rule.limit)
    }
    let exceeded = window.latches.last { latch in
      latch.period == period && latch.threshold.condition.isMet(by: spend, of: rule.limit)
    }
    passSilent(&window, period: period)
    return exceeded?.state == .silent ? exceeded?.threshold : nil
  }
}

extension SpendWindow {
  /// What is held against the thresholds: all that is in a rolling window, or a calendar period.
  func spend(_ rule: Rule, _ period: Int64) -> Int128 {
    rule.isRolling ? buckets.sum : Int128(buckets.nano(of: period))
  }

  /// Ascending by period and by the spend that trips them.
  mutating func sortLatches(of limit: Money) {
    func order(_ latch: Latch) -> (Int64, Int128) {
      (latch.period, latch.threshold.condition.exactTrip(of: limit))
    }
    latches.sort { order($0) < order($1) }
  }
}
