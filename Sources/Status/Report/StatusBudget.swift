package import SpendCore

/// A budget's window for one group.
package struct StatusBudget: Hashable, Sendable {
  package var name: String
  /// In the order of `per`.
  package var group: [LabelPair]
  package var unit: WindowUnit
  package var kind: WindowKind
  package var spend: Money
  package var limit: Money
  /// Tenths of a percent of the limit, rounded down, so that it never shows 100 below the limit.
  package var usedPermille: Int64
  /// Of the highest threshold that the spend has passed; nil: none.
  package var level: Level?
  /// Percents that have not resolved, ascending.
  package var firing: [Int64]
  package var windowStart: Timestamp
  package var windowEnd: Timestamp
  /// The window is known only from here on.
  package var partialSince: Timestamp?

  package init(
    name: String, group: [LabelPair], unit: WindowUnit, kind: WindowKind, spend: Money,
    limit: Money, usedPermille: Int64, level: Level?, firing: [Int64] = [],
    windowStart: Timestamp, windowEnd: Timestamp, partialSince: Timestamp? = nil
  ) {
    self.name = name
    self.group = group
    self.unit = unit
    self.kind = kind
    self.spend = spend
    self.limit = limit
    self.usedPermille = usedPermille
    self.level = level
    self.firing = firing
    self.windowStart = windowStart
    self.windowEnd = windowEnd
    self.partialSince = partialSince
  }

  /// `100.2`.
  package var usedPercent: String {
    let sign = usedPermille < 0 ? "-" : ""
    return "\(sign)\(usedPermille.magnitude / 10).\(usedPermille.magnitude % 10)"
  }
}
