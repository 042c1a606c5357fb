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
    let start = ContinuousClock.now
    return DeliveryClock(
      monotonic: { MonotonicTime(milliseconds: milliseconds(start.duration(to: .now))) },
      wall: { WallClock.now() },
      sleep: { time in
        let instant = start.advanced(by: .milliseconds(time.milliseconds))
        try? await Task.sleep(until: instant, clock: .continuous)
      })
  }()

  private static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}
