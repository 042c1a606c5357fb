/// One limit of one budget: what a window is measured against. A budget with a daily and a monthly
/// limit makes two.
package struct Rule: Sendable {
  package var budget: Budget
  package var unit: WindowUnit
  package var limit: Money
  /// Name, match, per, unit, kind and what is hashed: while they are unchanged a reload keeps the
  /// spend (Semantics, Configuration).
  package var identity: String

  package init(budget: Budget, unit: WindowUnit, limit: Money) {
    self.budget = budget
    self.unit = unit
    self.limit = limit
    identity = Rule.identity(of: budget, unit: unit)
  }

  package static func all(of configuration: Configuration) -> [Rule] {
    configuration.budgets.flatMap { budget in
      WindowUnit.allCases.compactMap { unit in
        budget.limit(unit).map { Rule(budget: budget, unit: unit, limit: $0) }
      }
    }
  }

  package var isRolling: Bool { budget.kind == .rolling }

  /// Length of a bucket of a rolling window in minutes.
  package var bucketMinutes: Int64 { unit == .day ? 1 : 60 }
  /// Buckets in a rolling window: 1,440 minutes, or 720 hours (30 days).
  package var bucketCount: Int64 { unit == .day ? 1440 : 720 }
  /// Buckets in a chunk: an hour of a day, a day of a month.
  package var chunkLength: Int64 { unit == .day ? 60 : 24 }
  package var lengthMinutes: Int64 { bucketMinutes * bucketCount }

  /// First bucket of a rolling window that ends with a minute.
  func oldestBucket(at minute: Int64) -> Int64 {
    Timestamp.floorDivide(minute, bucketMinutes) - bucketCount + 1
  }

  /// `[start, end)` of a rolling window that ends with a minute, in minutes.
  func rollingSpan(at minute: Int64) -> (start: Int64, end: Int64) {
    let end = (Timestamp.floorDivide(minute, bucketMinutes) + 1) * bucketMinutes
    return (end - lengthMinutes, end)
  }

  private static func identity(of budget: Budget, unit: WindowUnit) -> String {
    RuleIdentity(
      name: budget.name, match: budget.match, per: budget.per,
      rest: [unit.rawValue, budget.kind.rawValue, budget.isUnlisted ? "unlisted" : ""],
      hashing: budget.hashing
    ).text
  }
}

/// The thresholds of a rule: the configured ones and, above 100, the doublings of an overrun.
extension Rule {
  /// The first threshold that takes more spend than a condition does, and the spend that crosses
  /// it; nil beyond 64 bits.
  ///
  /// - Parameter condition: nil: the first of all.
  package func threshold(above condition: Condition?) -> (threshold: Threshold, trip: Money)? {
    let reached = condition?.exactTrip(of: limit) ?? 0
    var next = budget.thresholds.first { $0.condition.exactTrip(of: limit) > reached }
    if budget.overrunDoubles {
      var doubled: Int64 = 200
      while Condition.percent(doubled).exactTrip(of: limit) <= reached, doubled < Int64.max / 4 {
        doubled *= 2
      }
      let trip = Condition.percent(doubled).exactTrip(of: limit)
      // Beyond the last doubling there is none: the same again would be crossed for ever.
      if trip > reached, trip < next?.condition.exactTrip(of: limit) ?? .max {
        next = Threshold(percent: doubled, level: .hard)
      }
    }
    guard let next, let trip = next.condition.trip(of: limit) else { return nil }
    return (next, trip)
  }

  /// All thresholds above a condition that a spend crosses, ascending by what trips them.
  package func crossed(by spend: Int128, above condition: Condition?) -> [Threshold] {
    var crossed: [Threshold] = []
    var last = condition
    while let (threshold, trip) = threshold(above: last), spend >= Int128(trip.nano) {
      crossed.append(threshold)
      last = threshold.condition
    }
    return crossed
  }

  /// The level of a condition that is a threshold of this rule now; nil when it is none any more.
  package func level(of condition: Condition) -> Level? {
    guard let trip = condition.trip(of: limit) else { return nil }
    return crossed(by: Int128(trip.nano), above: nil).first { $0.condition == condition }?.level
  }
}
