import Delivery
import Persistence
import SpendCore
import Systemd
import Tailing

/// Commits: one transaction with what was read and what came of it. What only has its turn is written by another
/// thread while reading goes on; what something waits for, an alert above all, is written at once by this one. An alert
/// does not wait for all that changed: it is committed ahead, and the rest follows at once on the other thread.
extension Pipeline {
  var commitInterval: Double { Double(configuration.commitIntervalMilliseconds) / 1000 }

  /// While the backlog is read commits take at most about a tenth of the time, however many groups there are: they
  /// write what changed, and after a kill only reading is repeated. Cheap ones come often, so that little is left for
  /// the last one, which `ready` waits for.
  private var commitSpacing: Double {
    guard !hasReadBacklog else { return commitInterval }
    return max(min(commitInterval, 0.1), min(10 * lastCommitSeconds, 30))
  }

  /// While the backlog is read nothing is sent, so an alert can wait for the next commit like everything else.
  private var isCommitUrgent: Bool {
    (engine.urgency > .none && hasReadBacklog) || tailer.wantsCommitNow
  }

  var isCommitDue: Bool {
    guard engine.isDirty || tailer.hasChanges else { return false }
    let monotonic = SystemClock.monotonicSeconds()
    guard monotonic >= nextCommitAttempt else { return false }
    return isCommitUrgent
      || (!isStateBusy && (engine.isAhead || monotonic - lastCommit >= commitSpacing))
  }

  /// When the next commit has its turn, in monotonic seconds; nil when there is nothing to wait for.
  var nextCommit: Double? {
    guard !isStateBusy, engine.isDirty || tailer.hasChanges else { return nil }
    return engine.isAhead ? nextCommitAttempt : max(lastCommit + commitSpacing, nextCommitAttempt)
  }

  /// Whether something became durable.
  func commitIfDue() throws -> Bool {
    var didFinish = try takeOutcome(parts.writer.takeOutcome())
    if isCommitDue, isCommitUrgent {
      try waitForState()
      didFinish = true
      // What is urgent may have been on its way.
      if isCommitDue, isCommitUrgent {
        didFinish = try isOutboxEnough ? commitOutbox() : commit()
      }
    }
    guard isCommitDue, !isCommitUrgent else { return didFinish }
    parts.heartbeats.beat(.committing)
    let start = SystemClock.monotonicSeconds()
    parts.writer.begin(.commit(makeCommit()))
    isStateBusy = true
    lastCommit = SystemClock.monotonicSeconds()
    lastCommitSeconds = lastCommit - start
    performEffects()
    return didFinish
  }

  /// Commits now. Whether it is durable.
  @discardableResult
  func commit() throws -> Bool {
    try waitForState()
    let start = SystemClock.monotonicSeconds()
    guard try write(makeCommit()) else { return false }
    lastCommit = SystemClock.monotonicSeconds()
    lastCommitSeconds = lastCommit - start
    noteDurable()
    return true
  }

  /// After a failure the next commit holds all there is.
  private var isOutboxEnough: Bool {
    engine.urgency == .outbox && !tailer.wantsCommitNow && commitFailingSince == nil
  }

  /// Commits what the outbox has to say. Whether it is durable.
  private func commitOutbox() throws -> Bool { try write(engine.makeOutboxCommit()) }

  private func write(_ commit: Commit) throws -> Bool {
    parts.heartbeats.beat(.committing)
    defer { parts.heartbeats.rest(.committing) }
    // An alert that is committed is safe from a kill, and goes out while the disk syncs. After a loss of power the
    // state is an earlier commit, the log is read again, and the same id comes out. On a disk that fails, a commit
    // is only one when it is synced.
    let isSynced = commitFailingSince != nil
    do { try parts.store.apply(commit, isSynced: isSynced) } catch {
      try commitFailed(error)
      return false
    }
    step(.committed)
    return isSynced || sync()
  }

  /// Whether the last commit survives a loss of power. If not, the next one is applied and synced in one.
  private func sync() -> Bool {
    do { try parts.store.sync() } catch {
      log.commitFailing(error.description)
      commitFailingSince = SystemClock.monotonicSeconds()
      nextCommitAttempt = SystemClock.monotonicSeconds() + 1
      return false
    }
    return true
  }

