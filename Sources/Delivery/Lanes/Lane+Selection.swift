import SpendCore

/// Whose turn it is, and until when nobody's.
extension Lane {
  enum Turn {
    case send(Attempt.Content, isPlain: Bool)
    /// nil: nothing to do before somebody says so.
    case wait(MonotonicTime?)
  }

  mutating func next(at now: MonotonicTime) -> Turn {
    guard inFlight.count < concurrency, !isStopped else { return .wait(nil) }
    let hasWork =
      !entries.isEmpty || !endedPageSummaries.isEmpty || (!notices.isEmpty && !isParked)
    guard hasWork else { return .wait(nil) }
    guard now >= notBefore else { return .wait(notBefore) }
    held = held.filter { $0.value > now }

    var waits: [MonotonicTime] = Array(held.values)
    if isParked, let probe = probe() { return probe }
    if queue.regularCount > 0 {
      let ready = batchReady()
      // What waits for company may be hard, and goes before all that is softer.
      guard now >= ready else { return .wait(ready) }
      if let turn = regular(at: now) { return turn }
    }
    if !summaries.isEmpty {
      let ready = summariesReady()
      if now < ready {
        waits.append(ready)
      } else if let content = catchUp() {
        return .send(content, isPlain: false)
      }
    }
    if let key = endedPageSummaries.first, !isPageSummaryOnItsWay {
      return .send(.pageSummaryResolved(key: key), isPlain: false)
    }
    if let first = notices.first(where: { !isOnItsWay(noticeID: $0.notice.id) }), !isParked {
      return .send(.notice(first.notice), isPlain: first.isPlain)
    }
    return .wait(waits.min())
  }

  /// A receiver that fails, or is parked, is tried with one message at a time.
  private var concurrency: Int { failures > 0 || isParked ? 1 : settings.concurrency }

  /// What tells of several pages under one key is told in order: a key that ended must not end what
  /// was added to it meanwhile.
  private var isPageSummaryOnItsWay: Bool {
    inFlight.values.contains {
      switch $0.attempt.content {
      case .pageSummary, .pageSummaryResolved: true
      default: false
      }
    }
  }

  /// Pages that were sent, and may count when their answer comes.
  private var pagesOnTheirWay: Int {
    inFlight.values.count { entry in
      guard case .alerts(let deliveries) = entry.attempt.content else { return false }
      return deliveries.first?.alert.state == .firing
    }
  }

  func wake(_ turn: MonotonicTime?) -> [LaneAction] {
    guard !isStopped else { return [] }
    var times: [MonotonicTime] = []
    if let turn { times.append(turn) }
    if !entries.isEmpty { times.append(nextAging) }
    if let since = troubleSince, !hasToldTrouble, !isParked {
      times.append(since.advanced(byMilliseconds: settings.troubleMilliseconds))
    }
    return times.min().map { [.wake($0)] } ?? []
  }

  // MARK: What goes into the message

  /// The head of the most important line alone: what a parked receiver is tried with.
  private mutating func probe() -> Turn? {
    let busy = busy
    let key = queue.next(1) { key, _ in busy.contains(key) }.first
    let sequence = key.flatMap { queue.sequences(of: $0).first } ?? summaries.min()
    guard let sequence, let entry = entries[sequence] else { return nil }
    guard !isOnItsWay(sequence) else { return nil }
    if entry.delivery.isSummary { return catchUp().map { .send($0, isPlain: false) } }
    return .send(single(entry), isPlain: entry.isPlain)
  }

  private mutating func regular(at now: MonotonicTime) -> Turn? {
    let isBatch = settings.messageLimit > 1
    let count = isBatch ? settings.messageLimit : 1
    var keys = nextGroups(count)
    // A summary that stands before a group's other alerts in its line goes first; where it cannot
    // go now, the turn is that of the groups whose heads can.
    if let head = keys.first.flatMap({ queue.sequences(of: $0).first }), summaries.contains(head) {
      if let content = catchUp() { return .send(content, isPlain: false) }
      keys = nextGroups(count, besides: summaries)
    }
    guard let first = keys.first, let head = queue.sequences(of: first).first,
      let entry = entries[head]
    else { return nil }
    if entry.isPlain || entry.isTest || entry.isAlone || entry.alert == nil {
      return .send(single(entry), isPlain: entry.isPlain)
    }
    if isBatch { return .send(.alerts(batch(keys)), isPlain: false) }
    if settings.kind.pages, let alert = entry.alert, alert.state == .firing,
      pages.isFull(at: now, and: pagesOnTheirWay)
    {
      if isPageSummaryOnItsWay { return nil }
      let deliveries = pagesBeyondLimit(first)
      let key = pages.summaryKey(first: alert.id)
      return .send(.pageSummary(key: key, deliveries), isPlain: false)
    }
    return .send(single(entry), isPlain: false)
  }

