package import SpendCore

/// What a lane asks of its shell.
package enum LaneAction: Hashable, Sendable {
  /// Send this beside what is on its way already, and call ``Lane/completed(_:_:at:random:)``.
  case send(Attempt)
  case report([DeliveryOutcome])
  /// Call ``Lane/tick(at:)`` then, at the latest.
  case wake(MonotonicTime)
  case happened(DeliveryHappening)
}
