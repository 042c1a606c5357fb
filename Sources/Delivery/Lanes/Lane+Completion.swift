import SpendCore

/// What became of the message on its way.
extension Lane {
  /// - Parameters:
  ///   - id: of the attempt; one that is not on its way is ignored.
  ///   - random: 64 random bits, for the jitter.
  package mutating func completed(
    _ id: UInt64, _ verdict: Verdict, at now: MonotonicTime, random: UInt64
  ) -> [LaneAction] {
    guard let ended = inFlight.removeValue(forKey: id) else { return [] }
    busy.subtract(ended.groups)
    let attempt = ended.attempt
    var actions: [LaneAction]
    switch verdict {
    case .retry(let reason, _, _), .unconfirmed(let reason), .badPayload(let reason),
      .park(let reason):
      if attempt.id < settingsStart {
        return pending(attempt, reason, at: now) + tick(at: now)
      }
    case .delivered, .partly, .cancelled: break
    }
    switch verdict {
    case .delivered: actions = delivered(attempt, at: now)
    case .partly(let reason):
      actions =
        delivered(attempt, error: reason, at: now) + [
          .happened(.partly(receiver: settings.receiver, reason: reason))
        ]
    case .retry(let reason, let floor, let mayBeMessage):
      let delay = delay(after: attempt, floor: floor, random: random)
      actions = failed(attempt, reason, delay: delay, mayBeMessage: mayBeMessage, at: now)
    case .unconfirmed(let reason):
      let delay = delay(after: attempt, floor: nil, random: random)
      actions = unconfirmed(attempt, reason, delay: delay, at: now)
    case .badPayload(let reason): actions = refused(attempt, reason, at: now)
    case .park(let reason): actions = park(attempt, reason, at: now)
    case .cancelled: actions = []
    }
    return actions + tick(at: now)
  }

  /// Whether it was on its way together with the attempt that failed last: what it says of the
  /// receiver is not news.
  private func isOfFailedRound(_ attempt: Attempt) -> Bool { attempt.id < roundStart }

  /// How long nothing goes out after a failure.
  private func delay(after attempt: Attempt, floor: Int64?, random: UInt64) -> Int64 {
    max(
      Backoff.milliseconds(
        failures: failures + (isOfFailedRound(attempt) ? 0 : 1),
        base: settings.backoffBaseMilliseconds, limit: settings.backoffLimitMilliseconds,
        random: random),
      min(floor ?? 0, RetryAfter.limitMilliseconds))
  }

  private mutating func delivered(
    _ attempt: Attempt, error: String? = nil, at now: MonotonicTime
  ) -> [LaneAction] {
    var actions = answered(attempt, isGood: true, at: now)
    lastError = error ?? lastError
    var outcomes: [DeliveryOutcome] = []
    var incident: String?
    if case .pageSummary(let key, _) = attempt.content { incident = key }
    for sequence in sequences(attempt) {
      guard var entry = entries[sequence] else { continue }
      entry.delivery.attempts += 1
      outcomes.append(entry.outcome(.delivered, at: now, error: error, incident: incident))
      remove(entry)
      held[entry.key] = nil
      if let alert = entry.alert, alert.state == .resolved {
        endedPageSummaries += pages.resolved(alert.id)
      }
    }
    switch attempt.content {
    case .alerts(let deliveries):
      if settings.kind.pages, deliveries.first?.alert.state == .firing { pages.paged(at: now) }
    case .pageSummary(let key, _):
      // It seemed over while this was on its way, and is not.
      endedPageSummaries.removeAll { $0 == key }
    case .pageSummaryResolved(let key): endedPageSummaries.removeAll { $0 == key }
    case .notice(let notice): notices.removeAll { $0.notice == notice }
    case .catchUp, .digest, .test: break
    }
    if !outcomes.isEmpty {
      actions.insert(.report(outcomes), at: 0)
      actions.append(
        .happened(.delivered(receiver: settings.receiver, sequences: outcomes.map(\.sequence))))
    }
    return actions
  }

  /// What an entry says that counts as delivered, or is repeated, without a clear answer.
  static let unconfirmed = "unconfirmed"

  /// Repeated twice, each time after a pause; the third answer settles it. The pause is that of its
  /// groups and no trouble: the receiver is there and takes what it is given.
  private mutating func unconfirmed(
    _ attempt: Attempt, _ reason: String, delay: Int64, at now: MonotonicTime
  ) -> [LaneAction] {
    for sequence in sequences(attempt) { entries[sequence]?.unconfirmed += 1 }
    // One of a message that was sent three times settles the others with it.
    let isEnough = sequences(attempt).contains { (entries[$0]?.unconfirmed ?? 3) >= 3 }
    if isEnough || sequences(attempt).isEmpty {
      return delivered(attempt, error: Self.unconfirmed, at: now) + [
        .happened(
          .unconfirmed(
            receiver: settings.receiver, reason: SafeText.line(reason, limit: 300)))
      ]
    }
    let actions = answered(attempt, isGood: false, at: now)
    lastError = Self.unconfirmed
    let pause = now.advanced(byMilliseconds: max(delay, settings.backoffBaseMilliseconds))
    for sequence in sequences(attempt) { entries[sequence].map { held[$0.key] = pause } }
    return actions + pending(attempt, Self.unconfirmed, at: now)
  }

