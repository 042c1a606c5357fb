import SpendCore

/// Notices when the wall clock was set: it and a clock that never steps ran apart.
struct ClockJumps {
  /// Smaller ones are a clock that is being adjusted.
  private static let leastSeconds: Double = 10
  private var last: (wall: Timestamp, monotonicSeconds: Double)?

  /// Seconds by which the wall clock was set since the call before; nil when it was not.
  mutating func check(wall: Timestamp, monotonicSeconds: Double) -> Double? {
    defer { last = (wall, monotonicSeconds) }
    guard let last else { return nil }
    let elapsed = Double(wall.microseconds - last.wall.microseconds) / 1e6
    let jump = elapsed - (monotonicSeconds - last.monotonicSeconds)
    return abs(jump) > Self.leastSeconds ? jump : nil
  }
}
