package import SpendCore

/// A made-up alert, for `send-test` and `render`: what the first alert of a budget would look like.
package enum SampleAlert {
  /// - Parameter budget: nil: one that nobody has.
  package static func make(
    level: Level, isResolved: Bool = false, budget: Budget? = nil, timeZone: TimeZoneRules = .utc,
    top: [String] = [Dimension.model], instance: String, now: Timestamp
  ) -> Alert {
    let budget = budget ?? Budget(name: "example", daily: Money(nano: 50 * Money.dollar.nano))
    let unit: WindowUnit = budget.daily == nil ? .month : .day
    let limit = budget.limit(unit) ?? Money(nano: 50 * Money.dollar.nano)
    let condition =
      budget.thresholds.last { $0.level == level }?.condition
      ?? .percent(level == .hard ? 100 : level == .soft ? 80 : 50)
    let spend = Money(pinning: condition.exactTrip(of: limit) * 101 / 10_000)
    var alert = Alert(
      id: "test-" + StableID.hex(["test", instance, budget.name, level.rawValue]),
      instance: instance, level: level, condition: condition, state: .firing, budget: budget.name,
      group: group(budget),
      labels: budget.labels.sorted { $0.key < $1.key }.map { LabelPair($0.key, $0.value) },
      unit: unit, kind: budget.kind, windowStart: now, windowEnd: now, timeZone: timeZone.name,
      time: now, spend: spend, limit: limit, ratePerHour: Money(nano: spend.nano / 8))
    (alert.windowStart, alert.windowEnd) = window(unit, budget.kind, timeZone, now)
    alert.runbookURL = budget.runbookURL
    alert.details.isRateKnown = true
    alert.details.told = budget.notify[level] ?? []
    if isResolved {
      alert.state = .resolved
      alert.details.resolution = .fell
      alert.spend = Money(nano: spend.nano / 2)
      return alert
    }
    let next = condition.isBelowLimit ? .wholeLimit : Condition.percent(condition.percent * 2)
    alert.details.next = .init(next, level: .hard, at: now.advanced(bySeconds: 5400))
    if condition.isBelowLimit { alert.exhaustedAt = now.advanced(bySeconds: 5400) }
    if budget.kind == .rolling { alert.clearsAt = now.advanced(bySeconds: 80_000) }
    alert.top = top.prefix(1).map { dimension in
      Alert.TopEntry(
        dimension: dimension, names: names(dimension),
        spends: [Money(nano: spend.nano / 5 * 4), Money(nano: spend.nano / 5)])
    }
    return alert
  }

  private static func names(_ dimension: String) -> [String] {
    dimension == Dimension.model ? ["gpt-4o", "gpt-4o-mini"] : ["first", "second"]
  }

  /// What the budget names, or an example.
  private static func group(_ budget: Budget) -> [LabelPair] {
    budget.per.map { dimension in
      let patterns = budget.match.conditions
        .filter { $0.dimension == dimension && !$0.isNegated }.flatMap(\.patterns)
      return LabelPair(dimension, patterns.lazy.compactMap(\.literal).first ?? "example")
    }
  }

  private static func window(
    _ unit: WindowUnit, _ kind: WindowKind, _ zone: TimeZoneRules, _ now: Timestamp
  ) -> (Timestamp, Timestamp) {
    guard kind == .rolling else {
      let (start, end) = zone.period(unit, containing: now)
      return (start, end)
    }
    let minutes: Int64 = unit == .day ? 1440 : 43_200
    return (Timestamp(minute: now.minute + 1 - minutes), Timestamp(minute: now.minute + 1))
  }
}
