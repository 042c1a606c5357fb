import Glibc

/// The clock of systemd's watchdog.
extension Duration {
  /// CLOCK_MONOTONIC since an arbitrary start.
  package static func monotonicNow() -> Duration {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return .seconds(Int64(now.tv_sec)) + .nanoseconds(Int64(now.tv_nsec))
  }
}
