/// One message on its way to one receiver.
package struct Delivery: Hashable, Sendable {
  package enum Status: String, Hashable, Sendable {
    case pending, delivered
    /// Given up or refused for good; kept, listed, can be retried by hand.
    case dead
    /// Something that says more went out instead.
    case superseded
  }

  /// Ascending in the order in which they were decided; what an order per group means.
  package var sequence: UInt64
  package var receiver: String
  package var message: Message
  package var status: Status
  /// Goes into the one message of a catch-up instead of a message of its own, and pages nobody.
  package var isSummary: Bool
  package var attempts: Int64
  /// Seconds of running time that it has been pending, for giving up (Semantics, Delivery).
  package var pendingSeconds: Int64
  /// Without secrets, one line.
  package var lastError: String?
  /// By the clock; nil while it is pending, and where an older state did not say.
  package var settledAt: Timestamp?
  /// The incident that it shares with others beyond `max_pages`; nil for one that
  /// was sent on its own.
  package var incident: String?

  package init(sequence: UInt64, receiver: String, message: Message, isSummary: Bool = false) {
    self.sequence = sequence
    self.receiver = receiver
    self.message = message
    self.isSummary = isSummary
    status = .pending
    attempts = 0
    pendingSeconds = 0
  }
}
