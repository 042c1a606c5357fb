/// What a digest says (Semantics, Digests): the spend of a closed period beside the one before,
/// what is odd, how the budgets stand, and what the month will cost. A value that is made once;
/// what is sent after a restart is what was committed.
package struct SpendDigest: Hashable, Sendable {
  package static let topCount = 5
  package static let listCount = 5
  package static let modelCount = 20

  /// Of instance, period, receivers' dimension: the same for the same question.
  package var id: String
  package var instance: String
  package var every: DigestSettings.Every
  package var period: DigestSettings.Period
  package var timeZone: String
  /// The month, budgets and forecast are those of this time.
  package var time: Timestamp
  package var spend = Money.zero
  /// Nil where the history begins later.
  package var previous: Money?
  package var calls: Int64 = 0
  package var by: [String]
  /// By spend, at most five.
  package var top: [Group] = []
  package var others = Others()
  package var odd: [Oddity] = []
  package var untaggedPermille: Int64 = 0
  package var unpriced = Unpriced()
  package var budgets = Budgets()
  package var month: Month?
  package var alerts = Alerts()
  package var data = DataQuality()

  package init(
    id: String, instance: String, every: DigestSettings.Every, period: DigestSettings.Period,
    timeZone: String, time: Timestamp, by: [String]
  ) {
    self.id = id
    self.instance = instance
    self.every = every
    self.period = period
    self.timeZone = timeZone
    self.time = time
    self.by = by
  }

  /// `1 call`.
  package static func calls(_ count: Int64) -> String {
    "\(count) \(count == 1 ? "call" : "calls")"
  }

  /// Of thousandths: below ten percent with one digit.
  package static func percent(_ permille: Int64) -> String {
    permille > 0 && permille < 100
      ? "\(permille / 10).\(permille % 10) %"
      // Pinned to 64 bits it may be the largest.
      : "\(permille / 10 + (permille % 10 >= 5 ? 1 : 0)) %"
  }

  package struct Group: Hashable, Sendable {
    package var group: [LabelPair]
    package var spend: Money
    /// Nil where the history begins later.
    package var previous: Money?
    package var sharePermille: Int64
    package var calls: Int64
    package var previousCalls: Int64
    /// Of each hour of a day, else of each day.
    package var spark: [Money]
  }

  package struct Others: Hashable, Sendable {
    package var count: Int64 = 0
    package var spend = Money.zero
  }

  /// Something that somebody should look at.
  package struct Oddity: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
      case spike
      case newFeature = "new_feature"
      case newModel = "new_model"
      case costPerCall = "cost_per_call"
      /// The same models and tokens at another cost: cached tokens are not in the history.
      case cache
      case unpriced, untagged
      case data
    }

    package var kind: Kind
    /// What it is about; no text where it is about all.
    package var name: String
    /// One line.
    package var text: String
    /// What it is about in money, for the order.
    package var spend: Money
  }

  package struct Unpriced: Hashable, Sendable {
    package var calls: Int64 = 0
    /// By calls, at most twenty.
    package var models: [String] = []
  }

  package struct Budgets: Hashable, Sendable {
    package var count: Int64 = 0
    /// Below their limit.
    package var within: Int64 = 0
    /// Those nearest to their limit or above it, at most five.
    package var rows: [Row] = []

    package struct Row: Hashable, Sendable {
      package var budget: String
      package var group: [LabelPair]
      package var unit: WindowUnit
      package var spend: Money
      package var limit: Money
      package var usedPermille: Int64
      package var windowEnd: Timestamp
    }
  }

  /// The local month of ``time``.
  package struct Month: Hashable, Sendable {
    package var start: Timestamp
    package var end: Timestamp
    package var spend: Money
    /// At its end; nil without a day of history.
    package var forecast: Forecasted?
  }

  package struct Forecasted: Hashable, Sendable {
    package var end: Money
    package var low: Money?
    package var high: Money?
    package var medianErrorPermille: Int64?
  }

  /// What fired in the period, catch-ups apart.
  package struct Alerts: Hashable, Sendable {
    package var soft: Int64 = 0
    package var hard: Int64 = 0
    package var info: Int64 = 0
    /// The loudest, then the latest; at most five.
    package var list: [Entry] = []

    package struct Entry: Hashable, Sendable {
      package var time: Timestamp
      package var level: Level
      package var condition: Condition
      package var budget: String
      package var group: [LabelPair]
      package var endedAt: Timestamp?
    }
  }

  package struct DataQuality: Hashable, Sendable {
    /// Where the history begins, if that is within the period.
    package var completeSince: Timestamp?
    /// Since the digest before, or since counting began.
    package var events: Int64 = 0
    package var rejected: Int64 = 0
    package var gaps: Int64 = 0
    package var isSinceLast = false
    /// The last bill that was what was counted.
    package var invoice: InvoiceMatch?
  }
}
