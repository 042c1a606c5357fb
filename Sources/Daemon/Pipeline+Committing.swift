import Delivery
import Persistence
import SpendCore
import Systemd
import Tailing

/// Commits: one transaction with what was read and what came of it.
extension Pipeline {
  var commitInterval: Double { Double(configuration.commitIntervalMilliseconds) / 1000 }

  var isCommitDue: Bool {
    guard engine.isDirty || tailer.hasChanges else { return false }
    let monotonic = SystemClock.monotonicSeconds()
    guard monotonic >= nextCommitAttempt else { return false }
    // While the backlog is read nothing is sent, so an alert can wait for the next commit like everything else.
    let isUrgent = (engine.needsCommit && hasReadBacklog) || tailer.wantsCommitNow
    return isUrgent || monotonic - lastCommit >= commitInterval
  }

  /// Whether something became durable.
  func commitIfDue() throws -> Bool {
    guard isCommitDue else { return false }
    parts.heartbeats.beat(.committing)
    defer { parts.heartbeats.rest(.committing) }
    return try commit()
  }

  /// Whether it is durable now.
  @discardableResult
  func commit() throws -> Bool {
    takeTailHappenings()
    let records = tailer.changes() + journals.flatMap { $0.changes() }
    let commit = engine.makeCommit(adding: records)
    // An alert that is committed is safe from a kill, and goes out while the disk syncs. After a loss of power the
    // state is an earlier commit, the log is read again, and the same id comes out. On a disk that fails, a commit
    // is only one when it is synced.
    let isSynced = commitFailingSince != nil
    do {
      try parts.store.apply(commit, isSynced: isSynced)
    } catch {
      guard error.isTransient else { throw error }
      try commitFailed(error)
      return false
    }
    lastCommit = SystemClock.monotonicSeconds()
    step(.committed)
    guard isSynced || sync() else { return false }
    if let since = commitFailingSince {
      log.commitRecovered(seconds: Int64(lastCommit - since))
      commitFailingSince = nil
    }
    // Only now, because this closes files that were read to their ends.
    tailer.committed()
    for journal in journals { journal.committed() }
    return true
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

  /// Reading, judging and paging go on (SPEC 5).
  private func commitFailed(_ error: StateError) throws {
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
    }
    if engine.isDirty || tailer.hasChanges {
      guard SystemClock.monotonicSeconds() >= nextCommitAttempt, try commit() else { return }
      guard hasReadAll else { return }
    }
    isReady = true
    parts.notifier.ready(status: statusText)
    let summary = engine.summary
    log.ready(events: summary.events, features: summary.features, spend: summary.spend)
    parts.onReady()
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
}
