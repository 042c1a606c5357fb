import Synchronization

/// The ``Watchdog`` that all threads share: the parts beat from their own threads, one supervisor
/// asks.
package final class Heartbeats: Sendable {
  private let watchdog: Mutex<Watchdog>
  private let now: @Sendable () -> Duration

  /// `now` is a monotonic clock; by default CLOCK_MONOTONIC, which like systemd's watchdog stands
  /// still in suspend.
  package init(interval: Duration, now: @escaping @Sendable () -> Duration = { .monotonicNow() }) {
    self.now = now
    watchdog = Mutex(Watchdog(interval: interval, now: now()))
  }

  /// How often to ask for a verdict.
  package var period: Duration { watchdog.withLock { $0.period } }

  package func beat(_ part: Watchdog.Part) { watchdog.withLock { $0.beat(part, at: now()) } }

  package func rest(_ part: Watchdog.Part) { watchdog.withLock { $0.rest(part) } }

  package func verdict() -> Watchdog.Verdict { watchdog.withLock { $0.verdict(at: now()) } }

  /// Who makes no progress at the moment, for a health page or the reason of a missing heartbeat.
  package var stuckParts: [Watchdog.Part] { watchdog.withLock { $0.stuckParts(at: now()) } }
}
