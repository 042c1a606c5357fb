package import SpendCore

/// Counts over every accepted event since the state directory was created, budgets or not.
package struct StatusTotals: Hashable, Sendable {
  package var events: Int64 = 0
  package var spend: Money = .zero
  /// By reason; only those that occurred.
  package var rejected: [Count] = []
  package var flagged: [Count] = []
  package var gaps: Int64 = 0
  package var unverifiedEnds: Int64 = 0
  /// Files that were written anew, and were known by what was read of them last.
  package var rewritten: Int64 = 0
  /// Lines of text between the events.
  package var text: Int64 = 0
  /// What calls under a subscription would have cost.
  package var includedValue: Money = .zero
  /// Ids of calls that were forgotten before their time, and calls that came after theirs was.
  package var idsForgotten: Int64 = 0
  package var features: [Feature] = []

  package init() {}

  package struct Count: Hashable, Sendable {
    package var name: String
    package var count: Int64

    package init(_ name: String, _ count: Int64) {
      self.name = name
      self.count = count
    }
  }

  package struct Feature: Hashable, Sendable {
    package var name: String
    package var events: Int64
    package var spend: Money

    package init(name: String, events: Int64, spend: Money) {
      self.name = name
      self.events = events
      self.spend = spend
    }
  }
}
