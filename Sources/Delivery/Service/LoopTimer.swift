package import NIOCore
import NIOPosix

/// Sleeps by the timer of an event loop: of the loop that the task runs on, so that a sleep that ends or is cancelled
/// wakes no other thread.
///
/// `Task.sleep` would have the first sleeper start the pool of libdispatch, which then looks at its threads every second
/// for as long as the process lives.
package enum LoopTimer {
  /// Returns at that time, or earlier when the task is cancelled.
  package static func sleep(until deadline: NIODeadline) async {
    let loop =
      MultiThreadedEventLoopGroup.currentEventLoop ?? MultiThreadedEventLoopGroup.singleton.any()
    let signal = Signal()
    let timer = loop.scheduleTask(deadline: deadline) { signal.give() }
    await signal.wait()
    timer.cancel()
  }

  package static func sleep(for duration: Duration) async {
    await sleep(until: .now() + TimeAmount(duration))
  }
}
