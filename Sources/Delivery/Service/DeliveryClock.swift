import NIOCore
package import SpendCore

/// Time as delivery sees it; tests bring their own.
package struct DeliveryClock: Sendable {
  package var monotonic: @Sendable () -> MonotonicTime
  package var wall: @Sendable () -> Timestamp
  /// Returns at that time, or earlier when the task is cancelled.
  package var sleep: @Sendable (MonotonicTime) async -> Void

  package init(
    monotonic: @escaping @Sendable () -> MonotonicTime, wall: @escaping @Sendable () -> Timestamp,
    sleep: @escaping @Sendable (MonotonicTime) async -> Void
  ) {
    self.monotonic = monotonic
    self.wall = wall
    self.sleep = sleep
  }

  package static let system: DeliveryClock = {
    let start = NIODeadline.now()
    return DeliveryClock(
      monotonic: {
        MonotonicTime(milliseconds: (NIODeadline.now() - start).nanoseconds / 1_000_000)
      },
      wall: { WallClock.now() },
      sleep: { time in
        // Within what the timer can count to.
        let milliseconds = min(time.milliseconds, .max / 2_000_000)
        await LoopTimer.sleep(until: start + .milliseconds(milliseconds))
      })
  }()
}
