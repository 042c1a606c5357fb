import Glibc
package import SpendCore

/// The clocks of the machine. The only place of the daemon that reads them.
package enum SystemClock {
  package static func wall() -> Timestamp {
    let time = read(CLOCK_REALTIME)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// Never steps; does not count suspend.
  package static func monotonicSeconds() -> Double {
    let time = read(CLOCK_MONOTONIC)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The system clock, unless it cannot be right: before this program was made it is held at
  /// the last clock that was committed, so that a machine that boots in 1970 neither fires
  /// nor resolves anything.
  package static func plausible(_ wall: Timestamp, stored: Timestamp?) -> Timestamp {
    guard wall < Version.released else { return wall }
    return max(wall, stored ?? Version.released)
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return time
  }
}
