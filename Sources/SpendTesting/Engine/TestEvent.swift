package import SpendCore

/// One call, as a test writes it down.
package struct TestEvent: Hashable, Sendable {
  package var time: Timestamp
  package var feature: String
  package var cost: Money
  package var values: [String: String]
  package var flags: Flags
  package var id = EventID.none
  package var tokens: Int64 = 0

  package init(
    _ time: Timestamp, _ feature: String, nano: Int64, values: [String: String] = [:],
    flags: Flags = []
  ) {
    self.time = time
    self.feature = feature
    cost = Money(nano: nano)
    self.values = values
    self.flags = flags
  }

  /// An event of so many cents.
  package init(_ time: Timestamp, _ feature: String, cents: Int64, model: String = "") {
    self.init(
      time, feature, nano: cents * 10_000_000,
      values: model.isEmpty ? [:] : [Dimension.model: model])
  }
}
