import NIOCore
package import SpendCore

/// Time as delivery sees it; tests bring their own.
package struct DeliveryClock: Sendable {
  package var monotonic: @Sendable () -> MonotonicTime
  package var wall: @Sendable () -> Timestamp
  /// Calls the closure at that time, on any thread, unless what is returned is called before.
  package var alarm:
    @Sendable (MonotonicTime, @escaping @Sendable () -> Void) -> @Sendable () -> Void

  package init(
    monotonic: @escaping @Sendable () -> MonotonicTime, wall: @escaping @Sendable () -> Timestamp,
    alarm:
      @escaping @Sendable (MonotonicTime, @escaping @Sendable () -> Void) -> @Sendable () -> Void
  ) {
    self.monotonic = monotonic
    self.wall = wall
    self.alarm = alarm
  }

  /// Returns at that time, or earlier when the task is cancelled.
  func sleep(_ time: MonotonicTime) async { await Signal().wait(until: time, clock: self) }

  package static let system: DeliveryClock = {
    let start = NIODeadline.now()
    return DeliveryClock(
      monotonic: {
        MonotonicTime(milliseconds: (NIODeadline.now() - start).nanoseconds / 1_000_000)
      },
      wall: { WallClock.now() },
      alarm: { time, body in
        // Within what the timer can count to.
        let milliseconds = min(time.milliseconds, .max / 2_000_000)
        return LoopTimer.schedule(at: start + .milliseconds(milliseconds), body)
      })
  }()
}
