import Delivery

@testable import SpendCore

/// A digest to test with.
enum DigestFixture {
  /// Of week 47, with something in every section.
  static func digest(_ id: String = "0123", name: String = "chat") -> SpendDigest {
    let period = DigestSettings.Period(
      name: "2026-W47", start: Timestamp(seconds: 1_794_787_200),
      end: Timestamp(seconds: 1_795_392_000))
    var digest = SpendDigest(
      id: id, instance: "web-17", every: .week, period: period, timeZone: "UTC",
      time: Timestamp(seconds: 1_795_420_800), by: ["feature_name"])
    func dollars(_ cents: Int64) -> Money { Money(nano: cents * 10_000_000) }
    (digest.spend, digest.previous, digest.calls) = (dollars(13_120), dollars(11_390), 4000)
    digest.top = [
      .init(
        group: [LabelPair("feature_name", name)], spend: dollars(10_000),
        previous: dollars(8000), sharePermille: 762, calls: 1000, previousCalls: 900,
        spark: [1, 2, 3, 9, 8, 4, 0].map { dollars($0 * 100) }),
      .init(
        group: [LabelPair("feature_name", "search")], spend: dollars(3000), previous: .zero,
        sharePermille: 229, calls: 3000, previousCalls: 0, spark: []),
    ]
    digest.others = .init(count: 17, spend: dollars(120))
    digest.odd = [
      .init(kind: .newModel, name: name, text: "new model \(name): $3.10", spend: dollars(310))
    ]
    digest.untaggedPermille = 12
    digest.unpriced = .init(calls: 2, models: [name])
    digest.budgets = .init(
      count: 4, within: 3,
      rows: [
        .init(
          budget: "faq", group: [LabelPair("feature_name", name)], unit: .month,
          spend: dollars(11_000), limit: dollars(10_000), usedPermille: 1100,
          windowEnd: period.end)
      ])
    digest.month = .init(
      start: Timestamp(seconds: 1_793_491_200), end: Timestamp(seconds: 1_796_083_200),
      spend: dollars(38_500),
      forecast: .init(
        end: dollars(52_200), low: dollars(49_000), high: dollars(56_000), medianErrorPermille: 60))
    digest.alerts = .init(
      soft: 2, hard: 1, info: 0,
      list: [
        .init(
          time: Timestamp(seconds: 1_795_097_400), level: .hard, condition: .percent(100),
          budget: "faq",
          group: [LabelPair("feature_name", name)], endedAt: nil)
      ])
    digest.data = .init(
      completeSince: nil, events: 11_404, rejected: 3, gaps: 0, isSinceLast: true)
    return digest
  }
}
