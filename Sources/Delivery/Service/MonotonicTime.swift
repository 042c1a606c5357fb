/// A point on the machine's monotonic clock: milliseconds since an arbitrary start. Retries and
/// giving up count this time, so that a step of the wall clock neither hurries nor delays a
/// message.
package struct MonotonicTime: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

  package func advanced(byMilliseconds delta: Int64) -> MonotonicTime {
    let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
    return MonotonicTime(milliseconds: overflow ? .max : sum)
  }

  /// Milliseconds from `start` to this time; never negative.
  package func milliseconds(since start: MonotonicTime) -> Int64 {
    max(0, milliseconds - start.milliseconds)
  }
}
