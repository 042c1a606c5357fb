import SpendCore

/// What an order of alerts means: one group of one budget (SPEC 6).
struct GroupKey: Hashable, Sendable {
  var budget: String
  var group: [LabelPair]

  init(_ alert: Alert) {
    budget = alert.budget
    group = alert.group
  }
}
