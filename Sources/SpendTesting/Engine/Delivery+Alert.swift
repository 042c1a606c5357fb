package import SpendCore

extension Delivery {
  /// The alert that it tells of: in a test every delivery does.
  package var alert: Alert {
    guard let alert = message.alert else { preconditionFailure("a delivery of another message") }
    return alert
  }
}
