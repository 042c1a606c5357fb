/// The end of a first read: what is over its limit then is told once, as of now, and pages nobody
/// (SPEC 4.2).
extension Engine {
  /// The later of position and clock.
  var judgementMinute: Int64 { max(position ?? .min, clock.minute) }

  /// What was read for the first time since the last judgement; nil: nothing, and it is one after a
  /// reload.
  ///
  /// - Precondition: no source is new.
  mutating func takeFirstRead() -> AlertDetails.FirstRead? {
    guard sources.contains(where: { $0.firstRead != nil }) else { return nil }
    var sum = AlertDetails.FirstRead()
    sum.isStart = sources.allSatisfy { $0.firstRead != nil }
    for index in sources.indices {
      guard let read = sources[index].firstRead else { continue }
      sum.add(calls: read.calls, since: read.since)
      sources[index].firstRead = nil
      sources[index].isDirty = true
    }
    log.noteChange()
    return sum
  }

  /// Fires the highest threshold that is exceeded now. What was exceeded in between, or in a window
  /// that is over, is no news.
  mutating func judge(
    _ window: inout SpendWindow, _ number: Int, period: Int64,
    after firstRead: AlertDetails.FirstRead, into effects: inout [Effect]
  ) {
    let rule = ledger.rules[window.rule]
    let minute = judgementMinute
    guard rule.isRolling || !isOver(period, rule, at: minute) else {
      return passSilent(&window, period: period)
    }
    let spend = window.spend(
      isRolling: rule.isRolling,
      place: rule.isRolling ? Engine.oldestBucket(rule, at: minute) : period)
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
    guard let exceeded, exceeded.state == .silent else { return }
    fire(
      exceeded.threshold.percent, of: &window, number, period: period, after: firstRead,
      into: &effects)
  }

  private func isOver(_ period: Int64, _ rule: Rule, at minute: Int64) -> Bool {
    PeriodCache.period(rule.unit, at: period, zone: configuration.timeZone).end <= minute
  }
}

extension AlertDetails.FirstRead {
  mutating func add(calls more: Int64, since time: Timestamp?) {
    calls = calls.addingClamped(more)
    guard let time else { return }
    since = min(since ?? time, time)
  }
}
