package import SpendCore

/// A message about the delivery of alerts itself, for the receivers that still work. Not part of
/// the outbox: it says what is true now, and is made again after a restart if it is still true.
package struct Notice: Hashable, Sendable {
  /// Stable while the trouble lasts: the same for its end.
  package var id: String
  package var isResolved: Bool
  package var instance: String
  /// The receiver that has the trouble.
  package var receiver: String
  /// One or two sentences on one line; never empty.
  package var text: String
  package var time: Timestamp

  package init(
    id: String, isResolved: Bool, instance: String, receiver: String, text: String,
    time: Timestamp
  ) {
    self.id = id
    self.isResolved = isResolved
    self.instance = SafeText.line(instance, limit: 255)
    self.receiver = SafeText.line(receiver, limit: 255)
    let line = SafeText.line(text, limit: 500)
    self.text = line.allSatisfy(\.isWhitespace) ? "trouble with a receiver" : line
    self.time = time
  }
}
