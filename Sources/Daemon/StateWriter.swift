import Persistence
import SpendCore
import Synchronization
import Systemd

/// Works on the state on a thread of its own, one job at a time, so that reading goes on meanwhile. The thread that
/// gives the jobs takes every result before it gives the next one, or works on the state itself.
final class StateWriter: Sendable {
  enum Job: Sendable {
    case commit(Commit)
    /// Quarters before one become hours.
    case compact(beforeQuarter: Int64)
  }

  /// What became of a job.
  struct Outcome: Sendable {
    var job: Job
    var error: StateError?
    /// Of a compaction: there is more to do.
    var isCut = false
    var seconds: Double = 0
  }

  private enum Phase {
    case idle
    case asked(Job)
    case working
    case done(Outcome)
    case ended
  }

  private let store: StateStore
  private let phase = Mutex<Phase>(.idle)
  private let asked = UnsafeSemaphore()
  private let finished = UnsafeSemaphore()
  private let whenFinished: @Sendable () -> Void

  /// - Parameter whenFinished: called on the thread of the writer when a result can be taken.
  init(store: StateStore, whenFinished: @escaping @Sendable () -> Void) {
    self.store = store
    self.whenFinished = whenFinished
    let isStarted = OwnedThread.start(name: "state") { self.work() }
    precondition(isStarted, "no thread to be had for the state")
  }

  /// - Precondition: the result of the job before was taken.
  func begin(_ job: Job) {
    phase.withLock { $0 = .asked(job) }
    asked.post()
  }

  /// What became of the job; nil while there is none, or it is under way.
  func takeOutcome() -> Outcome? {
    phase.withLock { phase in
      guard case .done(let outcome) = phase else { return nil }
      phase = .idle
      return outcome
    }
  }

  /// Waits for the job that is under way.
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

  /// Ends the thread, after the job that is under way.
  func end() {
    _ = waitForOutcome()
    phase.withLock { $0 = .ended }
    asked.post()
  }

  private func work() {
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

  private func run(_ job: Job) -> Outcome {
    var outcome = Outcome(job: job)
    let start = SystemClock.monotonicSeconds()
    do throws(StateError) {
      switch job {
      case .commit(let commit): try store.apply(commit)
      case .compact(let quarter):
        outcome.isCut = try store.compactHistory(beforeQuarter: quarter, rows: 20_000)
      }
    } catch {
      outcome.error = error
    }
    outcome.seconds = SystemClock.monotonicSeconds() - start
    return outcome
  }
}
