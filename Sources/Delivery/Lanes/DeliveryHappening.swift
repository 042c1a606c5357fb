/// Something about a receiver that an operator wants to know. Texts are one line, without secrets.
package enum DeliveryHappening: Hashable, Sendable {
  /// The receiver refuses everything; a probe every 15 minutes.
  case parked(receiver: String, reason: String, pending: Int)
  /// It takes messages again, after it was parked or failed for more than five minutes.
  case recovered(receiver: String)
  /// Every attempt of the last five minutes failed. Said once until it recovers.
  case retrying(receiver: String, seconds: Int64, reason: String, pending: Int)
  /// Given up, or refused even as plain text. The message as `alert ID`, or what else it is.
  case dead(receiver: String, sequence: UInt64, message: String, isHard: Bool, reason: String)
  /// The receiver refused the full message, which is sent once more as plain text.
  case degraded(receiver: String, reason: String)
  /// No answer said yes or no; the message counts as delivered.
  case unconfirmed(receiver: String, reason: String)
  /// Delivered to one recipient at least, and to whom not.
  case partly(receiver: String, reason: String)
  case delivered(receiver: String, sequences: [UInt64])

  package var receiver: String {
    switch self {
    case .parked(let receiver, _, _), .recovered(let receiver), .retrying(let receiver, _, _, _),
      .dead(let receiver, _, _, _, _), .degraded(let receiver, _), .unconfirmed(let receiver, _),
      .partly(let receiver, _), .delivered(let receiver, _):
      receiver
    }
  }

  /// One sentence for the log.
  package var text: String {
    switch self {
    case .parked(let receiver, let reason, let pending):
      "receiver \(receiver) refuses all messages and is parked (\(reason)); "
        + "\(pending) pending, next attempt in 15 minutes; check its configuration"
    case .recovered(let receiver): "receiver \(receiver) takes messages again"
    case .retrying(let receiver, let seconds, let reason, let pending):
      "receiver \(receiver) has failed for \(seconds) s (\(reason)); \(pending) pending"
    case .dead(let receiver, _, let message, _, let reason):
      "\(message) could not be delivered to \(receiver) and is given up: \(reason)"
    case .degraded(let receiver, let reason):
      "receiver \(receiver) refused a message (\(reason)); sending it as plain text"
    case .unconfirmed(let receiver, let reason):
      "receiver \(receiver) answered neither yes nor no (\(reason)); the message is not repeated any "
        + "more and counts as delivered"
    case .partly(let receiver, let reason):
      "receiver \(receiver) delivered a message to some of its recipients: \(reason)"
    case .delivered(let receiver, let sequences):
      "delivered to \(receiver): \(sequences.count)"
    }
  }
}
