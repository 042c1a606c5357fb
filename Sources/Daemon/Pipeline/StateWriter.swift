import LinuxSystem
import Operations
import Persistence
import SpendCore

/// Works on the state on a thread of its own, so that reading goes on meanwhile. The thread that
/// gives the jobs takes every result before it works on the state itself.
enum StateWriter {
  typealias Thread = Worker<Job, Outcome>

  enum Job: Sendable {
    case commit(Commit)
    /// What of the history is old becomes hours and days.
    case compact(HistoryRetention)
  }

  /// What became of a job.
  struct Outcome: Sendable {
    var job: Job
    var error: StateError?
    /// Of a compaction: there is more to do.
    var isCut = false
    var seconds: Double = 0
  }

  /// - Parameter whenFinished: called on the thread of the writer when a result can be taken.
  static func start(
    store: StateStore, whenFinished: @escaping @Sendable () -> Void
  ) -> Thread {
    let worker = Thread(name: "state", whenFinished: whenFinished) {
      { job in run(job, store) }
    }
    guard let worker else { preconditionFailure("no thread to be had for the state") }
    return worker
  }

  private static func run(_ job: Job, _ store: StateStore) -> Outcome {
    var outcome = Outcome(job: job)
    let start = SystemClock.monotonicSeconds()
    do throws(StateError) {
      switch job {
      case .commit(let commit): try store.apply(commit)
      case .compact(let retention):
        outcome.isCut = try store.compactHistory(retention, rows: 20_000)
      }
    } catch {
      outcome.error = error
    }
    outcome.seconds = SystemClock.monotonicSeconds() - start
    return outcome
  }
}