  private mutating func failed(
    _ attempt: Attempt, _ reason: String, delay: Int64, mayBeMessage: Bool, at now: MonotonicTime
  ) -> [LaneAction] {
    // Of one round the longest pause counts, whichever answer came last.
    let until = now.advanced(byMilliseconds: delay)
    notBefore = isOfFailedRound(attempt) ? max(notBefore, until) : until
    if !isOfFailedRound(attempt) { failures += 1 }
    roundStart = nextAttemptID
    troubleSince = troubleSince ?? now
    lastError = SafeText.line(reason, limit: 300)
    let actions = pending(attempt, reason, at: now)
    let keys = Set(sequences(attempt).compactMap { entries[$0]?.key })
    for sequence in sequences(attempt) {
      let suspicions = entries[sequence]?.suspicions ?? 0
      entries[sequence]?.suspicions = mayBeMessage ? suspicions + 1 : 0
    }
    // A message that a receiver chokes on must not block all others for three days.
    guard mayBeMessage,
      sequences(attempt).contains(where: { (entries[$0]?.suspicions ?? 0) >= 4 })
    else { return actions }
    if keys.count == 1, let key = keys.first {
      held[key] = notBefore.advanced(byMilliseconds: max(delay, 1000))
    } else {
      takeApart(attempt)
    }
    return actions
  }

  private mutating func park(
    _ attempt: Attempt, _ reason: String, at now: MonotonicTime
  ) -> [LaneAction] {
    let wasParked = isParked
    parkedReason = reason
    roundStart = nextAttemptID
    lastError = SafeText.line(reason, limit: 300)
    // A `Retry-After` that came with the same round may be longer.
    notBefore = max(notBefore, now.advanced(byMilliseconds: settings.probeMilliseconds))
    let actions = pending(attempt, reason, at: now)
    guard !wasParked else { return actions }
    return actions + [
      .happened(
        .parked(
          receiver: settings.receiver, reason: lastError ?? "", pending: entries.count))
    ]
  }

  /// Refused for what it says: each alert once more on its own as plain text, then dead.
  private mutating func refused(
    _ attempt: Attempt, _ reason: String, at now: MonotonicTime
  ) -> [LaneAction] {
    var actions = answered(attempt, isGood: false, at: now)
    lastError = SafeText.line(reason, limit: 300)
    var outcomes: [DeliveryOutcome] = []
    var buried: [LaneAction] = []
    for sequence in sequences(attempt) {
      guard var entry = entries[sequence] else { continue }
      entry.delivery.attempts += 1
      entry.delivery.lastError = lastError
      if entry.isPlain || entry.isDropped {
        buried += bury(entry, at: now, reason: reason)
      } else {
        // A summary becomes a message of its own.
        remove(entry)
        entry.isPlain = true
        entry.leaveSummary()
        insert(entry, at: entry.since)
        outcomes.append(entry.outcome(.pending, at: now, error: reason))
      }
    }
    switch attempt.content {
    case .notice(let notice):
      for index in notices.indices where notices[index].notice == notice {
        notices[index].isPlain = true
      }
      if attempt.isPlain { notices.removeAll { $0.notice == notice } }
    case .pageSummaryResolved(let key): endedPageSummaries.removeAll { $0 == key }
    case .alerts, .catchUp, .pageSummary, .digest, .test: break
    }
    if !outcomes.isEmpty {
      actions.append(.report(outcomes))
      actions.append(
        .happened(.degraded(receiver: settings.receiver, reason: lastError ?? "")))
    }
    return actions + buried
  }

  // MARK: Parts

  /// From now on each alert of a message goes alone, so that one of them cannot hold up the rest.
  private mutating func takeApart(_ attempt: Attempt) {
    for sequence in sequences(attempt) {
      guard var entry = entries[sequence] else { continue }
      remove(entry)
      entry.isAlone = true
      entry.leaveSummary()
      insert(entry, at: entry.since)
    }
  }

  /// The receiver spoke: it is there. After a good answer, or a refusal of one message, backoff
  /// starts again; not so after one to a message that was on its way when another failed, whose
  /// pause or `Retry-After` holds for all.
  private mutating func answered(
    _ attempt: Attempt, isGood: Bool, at now: MonotonicTime
  ) -> [LaneAction] {
    let next = now.advanced(byMilliseconds: settings.gapMilliseconds)
    guard !isOfFailedRound(attempt) || (failures == 0 && !isParked) else {
      notBefore = max(notBefore, next)
      return []
    }
    notBefore = next
    let wasTold = parkedReason != nil || hasToldTrouble
    failures = 0
    troubleSince = nil
    hasToldTrouble = false
    parkedReason = nil
    if isGood { lastError = nil }
    return wasTold ? [.happened(.recovered(receiver: settings.receiver))] : []
  }

  /// Reports an attempt that did not settle anything, and buries what is too old by now.
  private mutating func pending(
    _ attempt: Attempt, _ reason: String, at now: MonotonicTime
  ) -> [LaneAction] {
    var outcomes: [DeliveryOutcome] = []
    var buried: [LaneAction] = []
    for sequence in sequences(attempt) {
      guard var entry = entries[sequence] else { continue }
      entry.delivery.attempts += 1
      entry.delivery.lastError = SafeText.line(reason, limit: 300)
      entries[sequence] = entry
      if entry.isDropped {
        buried += bury(entry, at: now, reason: "dropped by hand")
      } else if isTooOld(entry, at: now) {
        buried += bury(entry, at: now, reason: giveUpReason(entry, at: now))
      } else {
        outcomes.append(entry.outcome(.pending, at: now, error: reason))
      }
    }
    return (outcomes.isEmpty ? [] : [.report(outcomes)]) + buried
  }

  /// The deliveries that an attempt stands for; a test stands for its entry.
  func sequences(_ attempt: Attempt) -> [UInt64] {
    guard case .test(let alert) = attempt.content else {
      return attempt.sequences
    }
    return entries.values.filter { $0.isTest && $0.alert == alert }
      .map(\.delivery.sequence)
  }
}
