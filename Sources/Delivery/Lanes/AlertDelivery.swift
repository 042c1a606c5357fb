package import SpendCore

/// A delivery whose message is an alert, as receivers render it. Everything else of
/// the delivery is reached through it.
@dynamicMemberLookup
package struct AlertDelivery: Hashable, Sendable {
  package private(set) var delivery: Delivery
  package var alert: Alert { didSet { delivery.message = .alert(alert) } }

  /// Nil for any other message.
  package init?(_ delivery: Delivery) {
    guard let alert = delivery.message.alert else { return nil }
    self.delivery = delivery
    self.alert = alert
  }

  package init(sequence: UInt64, receiver: String, alert: Alert, isSummary: Bool = false) {
    delivery = Delivery(
      sequence: sequence, receiver: receiver, message: .alert(alert), isSummary: isSummary)
    self.alert = alert
  }

  package subscript<Value>(dynamicMember path: WritableKeyPath<Delivery, Value>) -> Value {
    get { delivery[keyPath: path] }
    set { delivery[keyPath: path] = newValue }
  }
}
