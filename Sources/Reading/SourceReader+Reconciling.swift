package import SpendCore
package import Tailing

/// When to look at the files, and what to wait for.
extension SourceReader {
  /// Readable when there is something to look at; for `poll`.
  package var descriptors: [Int32] {
    journals.compactMap(\.descriptor) + (watchDescriptor.map { [$0] } ?? [])
  }

  /// When a look is due though no descriptor became readable, in monotonic seconds.
  package func nextReconcile(at monotonicSeconds: Double) -> Double {
    journals.reduce(tailer.nextReconcile) { min($0, $1.nextReconcile(monotonicSeconds)) }
  }

  /// Looks at what inotify and the journals tell, or at everything when that is due.
  package mutating func reconcile(at moment: Moment, catalog: inout Catalog) {
    let hint = watcher?.drain()
    tailer.isBlind = watcher == nil || watchProblem != nil
    let isDue = moment.monotonicSeconds >= tailer.nextReconcile
    if isDue || hint?.isEmpty == false { invalidate(catalog: &catalog) }
    if let hint, !hint.isEmpty {
      tailer.reconcile(hint: hint, now: moment.now, monotonicSeconds: moment.monotonicSeconds)
      if !isDue, let targets = tailer.changedWatchTargets() { syncWatches(targets, moment) }
    }
    // Sees what happened to files; of names that came in directories the hint alone tells.
    if isDue {
      tailer.reconcile(now: moment.now, monotonicSeconds: moment.monotonicSeconds)
      // Also those that could not be placed before.
      let targets = tailer.changedWatchTargets() ?? tailer.watchTargets
      syncWatches(targets, moment)
    }
    for journal in journals { journal.process(at: moment.monotonicSeconds) }
  }

  /// While a backlog is read nothing sleeps, so nothing wakes up to look: a rotation must be seen
  /// all the same, before retention deletes what was not read. Returns whether it looked.
  package mutating func reconcileIfDue(at moment: Moment, catalog: inout Catalog) -> Bool {
    guard moment.monotonicSeconds >= tailer.nextReconcile else { return false }
    reconcile(at: moment, catalog: &catalog)
    return true
  }

  /// The first look of a reader that has no state, nor leaves one: a first look is committed before
  /// anything is read, and here nothing outlives the reader.
  package mutating func beginWithoutState(at moment: Moment) {
    tailer.reconcile(now: moment.now, monotonicSeconds: moment.monotonicSeconds)
    _ = tailer.changes()
    tailer.committed()
  }

  /// What happened between placing a watch and the look before it was not seen: look once more.
  private mutating func syncWatches(_ targets: WatchTargets, _ moment: Moment) {
    guard watcher != nil else { return }
    var targets = targets
    for _ in 0..<3 {
      let added = watcher?.sync(targets) ?? WatchHint()
      reportWatching(watcher?.problem)
      guard !added.isEmpty else { return }
      tailer.reconcile(hint: added, now: moment.now, monotonicSeconds: moment.monotonicSeconds)
      guard let others = tailer.changedWatchTargets() else { return }
      targets = others
    }
  }

  /// Said once until it is over or another.
  private mutating func reportWatching(_ problem: FileError?) {
    defer { watchProblem = problem?.code }
    if let problem, problem.code != watchProblem { happenings.append(.watchFailed(problem)) }
  }
}

/// What is committed of the sources, and what is known of them.
extension SourceReader {
  /// Whether there is anything to commit.
  package var hasChanges: Bool { tailer.hasChanges || openLineKeeper.hasChanges }

  /// Whether a commit should not wait for its turn: a kill now could cost more than time.
  package var wantsCommitNow: Bool { tailer.wantsCommitNow }

  /// Records of everything that changed since the last confirmed commit.
  package mutating func changes() -> [Record] {
    consumeApplied()
    forgetOpenLines()
    return tailer.changes() + openLineKeeper.changes() + journals.flatMap { $0.changes() }
  }

  /// What the last ``changes()`` returned is durable. Closes files that were read to their ends.
  package mutating func committed() {
    tailer.committed()
    openLineKeeper.committed()
    for journal in journals { journal.committed() }
  }

  /// What happened since the last call.
  package mutating func drainHappenings() -> [SourceHappening] {
    var all = happenings
    happenings = []
    all += tailer.drainHappenings().map(SourceHappening.file)
    for journal in journals { all += journal.drainHappenings() }
    return all
  }

  package var sources: Range<Int> { queues.indices }

  /// Whether decoded lines of a source wait to be applied.
  package func isWaiting(source: Int) -> Bool { queues[source].isWaiting }

  /// Whether everything that was there of a source is read and applied.
  package func hasReachedEnd(source: Int) -> Bool {
    guard !queues[source].isWaiting else { return false }
    guard let tail = queues[source].tail else { return journal(source)?.hasReachedEnd ?? true }
    return tailer.hasReachedEnd(source: tail)
  }

  /// The same of all sources, without those that cannot be read now: they must not keep the alerts
  /// of all others back.
  package var hasReadAll: Bool {
    queues.indices.allSatisfy { index in
      guard !queues[index].isWaiting else { return false }
      if hasReachedEnd(source: index) { return true }
      // A file that has to wait for a descriptor is read in its turn.
      return problem(source: index).map { !$0.isShortage } ?? false
    }
  }

  /// Why a source cannot be read at the moment.
  package func problem(source: Int) -> FileError? {
    queues[source].tail.flatMap { tailer.problem(source: $0) }
  }

  /// Why not all that is there of a source is read, in words; nil where all is,
  /// or nothing is there.
  package func whyUnread(source: Int) -> String? {
    problem(source: source)?.description ?? journal(source)?.problem
  }

  /// The same of what may hold lines: nil also where there is something else than a file.
  package func whyIncomplete(source: Int) -> String? {
    problem(source: source)?.leavesNothingUnread == true ? nil : whyUnread(source: source)
  }

  /// Whether files are there that the source does not read: an earlier one does, or they are
  /// damaged archives.
  package func hasOtherFiles(source: Int) -> Bool {
    queues[source].tail.map { tailer.hasOtherFiles(source: $0) } ?? false
  }

  /// Bytes of files of which it is not known yet whether they are new or copies.
  package func undecidedBytes(source: Int) -> Int64 {
    queues[source].tail.map { tailer.undecidedBytes(source: $0) } ?? 0
  }

  /// Every generation of every file.
  package func status() -> [GenerationStatus] { tailer.status() }
}
