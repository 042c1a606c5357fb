import Glibc
package import SpendCore

/// The wall clock, for the times of log entries.
extension Timestamp {
  package static func wallClock() -> Timestamp {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)
  }
}
