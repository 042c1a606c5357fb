package import SpendCore

/// Commits, as the daemon makes them: what the ``CommitSchedule`` wants, performed on a state in
/// memory. The writer's work takes no time and is reported when ``finishWork(landing:reporting:)``
/// is called.
extension EngineHarness {
  /// What the engine has to commit now.
  package func demand(_ haste: CommitDemand.Haste = .routine) -> CommitDemand {
    CommitDemand(
      hasChanges: engine.isDirty, urgency: engine.urgency,
      hasUncommittedSpend: engine.hasUncommittedSpend,
      isMuch: engine.holdsMuch, windows: engine.waitingWindows, haste: haste)
  }

  /// Performs one action of the schedule, and returns it.
  @discardableResult
  package mutating func serve(_ haste: CommitDemand.Haste = .routine) -> CommitSchedule.Action {
    let action = schedule.next(demand(haste), at: monotonicSeconds)
    switch action {
    case .none: break
    case .awaitWriter: finishWork()
    case .commitOutbox: write(engine.makeOutboxCommit(), events: nil)
    case .commitAll: write(engine.makeCommit(adding: []), events: fedEvents)
    case .beginCommit:
      inFlight = (engine.makeCommit(adding: []), fedEvents)
      schedule.beganCommit(makingSeconds: 0, at: monotonicSeconds)
    case .beginCompaction:
      // There is nothing to compact in memory.
      schedule.beganCompaction()
      schedule.finishedCompaction(hasMore: false)
    }
    return action
  }

  /// Performs actions until there is none, or a commit is on its way or failed.
  package mutating func serveAll() {
    while true {
      switch serve() {
      case .none, .beginCommit: return
      case .commitOutbox, .commitAll: if isDiskFull { return }
      case .awaitWriter, .beginCompaction: break
      }
    }
  }

  /// Commits all there is, as for a reload.
  package mutating func commit() {
    while true {
      switch serve(.atOnce) {
      case .awaitWriter: continue
      default: return
      }
    }
  }

  /// Commits what somebody waits for. Whether that was everything.
  ///
  /// - Precondition: there is something urgent.
  package mutating func commitUrgent() -> Bool {
    switch serve() {
    case .commitOutbox: return false
    case .commitAll: return true
    case let other: preconditionFailure("nothing urgent, but \(other)")
    }
  }

  /// Hands a routine commit to the writer, as when its time has come.
  ///
  /// - Precondition: something changed, nothing is urgent, and the writer is free.
  package mutating func beginCommit() {
    monotonicSeconds += schedule.interval
    let action = serve()
    precondition(action == .beginCommit, "\(action) instead of a routine commit")
  }

  /// The writer has done its work.
  ///
  /// - Parameters:
  ///   - landing: the commit is in the state; nil: unless the disk is full.
  ///   - reporting: the engine hears of it; else the process dies before it does.
  package mutating func finishWork(landing: Bool? = nil, reporting: Bool = true) {
    guard let (commit, events) = inFlight else { return }
    inFlight = nil
    let isLanded = landing ?? !isDiskFull
    if isLanded {
      state.apply(commit)
      committedEvents = events
    }
    guard reporting else { return }
    if isLanded {
      becameDurable(isWhole: true)
    } else {
      failed()
    }
  }

  private mutating func write(_ commit: Commit, events: Int?) {
    guard !isDiskFull else { return failed() }
    state.apply(commit)
    if let events { committedEvents = events }
    becameDurable(isWhole: events != nil)
  }

  private mutating func becameDurable(isWhole: Bool) {
    step(.committed)
    if isWhole { _ = schedule.committedAll(seconds: 0, at: monotonicSeconds) }
  }

  private mutating func failed() {
    let failure = schedule.failedCommit(at: monotonicSeconds)
    step(.commitFailed(forSeconds: Int64(failure.seconds)))
  }
}
