import SpendCore
import Status

/// A report with something of everything.
enum SampleReport {
  /// 2026-11-21T14:20:05.123Z
  static let time = Timestamp(microseconds: 1_795_270_805_123_000)

  static func budget(
    _ name: String, _ group: [LabelPair], spend: Int64, limit: Int64, level: Level?,
    firing: [Int64] = []
  ) -> StatusBudget {
    StatusBudget(
      name: name, group: group, unit: .day, kind: .rolling, spend: Money(nano: spend),
      limit: Money(nano: limit), usedPermille: spend / (limit / 1000), level: level,
      firing: firing, windowStart: Timestamp(seconds: time.seconds - 5 - 86_340),
      windowEnd: Timestamp(seconds: time.seconds - 5 + 60))
  }

  static var report: StatusReport {
    var totals = StatusTotals()
    totals.events = 3
    totals.spend = Money(nano: 60_000_000)
    totals.rejected = [.init("not_json", 1)]
    totals.flagged = [.init("future", 0), .init("late", 2)]
    totals.features = [.init(name: "f1", events: 2, spend: Money(nano: 30_000_000))]
    var monthly = budget(
      "everything", [], spend: 12_345_000_000, limit: 5_000_000_000_000, level: nil)
    monthly.unit = .month
    monthly.kind = .calendar
    monthly.partialSince = Timestamp(seconds: time.seconds - 5 - 3600)
    var report = StatusReport(
      isRunning: true, isReady: true, time: time, version: "1.0.0", instance: "web-17",
      totals: totals,
      sources: [
        StatusSource(
          path: "/var/log/cost_events.jsonl", offset: 812, size: 812, committedOffset: 812,
          lastEvent: Timestamp(microseconds: time.microseconds - 1_000_000),
          generations: [
            .init(
              path: "/var/log/cost_events.jsonl", state: "live", offset: 812, size: 812, events: 3,
              rejected: 1)
          ])
      ],
      budgets: [
        monthly,
        budget(
          "support_qa", [LabelPair("feature_name", "support_qa")], spend: 50_120_000_000,
          limit: 50_000_000_000, level: .hard, firing: [100]),
      ],
      receivers: [
        ReceiverReport(name: "log", kind: .log),
        ReceiverReport(
          name: "slack", kind: .slack, state: .retrying, pending: 2, dead: 1,
          lastError: "503 from hooks.slack.com"),
      ])
    report.sources[0].formats = [.init("native", 3)]
    report.sources[0].rejected = 1
    report.sources[0].spent.calls = 3
    report.sources[0].spent.spend = Money(nano: 60_000_000)
    report.sources[0].spent.untaggedCalls = 1
    report.sources[0].spent.untaggedSpend = Money(nano: 30_000_000)
    report.sources[0].spent.computedCalls = 2
    report.sources[0].spent.computedSpend = Money(nano: 20_000_000)
    report.sources[0].spent.unpricedCalls = 1
    var since = SourceSpend()
    (since.calls, since.spend) = (1, Money(nano: 10_000_000))
    report.sources[0].reading = StatusReading(
      since: time, changed: ["prices"], ids: .provider,
      rules: ReadingRules(parts: [.init(name: "prices", digest: "abc")]), spent: since,
      rejected: 1)
    report.sources[0].generations[0].rulesFrom = 400
    report.prices.builtIn = "2026-11-20"
    report.prices.files = ["/etc/p.json"]
    report.prices.isComputed = true
    report.memory = EngineMemory(
      texts: 9, combinations: 4, valueBytes: 50_000, valueByteLimit: 268_435_456,
      areValuesLimited: false, groups: 2, groupLimit: 100_000, groupBytes: 3000, windows: 3,
      windowBytes: 4000)
    return report
  }
}
