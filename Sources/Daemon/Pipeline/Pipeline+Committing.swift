import Delivery
import LinuxSystem
import Operations
import Persistence
import Reading
import SpendCore
import Status
import Systemd
import Tailing

/// Commits: one transaction with what was read and what came of it. ``CommitSchedule`` decides
/// when, where and how much; this performs it.
extension Pipeline {
  func demand(_ haste: CommitDemand.Haste = .routine) -> CommitDemand {
    CommitDemand(
      hasChanges: engine.isDirty || reader.hasChanges, urgency: engine.urgency,
      hasUncommittedSpend: engine.hasUncommittedSpend, concernsFiles: reader.wantsCommitNow,
      isMuch: engine.holdsMuch, windows: engine.waitingWindows, haste: haste)
  }

  /// Performs what the schedule wants until it wants nothing more. Whether
  /// something became durable.
  @discardableResult
  func commitIfDue() throws -> Bool {
    var isDurable = try finishWork(parts.writer.takeOutcome())
    while true {
      switch schedule.next(demand(), at: SystemClock.monotonicSeconds()) {
      case .none: return isDurable
      case .awaitWriter:
        try awaitWriter()
        isDurable = true
      case .commitOutbox:
        guard try write(engine.makeOutboxCommit(), isSynced: false) else { return false }
        isDurable = true
      case .commitAll(let isSynced):
        guard try commitAll(isSynced: isSynced) else { return false }
        isDurable = true
      case .beginCommit:
        beginCommit()
        return isDurable
      case .beginCompaction:
        schedule.beganCompaction()
        parts.writer.begin(.compact(engine.retention))
        return isDurable
      }
    }
  }

  /// Commits all there is, for somebody who waits for it. Whether all of it is durable.
  @discardableResult
  func commitEverything(_ haste: CommitDemand.Haste) throws -> Bool {
    while true {
      switch schedule.next(demand(haste), at: SystemClock.monotonicSeconds()) {
      case .awaitWriter: try awaitWriter()
      case .commitAll(let isSynced): return try commitAll(isSynced: isSynced)
      case .none: return !demand().hasChanges && !schedule.isCommitting
      case .commitOutbox, .beginCommit, .beginCompaction:
        preconditionFailure("who waits for everything is given nothing less")
      }
    }
  }

  private func awaitWriter() throws {
    guard let outcome = parts.writer.waitForOutcome() else {
      preconditionFailure("the schedule waits for a writer that has nothing to do")
    }
    _ = try finishWork(outcome)
  }

  private func beginCommit() {
    parts.heartbeats.beat(.committing)
    let start = SystemClock.monotonicSeconds()
    let commit = makeCommit()
    let made = SystemClock.monotonicSeconds()
    schedule.beganCommit(makingSeconds: made - start, at: made)
    parts.writer.begin(.commit(commit))
    performEffects()
  }

  /// Whether it is durable.
  private func commitAll(isSynced: Bool) throws -> Bool {
    let start = SystemClock.monotonicSeconds()
    guard try write(makeCommit(), isSynced: isSynced) else { return false }
    becameDurable(seconds: SystemClock.monotonicSeconds() - start)
    return true
  }

  /// Commits on this thread. Whether it is durable.
  private func write(_ commit: Commit, isSynced: Bool) throws -> Bool {
    parts.heartbeats.beat(.committing)
    defer { parts.heartbeats.rest(.committing) }
    // An alert that is committed is safe from a kill, and goes out while the disk syncs. After a
    // loss of power the state is an earlier commit, the log is read again, and the same id comes
    // out. On a disk that fails, a commit is only one when it is synced.
    do { try parts.store.apply(commit, isSynced: isSynced) } catch {
      try commitFailed(error)
      return false
    }
    step(.committed)
    return isSynced || sync()
  }

  /// Whether the last commit survives a loss of power. If not, the next one is
  /// applied and synced in one.
  private func sync() -> Bool {
    do { try parts.store.sync() } catch {
      log.commitFailing(error.description)
      commits.fail(error.description, at: now)
      _ = schedule.failedCommit(at: SystemClock.monotonicSeconds())
      return false
    }
    return true
  }

