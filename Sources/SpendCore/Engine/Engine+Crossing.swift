/// Firing: which threshold, for whom, with which identity.
extension Engine {
  /// The spend of a window came to where a threshold may be crossed.
  mutating func cross(
    _ number: Int, period: Int64, time: Timestamp, isPending: Bool,
    into effects: inout [Effect]
  ) {
    guard ledger.windows[number]?.isOverflow == false, var window = ledger.windows[number].take()
    else { return }
    defer { ledger.windows[number] = window }
    let rule = ledger.rules[window.rule]
    let top = thresholds.cross(
      &window, rule, period: period, time: time, at: position ?? time.minute, isPending: isPending)
    guard let top else {
      let trip = window.nextTrip
      ledger.updateTrip(&window)
      // The spend that was awaited is there.
      if window.nextTrip != trip { thresholds.schedule(window, rule, number) }
      return
    }
    if !isPending { fire(top.condition, of: &window, number, period: period, into: &effects) }
    window.isRecordDirty = true
    settle(&window, rule, number)
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

  /// Evaluates what is pending of every group. Does nothing while a source is in its first read: a
  /// restart or a reload in the middle of it would alert on partial totals. The end of that read
  /// evaluates again.
  mutating func judge(into effects: inout [Effect]) {
    guard !sources.contains(where: \.isNew) else { return }
    let firstRead = drainFirstReads()
    for number in ledger.windows.indices {
      // Read in place: hardly any window has something pending, and a copy takes a dozen retains.
      let place = ledger.windows.slots.pointer(number)
      guard !place.pointee.crossed.isEmpty else { continue }
      let crossed = place.pointee.crossed
      guard crossed.contains(where: { $0.state == .pending }) else { continue }
      guard var window = ledger.windows[number].take() else { continue }
      expire(&window)
      let rule = ledger.rules[window.rule]
      for period in Set(window.crossed.map(\.period)).sorted() {
        let threshold = thresholds.judge(&window, rule, period: period, asOf: judgementMinute)
        guard let condition = threshold?.condition else { continue }
        fire(
          condition, of: &window, number, period: period, asOf: judgementMinute, after: firstRead,
          into: &effects)
      }
      window.isRecordDirty = true
      settle(&window, rule, number)
      ledger.windows[number] = window
      ledger.queueForCommit(number, &log)
      // What is judged here was not crossed by the lines that a restart would read again.
      log.require(.whole)
    }
  }

  /// Buckets expire when an event is counted; before the spend is evaluated all that are due must
  /// have expired.
  func expire(_ window: inout SpendWindow) {
    let shape = ledger.rules.shapes[window.rule]
    guard shape.isRolling, let position else { return }
    window.expire(before: shape.oldestBucket(at: position), chunkLength: shape.chunkLength)
  }

  /// Makes the alert of a crossed threshold, and the deliveries of it.
  ///
  /// - Parameters:
  ///   - asOf: the minute of the judgement that found it, after a first read or a reload; nil:
  ///     crossed by an event.
  ///   - firstRead: found over at the end of one.
  mutating func fire(
    _ condition: Condition, of window: inout SpendWindow, _ number: Int, period: Int64,
    asOf: Int64? = nil, after firstRead: AlertDetails.FirstRead? = nil,
    into effects: inout [Effect]
  ) {
    guard
      let index = window.crossed.firstIndex(where: {
        $0.period == period && $0.threshold.condition == condition
      })
    else { return }
    let rule = ledger.rules[window.rule]
    let crossed = window.crossed[index]
    var alert = makeAlert(window, crossed, rule: rule, asOf: asOf)
    // Of a rebuild: whoever got it then gets its resolve.
    let isKnown: Bool
    (alert.id, isKnown) = thresholds.id(
      alert.id, at: rule.isRolling ? crossed.minute : position ?? crossed.minute)
    alert.details.firstRead = isKnown ? nil : firstRead
    alert.isCatchUp = firstRead != nil || crossed.time.advanced(bySeconds: 300) < clock
    let isSummary =
      alert.details.firstRead != nil
      || (alert.isCatchUp
        && thresholds.isOver(
          window, rule, period: period, condition: condition, clock: clock.minute,
          position: position))
    let receivers = rule.budget.notify[isSummary ? .soft : alert.level] ?? []
    alert.details.told = receivers
    window.crossed[index].state = .firing(
      CrossedThreshold.Firing(
        alert: alert, receivers: receivers, isSummary: isSummary, resolveSent: false))
    alertLog.fired(alert, at: clock)
    if !isKnown {
      for receiver in receivers {
        outbox.add(receiver: receiver, message: .alert(alert), isSummary: isSummary)
      }
      effects.append(.happened(.crossed(alert, receivers: receivers, isSummary: isSummary)))
    }
    if !isSummary { replaceIncidents(below: alert, of: &window, period, isKnown: isKnown) }
    log.add(AlertMarker(id: alert.id, window: number))
    // A late event may cross in a period that has ended already.
    let end = thresholds.span(rule, window.crossed[index]).end
    if !rule.isRolling, let position, end <= position,
      let over = thresholds.resolve(index, of: &window, rule, at: end)
    {
      tell(over, into: &effects)
    }
  }

}
