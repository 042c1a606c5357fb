package import SpendCore

/// What a lane asks of its shell.
package enum LaneAction: Hashable, Sendable {
  /// Send this and call ``Lane/completed(_:_:at:random:)``. At most one at a time.
  case send(Attempt)
  case report([DeliveryOutcome])
  /// Call ``Lane/tick(at:)`` then, at the latest.
  case wake(MonotonicTime)
  case happened(DeliveryHappening)
}
