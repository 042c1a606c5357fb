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
    let highest = window.latches.last { $0.period == period }?.threshold.percent ?? 0
    let crossed = rule.crossed(by: window.spend(rule, period), above: highest)
    guard let top = crossed.last else { return nil }
    if !isSilent { passSilent(&window, period: period) }
    for threshold in crossed {
      window.latches.append(
        Latch(
          threshold: threshold, period: period, time: time, minute: minute,
          state: isSilent ? .silent : .passed))
    }
    window.latches.sort { ($0.period, $0.threshold.percent) < ($1.period, $1.threshold.percent) }
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
      guard latch.period == period, latch.state == .silent,
        let trip = Threshold.trip(limit: rule.limit, percent: latch.threshold.percent)
      else { return false }
      return spend < Int128(trip.nano)
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
    let spend = window.spend(
      isRolling: rule.isRolling,
      place: rule.isRolling ? rule.oldestBucket(at: minute) : period)
    // By the position, which is behind where nothing was written for a while: what is above there
    // and below now stays passed until the position comes here, or the next late event would cross
    // it.
    let spendThere = rule.isRolling ? window.buckets.sum : Int128(spend.nano)
    window.latches.removeAll { latch in
      guard latch.period == period, latch.state == .silent,
        let trip = Threshold.trip(limit: rule.limit, percent: latch.threshold.percent)
      else { return false }
      guard spend < trip else { return false }
      // Not by enough to count as armed again: the next crossing decides.
      return spendThere < Int128(trip.nano)
        || !Threshold.rearms(
          spend: Int128(spend.nano), limit: rule.limit, percent: latch.threshold.percent)
    }
    let exceeded = window.latches.last { latch in
      latch.period == period
        && (Threshold.trip(limit: rule.limit, percent: latch.threshold.percent).map { spend >= $0 }
          ?? false)
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
}
