import Synchronization
import Systemd

/// A thread that does one job at a time for another, which goes on meanwhile. The thread that gives the jobs takes every
/// result before it gives the next job.
final class Worker<Job: Sendable, Outcome: Sendable>: Sendable {
  private enum Phase {
    case idle
    case asked(Job)
    case working
    case done(Outcome)
    case ended
  }

  private let phase = Mutex<Phase>(.idle)
  private let asked = UnsafeSemaphore()
  private let finished = UnsafeSemaphore()
  private let whenFinished: @Sendable () -> Void

  /// Nil when the system has no thread to give.
  ///
  /// - Parameters:
  ///   - name: at most 15 bytes.
  ///   - whenFinished: called on the thread when a result can be taken.
  ///   - begin: called on the thread first; what it returns does the jobs and may keep what it likes between them.
  init?(
    name: String, whenFinished: @escaping @Sendable () -> Void = {},
    begin: @escaping @Sendable () -> (consuming Job) -> Outcome
  ) {
    self.whenFinished = whenFinished
    let isStarted = OwnedThread.start(name: name) { [self] in work(begin()) }
    guard isStarted else { return nil }
  }

  /// - Precondition: the result of the job before was taken.
  func begin(_ job: Job) {
    phase.withLock { $0 = .asked(job) }
    asked.post()
  }

  /// What came of the job; nil while there is none, or it is under way.
  func takeOutcome() -> Outcome? {
    phase.withLock { phase in
      guard case .done(let outcome) = phase else { return nil }
      phase = .idle
      return outcome
    }
  }

  /// Waits for the job that is under way; nil when there is none.
  func waitForOutcome() -> Outcome? {
    while true {
      if let outcome = takeOutcome() { return outcome }
      let isIdle = phase.withLock { phase in
        switch phase {
        case .idle, .ended: true
        default: false
        }
      }
      if isIdle { return nil }
      finished.wait()
    }
  }

  /// Ends the thread, after the job that is under way, whose result is lost.
  func end() {
    _ = waitForOutcome()
    phase.withLock { $0 = .ended }
    asked.post()
  }

  private func work(_ run: (consuming Job) -> Outcome) {
    while true {
      asked.wait()
      let job: Job? = phase.withLock { phase in
        guard case .asked(let job) = phase else { return nil }
        phase = .working
        return job
      }
      guard let job else { return }
      let outcome = run(job)
      phase.withLock { $0 = .done(outcome) }
      finished.post()
      whenFinished()
    }
  }
}
