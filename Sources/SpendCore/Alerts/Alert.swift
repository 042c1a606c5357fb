/// One crossing of one threshold by one group in one window, with everything a message says about
/// it. A value that is made once, when it is decided, and never changes: what is sent after a
/// restart is what was committed.
package struct Alert: Hashable, Sendable {
  package enum State: String, Hashable, Sendable { case firing, resolved }

  /// Digest of instance, budget, group, unit, kind, window start, condition and limit.
  package var id: String
  package var instance: String
  package var level: Level
  package var condition: Condition
  package var state: State
  /// Decided more than five minutes after the crossing event.
  package var isCatchUp: Bool
  /// Sent although it could not be committed.
  package var isProvisional: Bool
  package var budget: String
  /// Dimension and value, in the order of `per`.
  package var group: [LabelPair]
  /// Of the budget, sorted by name.
  package var labels: [LabelPair]
  package var unit: WindowUnit
  package var kind: WindowKind
  package var windowStart: Timestamp
  package var windowEnd: Timestamp
  package var timeZone: String
  /// Of the crossing event; of a resolve, the moment it belongs to.
  package var time: Timestamp
  package var spend: Money
  package var limit: Money
  /// Spend of the last 60 minutes.
  package var ratePerHour: Money
  /// When the limit is reached at that rate; nil when it is already, or never.
  package var exhaustedAt: Timestamp?
  /// Dimension → values by spend, at most five, largest first.
  package var top: [TopEntry]
  package var runbookURL: String?
  /// Events in this window without a price, and late ones: what makes the numbers less sure.
  package var unpricedEvents: Int64
  package var lateEvents: Int64
  /// Of a rolling window: when it would fall below its threshold without further spend.
  package var clearsAt: Timestamp?
  package var details = AlertDetails()

  package init(
    id: String, instance: String, level: Level, condition: Condition, state: State = .firing,
    budget: String, group: [LabelPair], labels: [LabelPair] = [], unit: WindowUnit,
    kind: WindowKind, windowStart: Timestamp, windowEnd: Timestamp, timeZone: String = "UTC",
    time: Timestamp, spend: Money, limit: Money, ratePerHour: Money = .zero
  ) {
    self.id = id
    self.instance = instance
    self.level = level
    self.condition = condition
    self.state = state
    self.budget = budget
    self.group = group
    self.labels = labels
    self.unit = unit
    self.kind = kind
    self.windowStart = windowStart
    self.windowEnd = windowEnd
    self.timeZone = timeZone
    self.time = time
    self.spend = spend
    self.limit = limit
    self.ratePerHour = ratePerHour
    isCatchUp = false
    isProvisional = false
    top = []
    unpricedEvents = 0
    lateEvents = 0
  }

  package struct TopEntry: Hashable, Sendable {
    package var dimension: String
    package var values: [(value: String, spend: Money)] {
      zip(names, spends).map { ($0, $1) }
    }
    package var names: [String]
    package var spends: [Money]

    package init(dimension: String, names: [String], spends: [Money]) {
      self.dimension = dimension
      self.names = names
      self.spends = spends
    }
  }
}

/// A name with a value; equal when the bytes are.
package struct LabelPair: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  private var exact: [ExactText] { [ExactText(name), ExactText(value)] }

  package static func == (a: LabelPair, b: LabelPair) -> Bool { a.exact == b.exact }

  package func hash(into hasher: inout Hasher) { hasher.combine(exact) }
}

extension Collection<LabelPair> {
  /// The value of a name; of equal names the first.
  package func value(of name: String) -> String? { first { $0.name.isExactly(name) }?.value }
}