  /// Groups of which nothing is on its way or held back.
  ///
  /// - Parameter heads: sequences that cannot go now; neither can the groups after them.
  private mutating func nextGroups(_ count: Int, besides heads: Set<UInt64> = []) -> [GroupKey] {
    let (held, busy) = (held, busy)
    return queue.next(count) { held[$0] != nil || busy.contains($0) || heads.contains($1) }
  }

  private func single(_ entry: LaneEntry) -> Attempt.Content {
    if case .digest(let digest) = entry.delivery.message { return .digest(entry.delivery, digest) }
    guard let delivery = entry.alertDelivery else { return .alerts([]) }
    return entry.isTest ? .test(delivery.alert) : .alerts([delivery])
  }

  /// Of each line the run from its head that may go together.
  private func batch(_ keys: [GroupKey]) -> [AlertDelivery] {
    var deliveries: [AlertDelivery] = []
    for key in keys {
      for sequence in queue.sequences(of: key) {
        guard deliveries.count < settings.messageLimit, let entry = entries[sequence],
          !entry.isPlain, !entry.isTest, !entry.isAlone, !entry.delivery.isSummary,
          let delivery = entry.alertDelivery
        else { break }
        deliveries.append(delivery)
      }
    }
    return deliveries
  }

  private mutating func pagesBeyondLimit(_ first: GroupKey) -> [AlertDelivery] {
    var deliveries: [AlertDelivery] = []
    for key in nextGroups(100) {
      for sequence in queue.sequences(of: key).prefix(4) {
        guard let entry = entries[sequence], entry.isFiring, !entry.isPlain, !entry.isTest,
          let delivery = entry.alertDelivery
        else { break }
        deliveries.append(delivery)
      }
    }
    return deliveries
  }

  /// All summaries, whatever else waits in their lines: one message says what is over (Semantics,
  /// Catch-up), and must not become several because a group also has something that is not. A
  /// firing and its resolve are both summaries or both not, so these never change places; where the
  /// firing has left its summary, its resolve waits for it. Groups of which something is on its
  /// way, or that are held back, wait as well. Nil when there is none.
  private func catchUp() -> Attempt.Content? {
    let isOnItsWay = inFlight.values.contains {
      if case .catchUp = $0.attempt.content { true } else { false }
    }
    guard !isOnItsWay else { return nil }
    let limit = settings.kind == .webhook ? Self.webhookSummaries : Int.max
    var left: [GroupKey: UInt64] = [:]
    for entry in entries.values where entry.wasSummary {
      left[entry.key] = min(left[entry.key] ?? .max, entry.delivery.sequence)
    }
    let waiting = summaries.sorted()
    let isFirstRead = waiting.first.flatMap { entries[$0]?.alert?.isOfFirstRead } ?? false
    let deliveries = waiting.lazy.compactMap { entries[$0] }
      .filter {
        // A first read is a message of its own.
        $0.alert?.isOfFirstRead == isFirstRead && !busy.contains($0.key) && held[$0.key] == nil
          && left[$0.key] ?? .max > $0.delivery.sequence
      }
      .prefix(limit).compactMap(\.alertDelivery)
    return deliveries.isEmpty ? nil : .catchUp(Array(deliveries))
  }

  /// What fits into a body that servers take; each of them is told in full, a kilobyte.
  private static var webhookSummaries: Int { 200 }

  // MARK: Waiting for company

  private func batchReady() -> MonotonicTime {
    guard settings.kind.isChat, let since = batchSince else { return notBefore }
    return since.advanced(byMilliseconds: settings.groupingMilliseconds)
  }

  private func summariesReady() -> MonotonicTime {
    guard let first = summarySince, let last = lastSummaryAt else { return notBefore }
    let quiet = settings.catchUpQuietMilliseconds
    return min(
      last.advanced(byMilliseconds: quiet), first.advanced(byMilliseconds: quiet * 10))
  }
}
