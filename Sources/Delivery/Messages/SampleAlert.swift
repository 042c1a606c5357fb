package import SpendCore

/// A made-up alert, for `send-test` and `render`.
package enum SampleAlert {
  package static func make(
    level: Level, isResolved: Bool = false, instance: String, now: Timestamp
  ) -> Alert {
    let percent: Int64 = level == .hard ? 100 : level == .soft ? 80 : 50
    let limit = Money(nano: 50 * Money.dollar.nano)
    let spend = Money(nano: limit.nano / 100 * percent + 120_000_000)
    var alert = Alert(
      id: "test-" + Digest.hex(["test", instance, level.rawValue]), instance: instance,
      level: level, percent: percent, state: isResolved ? .resolved : .firing, budget: "example",
      group: [LabelPair(Dimension.feature, "example")], unit: .day, kind: .rolling,
      windowStart: Timestamp(minute: now.minute - 1439),
      windowEnd: Timestamp(minute: now.minute + 1),
      time: now, spend: isResolved ? Money(nano: limit.nano / 2) : spend, limit: limit,
      ratePerHour: Money(nano: 6_300_000_000))
    if level != .hard, !isResolved { alert.exhaustedAt = now.advanced(bySeconds: 5400) }
    alert.top = [
      Alert.TopEntry(
        dimension: Dimension.model, names: ["gpt-4o", "gpt-4o-mini"],
        spends: [Money(nano: spend.nano / 5 * 4), Money(nano: spend.nano / 5)])
    ]
    return alert
  }
}