  private func makeCommit() -> Commit {
    takeTailHappenings()
    return engine.makeCommit(adding: tailer.changes() + journals.flatMap { $0.changes() })
  }

  /// Until nobody else works on the state.
  func waitForState() throws { _ = try takeOutcome(parts.writer.waitForOutcome()) }

  /// Whether something became durable.
  private func takeOutcome(_ outcome: StateWriter.Outcome?) throws -> Bool {
    guard let outcome else { return false }
    isStateBusy = false
    guard case .commit = outcome.job else {
      if let error = outcome.error, !error.isTransient { throw error }
      isCompactionDue = outcome.isCut
      return false
    }
    parts.heartbeats.rest(.committing)
    lastCommitSeconds += outcome.seconds
    if let error = outcome.error {
      try commitFailed(error)
      return false
    }
    step(.committed)
    noteDurable()
    return true
  }

  private func noteDurable() {
    if let since = commitFailingSince {
      log.commitRecovered(seconds: Int64(SystemClock.monotonicSeconds() - since))
      commitFailingSince = nil
    }
    // Only now, because this closes files that were read to their ends.
    tailer.committed()
    for journal in journals { journal.committed() }
  }

  /// Reading, judging and paging go on (SPEC 5).
  private func commitFailed(_ error: StateError) throws {
    guard error.isTransient else { throw error }
    let monotonic = SystemClock.monotonicSeconds()
    if commitFailingSince == nil { log.commitFailing(error.description) }
    let since = commitFailingSince ?? monotonic
    commitFailingSince = since
    // `run --once` has an end; the next one reads on from the last commit.
    if parts.tailOptions.isOnce, monotonic - since > 10 { throw error }
    nextCommitAttempt = monotonic + 1
    step(.commitFailed(forSeconds: Int64(monotonic - since)))
  }

  /// Ready means that all that was there at the start is read and committed.
  func becomeReadyIfDue() throws {
    guard !isReady, hasReadAll, !tailer.wantsCommitNow else { return }
    if !hasReadBacklog {
      hasReadBacklog = true
      parts.dispatcher.restoreSettled(engine.deliveries)
      parts.dispatcher.restoreActive(engine.activeAlerts.map(\.alert))
      step(.ready)
      // What the clock has ended meanwhile goes out with the rest; `run --once` waits for no minute.
      step(.tick)
    }
    if engine.isDirty || engine.isCommitting || tailer.hasChanges {
      guard SystemClock.monotonicSeconds() >= nextCommitAttempt, try commit() else { return }
      guard hasReadAll else { return }
    }
    isReady = true
    parts.notifier.ready(status: statusText)
    let summary = engine.summary
    noteMissingSources()
    log.ready(events: summary.events, features: summary.features, spend: summary.spend)
    parts.onReady()
    // `run --once` ends soon.
    if !parts.tailOptions.isOnce { trimMemory() }
    try checkState()
  }

  /// What the opening of a large state left unchecked. Damage ends the daemon, for nothing that is committed on top of
  /// it would be worth anything.
  private func checkState() throws {
    let (store, mailbox) = (parts.store, parts.mailbox)
    guard !parts.tailOptions.isOnce else { return try store.checkRest() }
    let isStarted = OwnedThread.start(name: "check") {
      do throws(StateError) { try store.checkRest() } catch {
        if error.asksForRebuild { mailbox.post(.damaged(error)) }
      }
    }
    if !isStarted { try store.checkRest() }
  }

  /// Quarters older than 32 days become hours, some at a time, on the thread of the state; until all are.
  func compactIfDue() {
    guard isCompactionDue, !isStateBusy else { return }
    isCompactionDue = false
    isStateBusy = true
    parts.writer.begin(.compact(beforeQuarter: HistoryDelta.oldestQuarter(at: now)))
  }

  /// `run --once` has no other time for it; what a second is not enough for is left to the next one.
  func compactOnce() throws {
    let start = SystemClock.monotonicSeconds()
    try waitForState()
    isCompactionDue = true
    while isCompactionDue, SystemClock.monotonicSeconds() - start < 1 {
      compactIfDue()
      try waitForState()
    }
  }
}
