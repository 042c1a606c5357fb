import Synchronization

/// Wakes one waiting task; a wake-up before anybody waits is kept. Any thread may give the signal,
/// without waiting.
final class Signal: Sendable {
  private enum State {
    case idle, given
    case waiting(CheckedContinuation<Void, Never>)
  }
  private let state = Mutex(State.idle)

  func give() {
    let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if case .waiting(let continuation) = state {
        state = .idle
        return continuation
      }
      state = .given
      return nil
    }
    waiting?.resume()
  }

  /// Returns when the signal is given, at once if it was, or when the task is cancelled. For one
  /// task at a time.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isGiven = state.withLock { state -> Bool in
          if case .given = state {
            state = .idle
            return true
          }
          state = .waiting(continuation)
          return false
        }
        // A cancellation between the handler's call and the store above would have been missed.
        if isGiven || Task.isCancelled { isGiven ? continuation.resume() : release() }
      }
    } onCancel: {
      release()
    }
  }

  /// Resumes a waiting task without leaving a signal behind.
  private func release() {
    let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard case .waiting(let continuation) = state else { return nil }
      state = .idle
      return continuation
    }
    waiting?.resume()
  }

  /// Waits for the signal until a time at most; nil: for ever. A time that comes at the same moment
  /// as the signal can leave a signal behind.
  func wait(until time: MonotonicTime?, clock: DeliveryClock) async {
    guard let time else { return await wait() }
    let cancel = clock.alarm(time) { self.give() }
    await wait()
    cancel()
  }
}
