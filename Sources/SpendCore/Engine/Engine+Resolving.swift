/// Re-arming and resolving, at the bucket edge where it belongs.
extension Engine {
  /// Puts a window with latches where the engine looks at it again: at the first
  /// minute at which its highest threshold may be armed, if nothing more is spent. More spend
  /// only makes that later.
  mutating func schedule(_ window: SpendWindow, _ number: Int) {
    guard let latch = window.latches.last else { return }
    let rule = ledger.rules[window.rule]
    if rule.isRolling {
      if let edge = window.rearmEdge(of: latch, rule) {
        edges.push(EdgeQueue.Entry(minute: edge, window: number))
      }
    } else {
      for latch in window.latches {
        if case .firing = latch.state {
          let end = windowSpan(rule, latch: latch).end
          edges.push(EdgeQueue.Entry(minute: end, window: number))
        }
      }
    }
  }

  /// The position passes bucket edges of a window that has latches.
  mutating func passEdges(of number: Int, upTo minute: Int64, into effects: inout [Effect]) {
    guard var window = ledger.windows[number].take() else { return }
    let rule = ledger.rules[window.rule]
    if rule.isRolling {
      passRollingEdges(of: &window, rule: rule, upTo: minute, into: &effects)
    } else {
      for index in window.latches.indices {
        let end = windowSpan(rule, latch: window.latches[index]).end
        if end <= minute { resolve(index, of: &window, at: end, into: &effects) }
      }
    }
    ledger.updateTrip(&window)
    window.isRecordDirty = true
    schedule(window, number)
    ledger.windows[number] = window
    ledger.queueForCommit(number, &log)
    log.noteChange()
  }

  private mutating func passRollingEdges(
    of window: inout SpendWindow, rule: Rule, upTo minute: Int64,
    into effects: inout [Effect]
  ) {
    while let highest = window.latches.last,
      let edge = window.rearmEdge(of: highest, rule),
      edge <= minute
    {
      let oldest = edge / rule.bucketMinutes - rule.bucketCount + 1
      window.expire(before: oldest, chunkLength: rule.chunkLength)
      // One edge may take the spend below several thresholds at once.
      while let latch = window.latches.last, latch.minute < edge,
        window.rearms(latch, rule)
      {
        resolve(window.latches.count - 1, of: &window, at: edge, into: &effects)
        window.latches.removeLast()
      }
    }
  }

  /// Sends the resolve of a latch that is firing, once, and leaves it as passed.
  mutating func resolve(
    _ index: Int, of window: inout SpendWindow, at minute: Int64, into effects: inout [Effect]
  ) {
    guard case .firing(let firing) = window.latches[index].state else { return }
    if !firing.resolveSent {
      announceResolve(of: firing, window: window, at: minute, into: &effects)
    }
    window.latches[index].state = .passed
    log.noteChange()
  }

  private mutating func announceResolve(
    of firing: Latch.Firing, window: SpendWindow, at minute: Int64,
    into effects: inout [Effect]
  ) {
    let rule = ledger.rules[window.rule]
    var alert = firing.alert
    alert.state = .resolved
    alert.time = Timestamp(minute: minute)
    alert.details.resolution = rule.isRolling ? .fell : .windowOver
    if rule.isRolling {
      let span = Engine.rollingSpan(rule, at: minute)
      let oldest = Timestamp.floorDivide(minute, rule.bucketMinutes) - rule.bucketCount + 1
      (alert.windowStart, alert.windowEnd) = (
        Timestamp(minute: span.start), Timestamp(minute: span.end)
      )
      alert.spend = Money(pinning: window.buckets.sum(from: oldest))
    } else {
      alert.spend = Money(nano: window.buckets.nano(of: firing.alert.windowStart.minute))
    }
    alert.exhaustedAt = nil
    alert.clearsAt = nil
    announce(alert, firing, into: &effects)
  }

  func sendsResolved(_ receiver: String) -> Bool {
    configuration.receivers.first { $0.name == receiver }?.sendResolved ?? false
  }

  /// A pager has one incident of a group and a window: when a higher threshold fires, those before
  /// end, after the new one has begun (SPEC 6). What ended so does not resolve again there.
  ///
  /// - Parameter isKnown: the alert went out before a rebuild, and so did this.
  mutating func replaceIncidents(
    below alert: Alert, of window: inout SpendWindow, _ period: Int64, isKnown: Bool
  ) {
    let pagers = Set(
      configuration.receivers.filter { $0.kind.pages && $0.sendResolved }.map(\.name)
    )
    .intersection(alert.details.told)
    guard !pagers.isEmpty else { return }
    for index in window.latches.indices {
      let latch = window.latches[index]
      guard latch.period == period, latch.threshold.percent < alert.percent,
        var firing = latch.firing, !firing.resolveSent, !firing.isSummary
      else { continue }
      let ended = firing.receivers.filter { pagers.contains($0) }
      guard !ended.isEmpty else { continue }
      var end = alert
      (end.id, end.percent, end.level) = (
        firing.alert.id, firing.alert.percent, firing.alert.level
      )
      (end.state, end.exhaustedAt, end.clearsAt) = (.resolved, nil, nil)
      end.details.resolution = .replaced(percent: alert.percent)
      end.details.next = nil
      for receiver in ended where !isKnown {
        outbox.add(receiver: receiver, message: .alert(end))
      }
      firing.receivers.removeAll { pagers.contains($0) }
      window.latches[index].firing = firing
    }
  }

  /// A resolve for a window that is no longer there, or measured otherwise.
  mutating func announce(
    _ alert: Alert, _ firing: Latch.Firing, into effects: inout [Effect]
  ) {
    var alert = alert
    alert.details.next = nil
    // Of the firing: beside the amounts of the end they would not add up.
    alert.top = []
    alertLog.ended(alert)
    for receiver in firing.receivers where sendsResolved(receiver) {
      outbox.add(receiver: receiver, message: .alert(alert), isSummary: firing.isSummary)
    }
    effects.append(.happened(.resolved(alert)))
    log.require(.whole)
  }

  /// A reload ends the alert of a threshold, perhaps before its window and minute are over.
  mutating func noteResolved(_ latch: Latch) {
    guard case .firing(let firing) = latch.state else { return }
    let alert = firing.alert
    let last =
      alert.kind == .rolling ? latch.minute : alert.windowEnd.minute + Ledger.graceMinutes
    firings.resolved(alert.id, until: last, at: position ?? latch.minute)
    log.noteChange()
  }

  /// The clock ran ahead of the events: resolves that have been due for ten minutes are sent now.
  /// Nothing is re-armed, because an event that comes late belongs before that edge and must find
  /// what a replay finds.
  mutating func sendEarlyResolves(into effects: inout [Effect]) {
    let due = clock.minute - 10
    for number in Set(edges.entries.filter { $0.minute <= due }.map(\.window)).sorted() {
      guard var window = ledger.windows[number].take() else { continue }
      let rule = ledger.rules[window.rule]
      for index in window.latches.indices.reversed() {
        guard case .firing(var firing) = window.latches[index].state, !firing.resolveSent
        else { continue }
        let edge =
          rule.isRolling
          ? window.rearmEdge(of: window.latches[index], rule)
          : windowSpan(rule, latch: window.latches[index]).end
        guard let edge, edge <= due else { continue }
        announceResolve(of: firing, window: window, at: edge, into: &effects)
        firing.resolveSent = true
        window.latches[index].state = .firing(firing)
        window.isRecordDirty = true
      }
      ledger.windows[number] = window
      ledger.queueForCommit(number, &log)
    }
  }
}
