import Glibc
import SpendCore

/// The real wall clock and what tests add to it, so that files become old without anybody waiting.
final class RigClock {
  /// Wall clock ahead of the real one, in seconds.
  private var ahead: Double = 0
  /// When time was let pass, by the clock that stamps files, and how far ahead it was then.
  private var passes: [(at: Int64, ahead: Int64)] = []

  var now: Timestamp {
    Timestamp(microseconds: Self.time(CLOCK_REALTIME) / 1000 + Int64(ahead * 1e6))
  }

  func pass(_ seconds: Double) {
    ahead += seconds
    // Files are stamped by a clock that ticks every few milliseconds, or, where somebody has just
    // asked for their times, by the fine one, which may be ahead of that (Linux 6.13): what was
    // written before must not carry the time of what is written after.
    let before = Self.time(CLOCK_REALTIME)
    var at = before
    while at <= before { at = Self.time(CLOCK_REALTIME_COARSE) }
    passes.append((at, Int64(ahead * 1e9)))
  }

  /// A time of a file as the world of the test has it.
  func shifted(_ real: Int64) -> Int64 { real + (passes.last { $0.at <= real }?.ahead ?? 0) }

  private static func time(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
