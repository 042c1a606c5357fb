/// Decides when the state is committed, on which of two threads, and how much of it.
///
/// A pure state machine: its owner asks ``next(_:at:)``, performs the action, reports what became
/// of it, and asks again until the answer is ``Action/none``, a job was begun, or a commit failed.
/// Time comes in as seconds of a clock that never steps. The daemon's pipeline and the test harness
/// of the engine both use this one.
///
/// The rules:
/// * Routine commits are written by the *writer*, a thread of its own, while reading goes on: one
///   every ``interval`` when something changed. The writer does one job at a time.
/// * What somebody waits for is committed at once by the owner itself, after the writer's job is
///   done. Where an alert is all there is, the outbox is committed alone (the spend that led to it
///   follows at once as a routine commit): its cost does not grow with the number of windows.
/// * While the backlog is read nothing is sent, so no alert is urgent; commits then take at most
///   about a tenth of the time.
/// * After a failure there is a pause of a second; the next commit holds everything, and counts
///   only when it is synced. Reading and deciding go on meanwhile.
/// * Compaction is the writer's work between two commits, some of the history at a time.
package struct CommitSchedule: Sendable {
  /// How far the daemon is; it only moves forward.
  package enum Phase: Sendable, Comparable {
    /// What was there at the start is still being read.
    case catchingUp
    /// All of it is read, and not all of it is committed.
    case settling
    /// All of it is committed: systemd was told.
    case ready
  }

  /// What the owner has to do now.
  package enum Action: Sendable, Equatable {
    /// Nothing; see ``wakeUp(_:)`` for when to ask again.
    case none
    /// Wait until the writer's job is done, and report it.
    case awaitWriter
    /// Commit what the outbox has to say, here.
    case commitOutbox
    /// Commit everything, here. Synced: it is only a commit once the disk has it.
    case commitAll(isSynced: Bool)
    /// Hand everything to the writer.
    case beginCommit
    /// Let the writer compact some of the history.
    case beginCompaction

    /// Whether it leads to a commit, or waits for what a commit has to wait for.
    package var isCommit: Bool { self != .none && self != .beginCompaction }
  }

  /// What a failure means for the owner.
  package struct Failure: Sendable, Equatable {
    /// The first one since a commit succeeded.
    package var isFirst: Bool
    /// Seconds since that.
    package var seconds: Double
    /// It has failed for longer than the owner is prepared to try.
    package var isFinal: Bool
  }

  private enum Work: Sendable {
    case none
    case commit(makingSeconds: Double)
    case compaction
  }

  /// Seconds between two routine commits.
  package var interval: Double
  package private(set) var phase = Phase.catchingUp
  private let givesUpAfter: Double?
  private var work = Work.none
  private var lastCommit: Double
  /// What the last commit took, on both threads.
  private var lastSeconds: Double = 0
  private var failingSince: Double?
  private var nextAttempt: Double = -.infinity
  private var isCompactionDue = true

  /// - Parameters:
  ///   - interval: seconds between two routine commits.
  ///   - givesUpAfter: seconds of failing commits after which a failure is final; nil: never.
  package init(interval: Double, givesUpAfter: Double? = nil, at now: Double) {
    self.interval = interval
    self.givesUpAfter = givesUpAfter
    lastCommit = now
  }

  /// Whether commits fail at the moment.
  package var isFailing: Bool { failingSince != nil }

  /// Whether the writer has a commit that is not reported yet.
  package var isCommitting: Bool { if case .commit = work { true } else { false } }

  private var isWriterBusy: Bool { if case .none = work { false } else { true } }
}

// MARK: - What to do

extension CommitSchedule {
  package func next(_ demand: CommitDemand, at now: Double) -> Action {
    guard demand.hasChanges else { return actionWithoutChanges(demand.haste) }
    guard now >= nextAttempt || demand.haste == .atOnce else { return .none }
    if isUrgent(demand) {
      if isWriterBusy { return .awaitWriter }
      return isOutboxEnough(demand) ? .commitOutbox : .commitAll(isSynced: isFailing)
    }
    let isMuch = isTooMuch(demand)
    guard !isWriterBusy else { return isMuch ? .awaitWriter : .none }
    let isDue = demand.hasUncommittedSpend || isMuch || now >= lastCommit + spacing(demand)
    // Between two commits, because under a steady load there always is something to commit.
    return isDue ? .beginCommit : canCompact ? .beginCompaction : .none
  }

