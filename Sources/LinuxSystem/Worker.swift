import Synchronization

/// A thread that does jobs for another, one after the other, which goes on meanwhile and takes the
/// results in the order of the jobs.
package final class Worker<Job: Sendable, Outcome: Sendable>: Sendable {
  private struct State {
    /// To be done, the oldest first.
    var jobs: [Job] = []
    var isWorking = false
    var outcomes: [Outcome] = []
    /// Somebody waits for the next result.
    var isAwaited = false
    var isEnded = false
  }

  private let state = Mutex(State())
  private let asked = UnsafeSemaphore()
  private let finished = UnsafeSemaphore()
  private let whenFinished: @Sendable () -> Void

  /// Nil when the system has no thread to give.
  ///
  /// - Parameters:
  ///   - name: at most 15 bytes.
  ///   - whenFinished: called on the thread when a result can be taken.
  ///   - begin: called on the thread first; what it returns does the jobs and may keep what
  ///     it likes between them.
  package init?(
    name: String, whenFinished: @escaping @Sendable () -> Void = {},
    begin: @escaping @Sendable () -> (consuming Job) -> Outcome
  ) {
    self.whenFinished = whenFinished
    let isStarted = OwnedThread.start(name: name) { [self] in work(begin()) }
    guard isStarted else { return nil }
  }

  package func begin(_ job: Job) {
    state.withLock { $0.jobs.append(job) }
    asked.post()
  }

  /// The next result; nil while there is none.
  package func takeOutcome() -> Outcome? {
    state.withLock { $0.outcomes.isEmpty ? nil : $0.outcomes.removeFirst() }
  }

  /// Waits for the next result; nil when nothing is to be done.
  package func waitForOutcome() -> Outcome? {
    while true {
      let (outcome, isComing): (Outcome?, Bool) = state.withLock { state in
        if !state.outcomes.isEmpty { return (state.outcomes.removeFirst(), false) }
        state.isAwaited = state.isWorking || !state.jobs.isEmpty
        return (nil, state.isAwaited)
      }
      guard isComing else { return outcome }
      finished.wait()
    }
  }

  /// Ends the thread, after the jobs that were given, whose results are lost.
  package func end() {
    while waitForOutcome() != nil {}
    state.withLock { $0.isEnded = true }
    asked.post()
  }

  private func work(_ run: (consuming Job) -> Outcome) {
    while true {
      asked.wait()
      let job: Job? = state.withLock { state in
        guard !state.jobs.isEmpty else { return nil }
        state.isWorking = true
        return state.jobs.removeFirst()
      }
      guard let job else {
        if state.withLock({ $0.isEnded }) { return }
        continue
      }
      let outcome = run(job)
      let isAwaited = state.withLock { state in
        state.outcomes.append(outcome)
        state.isWorking = false
        defer { state.isAwaited = false }
        return state.isAwaited
      }
      if isAwaited { finished.post() }
      whenFinished()
    }
  }
}