  private func makeCommit() -> Commit {
    drainReader()
    commitMadeAt = now
    return engine.makeCommit(adding: reader.changes())
  }

  /// Whether something became durable.
  private func finishWork(_ outcome: StateWriter.Outcome?) throws -> Bool {
    guard let outcome else { return false }
    guard case .commit = outcome.job else {
      schedule.finishedCompaction(hasMore: outcome.isCut)
      if let error = outcome.error, !error.isTransient { throw error }
      return false
    }
    parts.heartbeats.rest(.committing)
    if let error = outcome.error {
      try commitFailed(error)
      return false
    }
    step(.committed)
    becameDurable(seconds: outcome.seconds)
    return true
  }

  private func becameDurable(seconds: Double) {
    let failed = schedule.committedAll(seconds: seconds, at: SystemClock.monotonicSeconds())
    if let failed { log.commitRecovered(seconds: Int64(failed)) }
    commits = StatusCommits()
    committedAt = commitMadeAt
    if hasToldFailing {
      hasToldFailing = false
      parts.dispatcher.tellCommits(failing: nil)
    }
    // Only now, because this closes files that were read to their ends.
    reader.committed()
  }

  /// Reading, judging and paging go on (Semantics, Exactness).
  private func commitFailed(_ error: StateError) throws {
    let failure = schedule.failedCommit(at: SystemClock.monotonicSeconds())
    guard error.isTransient else { throw error }
    commits.fail(error.description, at: now)
    if failure.isFirst { log.commitFailing(error.description) }
    // `run --once` has an end; the next one reads on from the last commit.
    if failure.isFinal { throw error }
    if failure.seconds >= 5, !hasToldFailing {
      hasToldFailing = true
      parts.dispatcher.tellCommits(failing: error.description)
    }
    step(.commitFailed(forSeconds: Int64(failure.seconds)))
  }

  /// Ready means that all that was there at the start is read and committed. Whether it became so.
  func becomeReadyIfDue() throws -> Bool {
    guard schedule.phase < .ready, reader.hasReadAll, !reader.wantsCommitNow else { return false }
    if schedule.phase == .catchingUp {
      schedule.finishedBacklog()
      parts.dispatcher.restoreSettled(
        engine.deliveries.compactMap { AlertDelivery($0) })
      parts.dispatcher.restoreActive(engine.activeAlerts.map(\.alert))
      step(.ready)
      // What the clock has ended meanwhile goes out with the rest; `run --once`
      // waits for no minute.
      step(.tick)
    }
    // A commit may be what reading waited for (the start of a new source).
    guard try commitEverything(.awaited), reader.hasReadAll else { return false }
    schedule.becameReady()
    if parts.tailOptions.isOnce {
      // Nothing waits for what comes after this.
      sendDueDigests()
      try commitEverything(.awaited)
    }
    parts.notifier.ready(status: statusText)
    let summary = engine.summary
    logMissingSources()
    log.ready(events: summary.events, features: summary.features, spend: summary.spend)
    parts.onReady(reader.sources.compactMap { reader.whyIncomplete(source: $0) })
    try checkState()
    // `run --once` ends soon.
    guard !parts.tailOptions.isOnce else { return true }
    trimMemory()
    sendDueDigests()
    return true
  }

  /// What the opening of a large state left unchecked. Damage ends the daemon, for nothing that is
  /// committed on top of it would be worth anything.
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

  /// `run --once` has no other time for it; what a second is not enough for is
  /// left to the next one.
  func compactOnce() throws {
    let start = SystemClock.monotonicSeconds()
    schedule.minutePassed()
    while SystemClock.monotonicSeconds() - start < 1,
      schedule.next(demand(), at: SystemClock.monotonicSeconds()) == .beginCompaction
    {
      try commitIfDue()
      _ = try finishWork(parts.writer.waitForOutcome())
    }
  }
}
