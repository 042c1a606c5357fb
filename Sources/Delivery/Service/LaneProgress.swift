/// Whether a lane moves, for the watchdog. A receiver that hangs does not make a lane stuck: its
/// requests end by their own timeout. Stuck is a lane whose request outlived that, or that slept
/// past its own alarm.
package struct LaneProgress: Hashable, Sendable {
  package var receiver: String
  package var lastHeartbeat: MonotonicTime
  package var isStuck: Bool

  package init(receiver: String, lastHeartbeat: MonotonicTime, isStuck: Bool) {
    self.receiver = receiver
    self.lastHeartbeat = lastHeartbeat
    self.isStuck = isStuck
  }
}
