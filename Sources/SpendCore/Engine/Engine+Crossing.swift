/// Firing: which threshold, for whom, with which identity.
extension Engine {
  /// The spend of a window came to where a threshold may be crossed.
  mutating func cross(
    _ number: Int, period: Int64, time: Timestamp, isSilent: Bool,
    into effects: inout [Effect]
  ) {
    guard ledger.windows[number]?.isOverflow == false, var window = ledger.windows[number].take()
    else { return }
    defer { ledger.windows[number] = window }
    let rule = ledger.rules[window.rule]
    let spend =
      rule.isRolling ? window.buckets.sum : Int128(window.buckets.nano(of: period))
    let highest = window.latches.last { $0.period == period }?.threshold.percent ?? 0
    let crossed = rule.crossed(by: spend, above: highest)
    guard let top = crossed.last else {
      let trip = window.nextTrip
      ledger.updateTrip(&window)
      // The spend that was awaited is there.
      if window.nextTrip != trip { schedule(window, number) }
      return
    }
    let minute = position ?? time.minute
    for threshold in crossed {
      let latch = Latch(
        threshold: threshold, period: period, time: time, minute: minute,
        state: isSilent ? .silent : .passed)
      window.latches.append(latch)
    }
    window.latches.sort { ($0.period, $0.threshold.percent) < ($1.period, $1.threshold.percent) }
    if !isSilent {
      passSilent(&window, period: period)
      fire(top.percent, of: &window, number, period: period, into: &effects)
    }
    window.isRecordDirty = true
    ledger.updateTrip(&window)
    schedule(window, number)
  }

  /// A higher threshold fired: silent ones below it count as passed.
  func passSilent(_ window: inout SpendWindow, period: Int64) {
    for index in window.latches.indices
    where window.latches[index].period == period && window.latches[index].state == .silent {
      window.latches[index].state = .passed
    }
  }

  /// The first read of a source is over: each group's highest exceeded threshold that has
  /// not alerted fires once.
  mutating func endFirstRead(of source: Int, into effects: inout [Effect]) {
    guard sources[source].isNew else { return }
    sources[source].isNew = false
    sources[source].isDirty = true
    log.require(.whole)
    judge(into: &effects)
  }

  /// Judges every group once, unless a source is still new: what it holds is part of what is
  /// judged, and a restart (a kill in the middle of a first read) or a reload must not alert for
  /// the half of it. Its end judges again.
  mutating func judge(into effects: inout [Effect]) {
    guard !sources.contains(where: \.isNew) else { return }
    let firstRead = takeFirstRead()
    for number in ledger.windows.indices {
      // Looked at where it stands: hardly any is waiting, and a copy is a dozen reference counts.
      let place = ledger.windows.slots.pointer(number)
      guard !place.pointee.latches.isEmpty else { continue }
      let latches = place.pointee.latches
      guard latches.contains(where: { $0.state == .silent }) else { continue }
      guard var window = ledger.windows[number].take() else { continue }
      expire(&window)
      for period in Set(window.latches.map(\.period)).sorted() {
        if let firstRead {
          judge(&window, number, period: period, after: firstRead, into: &effects)
        } else {
          judge(&window, number, period: period, into: &effects)
        }
      }
      window.isRecordDirty = true
      ledger.updateTrip(&window)
      schedule(window, number)
      ledger.windows[number] = window
      ledger.queueForCommit(number, &log)
      // What is judged here was not crossed by the lines that a restart would read again.
      log.require(.whole)
    }
  }

  /// Buckets leave when a window is touched; before its spend is judged all that
  /// are due must have left.
  func expire(_ window: inout SpendWindow) {
    let shape = ledger.rules.shapes[window.rule]
    guard shape.isRolling, let position else { return }
    window.expire(before: shape.oldestBucket(at: position), chunkLength: shape.chunkLength)
  }

  private mutating func judge(
    _ window: inout SpendWindow, _ number: Int, period: Int64, into effects: inout [Effect]
  ) {
    let rule = ledger.rules[window.rule]
    let spend =
      rule.isRolling ? window.buckets.sum : Int128(window.buckets.nano(of: period))
    // Fallen below since, but not by enough to count as armed again: what comes next decides.
    window.latches.removeAll { latch in
      guard latch.period == period, latch.state == .silent,
        let trip = Threshold.trip(limit: rule.limit, percent: latch.threshold.percent)
      else { return false }
      return spend < Int128(trip.nano)
    }
    guard let highest = window.latches.last(where: { $0.period == period }) else { return }
    passSilent(&window, period: period)
    if highest.state == .silent {
      fire(highest.threshold.percent, of: &window, number, period: period, into: &effects)
    }
  }

  /// Turns a latch into an alert that is out.
  ///
  /// - Parameter firstRead: found over at the end of one, as of now; nil: crossed by an
  ///   event, or after a reload.
  mutating func fire(
    _ percent: Int64, of window: inout SpendWindow, _ number: Int, period: Int64,
    after firstRead: AlertDetails.FirstRead? = nil, into effects: inout [Effect]
  ) {
    guard
      let index = window.latches.firstIndex(where: {
        $0.period == period && $0.threshold.percent == percent
      })
    else { return }
    let rule = ledger.rules[window.rule]
    let latch = window.latches[index]
    var alert = makeAlert(
      window, latch: latch, rule: rule, asOf: firstRead.map { _ in judgementMinute })
    alert.id = firings.id(
      alert.id, at: rule.isRolling ? latch.minute : position ?? latch.minute,
      isTaken: firedBefore.contains)
    // Of a rebuild: whoever got it then gets its resolve.
    let isKnown = firedBefore.contains(alert.id)
    alert.details.firstRead = isKnown ? nil : firstRead
    alert.isCatchUp = firstRead != nil || latch.time.advanced(bySeconds: 300) < clock
    let isSummary =
      alert.details.firstRead != nil
      || (alert.isCatchUp && isOver(window, rule: rule, period: period, percent: percent))
    let receivers = rule.budget.notify[isSummary ? .soft : alert.level] ?? []
    alert.details.told = receivers
    window.latches[index].state = .firing(
      Latch.Firing(
        alert: alert, receivers: receivers, isSummary: isSummary, resolveSent: false))
    alertLog.fired(alert, at: clock)
    if !isKnown {
      for receiver in receivers {
        outbox.add(receiver: receiver, message: .alert(alert), isSummary: isSummary)
      }
      effects.append(.happened(.crossed(alert, receivers: receivers, isSummary: isSummary)))
    }
    if !isSummary { replaceIncidents(below: alert, of: &window, period, isKnown: isKnown) }
    log.noteFired(Crossing(id: alert.id, window: number))
    // A late event may cross in a period that has ended already.
    let end = windowSpan(rule, latch: window.latches[index]).end
    if !rule.isRolling, let position, end <= position {
      resolve(index, of: &window, at: end, into: &effects)
    }
  }

  /// Whether there is nothing left to act on: the calendar window has ended by the clock, or the
  /// group's spend as of now is below the threshold (SPEC 4, catch-up).
  private func isOver(
    _ window: SpendWindow, rule: Rule, period: Int64, percent: Int64
  ) -> Bool {
    let now = clock.minute
    guard rule.isRolling else {
      return PeriodCache.period(rule.unit, at: period, zone: configuration.timeZone).end <= now
    }
    let newest = Timestamp.floorDivide(max(now, position ?? now), rule.bucketMinutes)
    let spend = window.buckets.sum(from: newest - rule.bucketCount + 1)
    guard let trip = Threshold.trip(limit: rule.limit, percent: percent) else { return true }
    return spend < Int128(trip.nano)
  }
}