  /// When ``next(_:at:)`` has something to do without anything happening until then; nil: never.
  package func wakeUp(_ demand: CommitDemand) -> Double? {
    guard demand.hasChanges else { return nil }
    if isUrgent(demand) || isTooMuch(demand) { return nextAttempt }
    // The writer's result wakes the owner.
    guard !isWriterBusy else { return nil }
    return demand.hasUncommittedSpend ? nextAttempt : max(lastCommit + spacing(demand), nextAttempt)
  }

  private func actionWithoutChanges(_ haste: CommitDemand.Haste) -> Action {
    switch haste {
    // Whoever is in a hurry is about to use the state himself.
    case .atOnce: isWriterBusy ? .awaitWriter : .none
    case .awaited: isCommitting ? .awaitWriter : .none
    case .routine: canCompact ? .beginCompaction : .none
    }
  }

  private var canCompact: Bool {
    isCompactionDue && phase > .catchingUp && !isWriterBusy
  }

  private func isUrgent(_ demand: CommitDemand) -> Bool {
    demand.haste != .routine || demand.concernsFiles
      || (demand.urgency > .none && phase > .catchingUp)
  }

  /// While commits fail, reading and judging go on all the same.
  private func isTooMuch(_ demand: CommitDemand) -> Bool { demand.isMuch && !isFailing }

  /// After a failure the next commit holds all there is.
  private func isOutboxEnough(_ demand: CommitDemand) -> Bool {
    demand.urgency == .outbox && demand.haste == .routine && !demand.concernsFiles && !isFailing
  }

  /// While the backlog is read commits take at most about a tenth of the time, however many groups
  /// there are: after a kill only reading is repeated. Cheap ones come often, so little is left
  /// for the last one, which becoming ready waits for. What one costs is known by the one before,
  /// and of the first, which may have all groups of the log, by its windows.
  private func spacing(_ demand: CommitDemand) -> Double {
    guard phase == .catchingUp else { return interval }
    let seconds = max(lastSeconds, Double(demand.windows) * Self.secondsOfWindow)
    return max(min(interval, 0.1), min(10 * seconds, 30))
  }

  /// About what one takes, on both threads.
  private static let secondsOfWindow = 2e-6
}

// MARK: - What became of it

extension CommitSchedule {
  /// The owner handed a commit to the writer, after the seconds it took to make it.
  ///
  /// - Precondition: the writer is free.
  package mutating func beganCommit(makingSeconds: Double, at now: Double) {
    precondition(!isWriterBusy, "the writer does one job at a time")
    work = .commit(makingSeconds: makingSeconds)
    lastCommit = now
    lastSeconds = makingSeconds
  }

  /// The owner handed a compaction to the writer.
  ///
  /// - Precondition: the writer is free.
  package mutating func beganCompaction() {
    precondition(!isWriterBusy, "the writer does one job at a time")
    work = .compaction
    isCompactionDue = false
  }

  /// The writer has done its compaction, well or not.
  package mutating func finishedCompaction(hasMore: Bool) {
    precondition(!isCommitting && isWriterBusy, "the writer was not compacting")
    work = .none
    isCompactionDue = isCompactionDue || hasMore
  }

  /// Everything is committed: by the writer, if it has a commit, or by the owner.
  ///
  /// - Returns: how many seconds commits had failed before; nil if they had not.
  package mutating func committedAll(seconds: Double, at now: Double) -> Double? {
    if case .commit(let makingSeconds) = work {
      lastSeconds = makingSeconds + seconds
      work = .none
    } else {
      lastCommit = now
      lastSeconds = seconds
    }
    defer { failingSince = nil }
    return failingSince.map { now - $0 }
  }

  /// A commit failed, or cannot be brought to the disk.
  package mutating func failedCommit(at now: Double) -> Failure {
    if isCommitting { work = .none }
    let isFirst = failingSince == nil
    let since = failingSince ?? now
    failingSince = since
    nextAttempt = now + 1
    let seconds = now - since
    return Failure(
      isFirst: isFirst, seconds: seconds, isFinal: givesUpAfter.map { seconds > $0 } ?? false)
  }

  /// A minute has passed: there may be history to compact.
  package mutating func minutePassed() { isCompactionDue = true }

  /// All that was there at the start is read.
  package mutating func finishedBacklog() { phase = max(phase, .settling) }

  /// All of that is committed.
  package mutating func becameReady() { phase = .ready }
}
