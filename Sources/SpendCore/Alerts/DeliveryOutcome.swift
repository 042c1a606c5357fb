/// What a lane says about a delivery: it was settled, or an attempt failed and it goes on.
package struct DeliveryOutcome: Hashable, Sendable {
  package var sequence: UInt64
  /// `pending` after an attempt that will be repeated.
  package var status: Delivery.Status
  package var attempts: Int64
  package var pendingSeconds: Int64
  /// Without secrets, one line, at most 300 characters.
  package var lastError: String?
  /// Of a page that was delivered together with others.
  package var incident: String?

  package init(
    sequence: UInt64, status: Delivery.Status, attempts: Int64, pendingSeconds: Int64 = 0,
    lastError: String? = nil, incident: String? = nil
  ) {
    self.sequence = sequence
    self.status = status
    self.attempts = attempts
    self.pendingSeconds = pendingSeconds
    self.lastError = lastError
    self.incident = incident
  }
}

/// How a receiver is doing, for `status` (Semantics, Status).
package struct ReceiverReport: Hashable, Sendable {
  package enum State: String, Hashable, Sendable { case ok, retrying, parked }

  package var name: String
  package var kind: ReceiverSettings.Kind
  package var state: State
  package var pending: Int
  package var dead: Int
  package var lastError: String?

  package init(
    name: String, kind: ReceiverSettings.Kind, state: State = .ok, pending: Int = 0,
    dead: Int = 0, lastError: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.state = state
    self.pending = pending
    self.dead = dead
    self.lastError = lastError
  }
}
