import NIOCore
import NIOPosix

/// Timers of event loops: of the loop that the caller runs on, so that one that ends or is
/// cancelled wakes no other thread.
///
/// `Task.sleep` would have the first sleeper start the pool of libdispatch, which then looks at its
/// threads every second for as long as the process lives.
package enum LoopTimer {
  /// Calls `body` at a time, unless what is returned is called before.
  static func schedule(
    at deadline: NIODeadline, _ body: @escaping @Sendable () -> Void
  ) -> @Sendable () -> Void {
    let loop =
      MultiThreadedEventLoopGroup.currentEventLoop ?? MultiThreadedEventLoopGroup.singleton.any()
    let timer = loop.scheduleTask(deadline: deadline, body)
    return { timer.cancel() }
  }

  /// Returns after that time, or earlier when the task is cancelled.
  package static func sleep(for duration: Duration) async {
    let signal = Signal()
    let cancel = schedule(at: .now() + TimeAmount(duration)) { signal.give() }
    await signal.wait()
    cancel()
  }
}
