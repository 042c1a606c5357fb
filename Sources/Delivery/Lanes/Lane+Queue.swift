import SpendCore

/// Taking in and letting go.
extension Lane {
  mutating func insert(_ entry: LaneEntry, at now: MonotonicTime) {
    let sequence = entry.delivery.sequence
    entries[sequence] = entry
    queue.insert(sequence, entry.key, level: entry.turnLevel)
    if entry.delivery.isSummary {
      summaries.insert(sequence)
      summarySince = summarySince ?? now
      lastSummaryAt = now
    } else {
      batchSince = batchSince ?? now
    }
  }

  mutating func remove(_ entry: LaneEntry) {
    let sequence = entry.delivery.sequence
    entries[sequence] = nil
    queue.remove(sequence, entry.key, level: entry.turnLevel)
    if entry.delivery.isSummary {
      summaries.remove(sequence)
      if summaries.isEmpty { (summarySince, lastSummaryAt) = (nil, nil) }
    }
    if queue.regularCount == 0 { batchSince = nil }
  }

  /// On chat receivers a hard alert says all that a softer one of the same group and window would
  /// have said.
  mutating func supersede(by new: AlertDelivery, at now: MonotonicTime) -> [DeliveryOutcome] {
    guard new.alert.level == .hard, new.alert.state == .firing else { return [] }
    var outcomes: [DeliveryOutcome] = []
    for sequence in queue.sequences(of: GroupKey(new.alert)) {
      guard sequence < new.sequence, let old = entries[sequence], !old.isTest,
        old.delivery.attempts == 0, let alert = old.alert, alert.level < .hard,
        alert.state == .firing, Self.sameWindow(alert, new.alert),
        !isOnItsWay(sequence)
      else { continue }
      outcomes.append(
        old.outcome(.superseded, at: now, error: "a hard alert of the same group says more"))
      remove(old)
    }
    return outcomes
  }

  private static func sameWindow(_ a: Alert, _ b: Alert) -> Bool {
    a.unit == b.unit && a.kind == b.kind && (a.kind == .rolling || a.windowStart == b.windowStart)
  }

  func isOnItsWay(_ sequence: UInt64) -> Bool {
    inFlight.values.contains { $0.attempt.sequences.contains(sequence) }
  }

  func isInFlight(_ notice: Notice) -> Bool {
    inFlight.values.contains { $0.attempt.content == .notice(notice) }
  }

  /// A notice, or its end: one after the other, or the end could arrive first.
  func isOnItsWay(noticeID: String) -> Bool {
    inFlight.values.contains {
      if case .notice(let notice) = $0.attempt.content { notice.id == noticeID } else { false }
    }
  }

  /// An attempt counts from its start: a soft alert that may have arrived is not superseded.
  mutating func markAttempted(_ attempt: Attempt) {
    if case .notice(let notice) = attempt.content,
      let index = notices.firstIndex(where: { $0.notice == notice })
    {
      notices[index].wasAttempted = true
    }
  }

  // MARK: Age

  /// Gives up what has waited too long, and reports how long the rest has waited.
  mutating func age(at now: MonotonicTime) -> [LaneAction] {
    nextAging = now.advanced(byMilliseconds: settings.agingMilliseconds)
    var actions: [LaneAction] = []
    var outcomes: [DeliveryOutcome] = []
    let onTheirWay = Set(inFlight.values.flatMap { sequences($0.attempt) })
    for sequence in entries.keys.sorted() where !onTheirWay.contains(sequence) {
      guard let entry = entries[sequence] else { continue }
      if isTooOld(entry, at: now) {
        actions += bury(entry, at: now, reason: giveUpReason(entry, at: now))
      } else {
        outcomes.append(entry.outcome(.pending, at: now, error: entry.delivery.lastError))
      }
    }
    notices = notices.filter {
      isInFlight($0.notice)
        || now.milliseconds(since: $0.since) / 1000 < settings.giveUpSeconds
    }
    if !outcomes.isEmpty { actions.insert(.report(outcomes), at: 0) }
    return actions
  }

  func isTooOld(_ entry: LaneEntry, at now: MonotonicTime) -> Bool {
    let limit = entry.level == .hard ? settings.giveUpHardSeconds : settings.giveUpSeconds
    return entry.pendingSeconds(at: now) >= limit
  }

  func giveUpReason(_ entry: LaneEntry, at now: MonotonicTime) -> String {
    let hours = entry.pendingSeconds(at: now) / 3600
    let last = entry.delivery.lastError ?? lastError
    return "given up after \(hours) h" + (last.map { "; last: \($0)" } ?? "")
  }

  mutating func bury(
    _ entry: LaneEntry, at now: MonotonicTime, reason: String
  ) -> [LaneAction] {
    remove(entry)
    return [
      .report([entry.outcome(.dead, at: now, error: reason)]),
      .happened(
        .dead(
          receiver: settings.receiver, sequence: entry.delivery.sequence,
          message: entry.words, isHard: entry.level == .hard,
          reason: SafeText.line(reason, limit: 300))),
    ]
  }

  mutating func tellTrouble(at now: MonotonicTime) -> [LaneAction] {
    guard let since = troubleSince, !hasToldTrouble, parkedReason == nil,
      now.milliseconds(since: since) >= settings.troubleMilliseconds
    else { return [] }
    hasToldTrouble = true
    return [
      .happened(
        .retrying(
          receiver: settings.receiver, seconds: now.milliseconds(since: since) / 1000,
          reason: lastError ?? "", pending: entries.count))
    ]
  }
}
