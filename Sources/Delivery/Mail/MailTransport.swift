import CCurl
import LinuxSystem
import NIOCore
package import SpendCore
import Synchronization

/// Sends a message to the server of a receiver, each on a thread of its own, since libcurl's call
/// blocks. Never throws, answers within the total timeout and a few seconds, and puts nothing of
/// the login into what it returns.
package struct MailTransport: Sendable {
  private let settings: ReceiverSettings
  private let timeouts: DeliveryTimeouts

  package init(settings: ReceiverSettings, timeouts: DeliveryTimeouts = DeliveryTimeouts()) {
    self.settings = settings
    self.timeouts = timeouts
  }

  /// Why no mail can be sent from this machine; nil when it can.
  package static var problem: String? {
    guard let curl = unsafe ccurl_make() else { return TransportFailure.noMailLibrary.text }
    unsafe ccurl_free(curl)
    return nil
  }

  /// A cancelled task is answered within two seconds, with the server's word if it has come.
  ///
  /// - Parameter isStopping: asked every second; once it is so, an answer has two seconds more.
  package func send(
    _ request: MailRequest, isStopping: @escaping @Sendable () -> Bool = { false }
  ) async -> MailResult {
    guard let server = settings.mail else { return .failure(.invalidURL) }
    let call = Call()
    let (settings, timeouts) = (settings, timeouts)
    let isStarted = OwnedThread.start(name: "mail") {
      let session = SMTPSession(
        request, settings, server, timeouts: timeouts, isCancelled: { call.isOver(isStopping()) })
      call.finish(session.run())
    }
    guard isStarted else { return .failure(.other) }
    // The thread of a resolver that hangs is left to itself.
    let cancelAlarm = LoopTimer.schedule(
      at: .now() + .milliseconds(timeouts.totalMilliseconds + Call.graceMilliseconds)
    ) { call.finish(.failure(.timeout)) }
    defer { cancelAlarm() }
    return await withTaskCancellationHandler {
      await call.result()
    } onCancel: {
      call.cancel()
    }
  }

  /// What the thread and the task know of each other. The first result counts.
  private final class Call: Sendable {
    private enum State {
      case running
      case awaited(CheckedContinuation<MailResult, Never>)
      case finished(MailResult)
    }

    static let graceMilliseconds: Int64 = 2000
    private let state = Mutex(State.running)
    private let cancelled = Atomic(false)
    private let stoppingAt = Mutex<NIODeadline?>(nil)

    /// Asked by the thread. Who stops waits a little for an answer that is nearly there.
    func isOver(_ isStopping: Bool) -> Bool {
      if cancelled.load(ordering: .relaxed) { return true }
      guard isStopping else { return false }
      let now = NIODeadline.now()
      let since = stoppingAt.withLock { time in
        time = time ?? now
        return time ?? now
      }
      guard now - since > .milliseconds(Self.graceMilliseconds) else { return false }
      cancel()
      return true
    }

    func cancel() {
      cancelled.store(true, ordering: .relaxed)
      _ = LoopTimer.schedule(at: .now() + .milliseconds(Self.graceMilliseconds)) { [self] in
        finish(.failure(.cancelled))
      }
    }

    func finish(_ result: MailResult) {
      let waiting = state.withLock { state -> CheckedContinuation<MailResult, Never>? in
        switch state {
        case .finished: return nil
        case .running:
          state = .finished(result)
          return nil
        case .awaited(let continuation):
          state = .finished(result)
          return continuation
        }
      }
      waiting?.resume(returning: result)
    }

    func result() async -> MailResult {
      await withCheckedContinuation { continuation in
        let known = state.withLock { state -> MailResult? in
          if case .finished(let result) = state { return result }
          state = .awaited(continuation)
          return nil
        }
        if let known { continuation.resume(returning: known) }
      }
    }
  }
}
