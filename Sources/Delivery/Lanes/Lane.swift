package import SpendCore

/// The way to one receiver, as a state machine without clock, network or randomness (Semantics,
/// Delivery). Up to ``LaneSettings/concurrency`` messages are on their way at once, of each group
/// one at most, so a receiver sees each group's alerts in their order, hard ones first; what it
/// says decides, through a ``Verdict``, whether the message is settled, repeated, degraded to plain
/// text, or the receiver parked. While it is in trouble messages go one at a time.
///
/// Every delivery that was taken in is reported exactly once as settled (delivered, dead or
/// superseded), or is still pending. The caller performs the returned actions in order.
package struct Lane: Sendable {
  package private(set) var settings: LaneSettings
  var entries: [UInt64: LaneEntry] = [:]
  var queue = GroupQueue()
  var summaries: Set<UInt64> = []
  var notices: [QueuedNotice] = []
  var endedPageSummaries: [String] = []
  var pages: PageLimiter
  /// Groups whose head got answers that may be about it: others go first until then.
  var held: [GroupKey: MonotonicTime] = [:]

  /// What is on its way, by the id of the attempt.
  var inFlight: [UInt64: InFlight] = [:]
  /// The groups of that.
  var busy: Set<GroupKey> = []
  var isStopped = false
  /// Rounds in a row that failed. Attempts that were on their way together fail together: they are
  /// one round, or backoff would reach its end with the first.
  var failures = 0
  /// The first attempt that was not on its way when one failed last.
  var roundStart: UInt64 = 0
  /// The first attempt with the settings of now: what an earlier one is answered says nothing of a
  /// receiver that a reload has changed, perhaps moved elsewhere.
  var settingsStart: UInt64 = 0
  /// No message before: backoff, `Retry-After`, the gap between two messages, or the next probe.
  var notBefore: MonotonicTime
  var parkedReason: String?
  var troubleSince: MonotonicTime?
  var hasToldTrouble = false
  var lastError: String?
  var batchSince: MonotonicTime?
  var summarySince: MonotonicTime?
  var lastSummaryAt: MonotonicTime?
  var nextAging: MonotonicTime
  var nextAttemptID: UInt64 = 1

  struct InFlight: Sendable {
    var attempt: Attempt
    var groups: Set<GroupKey>
    var since: MonotonicTime
  }

  struct QueuedNotice: Sendable {
    var notice: Notice
    var isPlain = false
    var wasAttempted = false
    var since: MonotonicTime
  }

  package init(_ settings: LaneSettings, at now: MonotonicTime) {
    self.settings = settings
    pages = PageLimiter(settings.maxPages)
    notBefore = now
    nextAging = now.advanced(byMilliseconds: settings.agingMilliseconds)
  }

  // MARK: Events

  /// Deliveries that were committed, or after a restart all that are pending. One that is known
  /// already is ignored.
  package mutating func enqueue(
    _ deliveries: [Delivery], at now: MonotonicTime, isTest: Bool = false
  ) -> [LaneAction] {
    var outcomes: [DeliveryOutcome] = []
    for var delivery in deliveries where entries[delivery.sequence] == nil {
      // A program is told of each on its own: the one message is for people
      // (Semantics, First read).
      if settings.kind == .webhook, delivery.message.alert?.details.firstRead != nil {
        delivery.isSummary = false
      }
      let entry = LaneEntry(delivery, at: now, isTest: isTest)
      if delivery.isSummary, settings.kind.pages || settings.kind == .alertmanager {
        outcomes.append(
          entry.outcome(.superseded, at: now, error: "over when it was read; pages nobody"))
        continue
      }
      if settings.kind.isChat, let alert = AlertDelivery(delivery) {
        outcomes += supersede(by: alert, at: now)
      }
      insert(entry, at: now)
    }
    return (outcomes.isEmpty ? [] : [.report(outcomes)]) + tick(at: now)
  }

  /// What was delivered before a restart: pages count for their span, and an incident that several
  /// share is resolved with the last of them. Call before anything is taken in.
  ///
  /// - Parameters:
  ///   - deliveries: of this receiver, settled or not, ascending by sequence.
  ///   - wall: the clock.
  package mutating func restore(
    _ deliveries: [AlertDelivery], wall: Timestamp, at now: MonotonicTime
  ) {
    guard settings.kind.pages else { return }
    for delivery in deliveries where delivery.status == .delivered {
      let age = delivery.settledAt.map { (wall.microseconds - $0.microseconds) / 1000 }
      // A clock that was set back must not hold pages back for longer than their span.
      let time = now.advanced(byMilliseconds: -max(0, age ?? .max / 2))
      switch (delivery.alert.state, delivery.incident) {
      case (.firing, let key?): pages.restore(delivery.alert.id, key: key)
      case (.firing, nil): pages.paged(at: time)
      case (.resolved, _):
        // Whether its end was sent, nobody knows; to say it twice does no harm.
        let ended = pages.resolved(delivery.alert.id)
        if now.milliseconds(since: time) < settings.maxPages.seconds * 1000 {
          endedPageSummaries += ended
        }
      }
    }
  }

  /// Tells people at this receiver about the trouble of another one. A notice that was not sent
  /// yet and its end cancel each other.
  package mutating func enqueue(_ notice: Notice, at now: MonotonicTime) -> [LaneAction] {
    if let index = notices.firstIndex(where: {
      $0.notice.id == notice.id && !isInFlight($0.notice)
    }) {
      let earlier = notices.remove(at: index)
      if notice.isResolved, !earlier.notice.isResolved, !earlier.wasAttempted {
        return tick(at: now)
      }
    }
    notices.append(QueuedNotice(notice: notice, since: now))
    if notices.count > 20 { notices.removeFirst(isInFlight(notices[0].notice) ? 0 : 1) }
    return tick(at: now)
  }

  /// Time has passed. Harmless when called too often.
  package mutating func tick(at now: MonotonicTime) -> [LaneAction] {
    var actions: [LaneAction] = []
    if now >= nextAging { actions += age(at: now) }
    actions += tellTrouble(at: now)
    while true {
      switch next(at: now) {
      case .send(let content, let isPlain):
        actions.append(.send(begin(content, isPlain: isPlain, at: now)))
      case .wait(let time): return actions + wake(time)
      }
    }
  }

  private mutating func begin(
    _ content: Attempt.Content, isPlain: Bool, at now: MonotonicTime
  ) -> Attempt {
    let attempt = Attempt(id: nextAttemptID, content: content, isPlain: isPlain)
    nextAttemptID += 1
    let groups = Set(sequences(attempt).compactMap { entries[$0]?.key })
    inFlight[attempt.id] = InFlight(attempt: attempt, groups: groups, since: now)
    busy.formUnion(groups)
    // It may arrive although its answer does not: the incident is open from now on.
    if case .pageSummary(let key, let deliveries) = content {
      pages.summarised(deliveries.map(\.alert.id), key: key)
    }
    markAttempted(attempt)
    return attempt
  }

  /// No further message; what is on its way may finish, the rest stays pending.
  package mutating func stop() { isStopped = true }

  /// A reload: what waits is kept, and a parked receiver is tried again at once.
  ///
  /// - Parameter isChanged: something about the receiver is other than before, perhaps its address.
  package mutating func reconfigure(
    _ settings: LaneSettings, isChanged: Bool = true, at now: MonotonicTime
  ) -> [LaneAction] {
    pages.limit = settings.maxPages
    self.settings = settings
    if isChanged {
      settingsStart = nextAttemptID
      // What was answered before is no reason to wait longer for the first failure of this one.
      failures = 0
    }
    return wakeUp(at: now)
  }

  /// Somebody asks for an attempt now: backoff and parking are cut short.
  package mutating func wakeUp(at now: MonotonicTime) -> [LaneAction] {
    notBefore = now
    held = [:]
    return tick(at: now)
  }

  /// Gives up a delivery by hand. One that is on its way is dropped if it does not arrive.
  package mutating func drop(_ sequence: UInt64, at now: MonotonicTime) -> [LaneAction] {
    guard let entry = entries[sequence] else { return [] }
    if isOnItsWay(sequence) {
      entries[sequence]?.isDropped = true
      return []
    }
    remove(entry)
    return [.report([entry.outcome(.dead, at: now, error: "dropped by hand")])] + tick(at: now)
  }

  /// The receiver is no longer configured: everything that waits is given up. Call when nothing is
  /// on its way.
  package mutating func retire(at now: MonotonicTime) -> [LaneAction] {
    let outcomes = entries.values.sorted { $0.delivery.sequence < $1.delivery.sequence }
      .map { $0.outcome(.dead, at: now, error: "the receiver was removed from the configuration") }
    entries = [:]
    queue = GroupQueue()
    (summaries, notices, held) = ([], [], [:])
    isStopped = true
    return outcomes.isEmpty ? [] : [.report(outcomes)]
  }

  // MARK: What others may see

  package var pendingCount: Int { entries.count }
  package var isIdle: Bool {
    inFlight.isEmpty && entries.isEmpty && notices.isEmpty && endedPageSummaries.isEmpty
  }
  package var isInFlight: Bool { !inFlight.isEmpty }
  /// Since when the oldest attempt is on its way.
  package var inFlightSince: MonotonicTime? { inFlight.values.map(\.since).min() }
  package var isParked: Bool { parkedReason != nil }

  package func report() -> ReceiverReport {
    let state: ReceiverReport.State =
      parkedReason != nil ? .parked : troubleSince != nil ? .retrying : .ok
    return ReceiverReport(
      name: settings.receiver, kind: settings.kind, state: state, pending: entries.count,
      lastError: lastError)
  }
}
