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
  /// The first threshold above `percent`, and the spend that crosses it; nil beyond 64 bits.
  package func threshold(above percent: Int64) -> (threshold: Threshold, trip: Money)? {
    var next = budget.thresholds.first { $0.percent > percent }
    if budget.overrunDoubles {
      var doubled: Int64 = 200
      while doubled <= percent, doubled < Int64.max / 4 { doubled *= 2 }
      // Beyond the last doubling there is none: the same again would be crossed for ever.
      if doubled > percent, doubled < next?.percent ?? .max {
        next = Threshold(percent: doubled, level: .hard)
      }
    }
    guard let next, let trip = Threshold.trip(limit: limit, percent: next.percent) else {
      return nil
    }
    return (next, trip)
  }

  /// All thresholds that a spend crosses, ascending, above `percent`.
  package func crossed(by spend: Int128, above percent: Int64) -> [Threshold] {
    var crossed: [Threshold] = []
    var last = percent
    while let (threshold, trip) = threshold(above: last), spend >= Int128(trip.nano) {
      crossed.append(threshold)
      last = threshold.percent
    }
    return crossed
  }

  /// The level of a percentage that is a threshold of this rule now; nil when it is none any more.
  package func level(of percent: Int64) -> Level? {
    guard let (threshold, _) = threshold(above: percent - 1), threshold.percent == percent else {
      return nil
    }
    return threshold.level
  }
}
