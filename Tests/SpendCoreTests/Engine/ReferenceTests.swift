import SpendCore
import SpendTesting
import Testing

/// The engine against the second implementation, over seeded streams of events.
@Suite struct ReferenceTests {
  static let zones = [
    TimeZoneRules.utc,
    // A zone that changes on 2026-03-29 and back on 2026-10-25, as Europe/Berlin does.
    TimeZoneRules(
      name: "Europe/Berlin", initialOffsetSeconds: 3600,
      transitions: [
        .init(at: 1_774_746_000, offsetSeconds: 7200),
        .init(at: 1_792_890_000, offsetSeconds: 3600),
      ]),
  ]

  @Test(
    "Every kind of window fires and resolves as the reference does",
    arguments: WindowUnit.allCases, WindowKind.allCases)
  func agrees(unit: WindowUnit, kind: WindowKind) throws {
    for seed in UInt64(1)...6 {
      var random = SeededRandom(seed: seed)
      let zone = Self.zones[Int(seed) % 2]
      let limit = Money(nano: 1_000_000_000)
      let events = Self.events(&random, unit: unit)
      var reference = ReferenceLedger(unit: unit, kind: kind, limit: limit, zone: zone)
      for event in events {
        reference.take(
          time: event.time, nano: event.cost.nano, countsHere: event.feature == "a")
      }
      var harness = try EngineHarness(
        Self.configuration(unit, kind, limit, zone), now: events[0].time)
      for event in events {
        harness.feed([event])
        if random.next(below: 10) == 0 { harness.commit() }
        if random.next(below: 20) == 0 {
          harness.commit()
          try harness.kill()
        }
      }
      let facts = harness.alerts.map { alert in
        ReferenceLedger.Fact(
          percent: alert.condition.percent, isFiring: alert.state == .firing, time: alert.time,
          start: alert.windowStart.minute, end: alert.windowEnd.minute,
          hourNano: alert.state == .firing ? alert.ratePerHour.nano : nil)
      }
      let difference = zip(facts, reference.facts).first { $0 != $1 }
      #expect(difference == nil, "seed \(seed): not \(String(describing: difference))")
      #expect(facts.count == reference.facts.count, "seed \(seed)")
      for isFiring in [true, false] {
        #expect(facts.contains { $0.isFiring == isFiring }, "seed \(seed) shows nothing")
      }
    }
  }

  private static func configuration(
    _ unit: WindowUnit, _ kind: WindowKind, _ limit: Money, _ zone: TimeZoneRules
  ) -> Configuration {
    Configuration(
      sources: [SourceSettings(origin: .file(pattern: "/log", rotated: []))], timeZone: zone,
      budgets: [
        Budget(
          name: "a", match: Match([.init(dimension: Dimension.feature, patterns: [Glob("a")])]),
          daily: unit == .day ? limit : nil, monthly: unit == .month ? limit : nil, kind: kind,
          notify: [.soft: ["hook"], .hard: ["hook"]])
      ], receivers: [.log, ReceiverSettings(name: "hook", kind: .webhook)])
  }

  /// Bursts, pauses of up to two windows, and late events; at the edges of hours, and around a
  /// change to summer time.
  private static func events(_ random: inout SeededRandom, unit: WindowUnit) -> [TestEvent] {
    let scale: Int64 = unit == .day ? 1 : 30
    var minute: Int64 = 1_774_660_000 / 60
    var events: [TestEvent] = []
    for _ in 0..<400 {
      switch random.next(below: 20) {
      case 0: minute += Int64(random.next(below: 2000)) * scale
      case 1...5: minute += Int64(random.next(below: 60)) * scale
      case 6...9: minute += Int64(random.next(below: 3))
      // The last minute of an hour, or the first.
      case 10...12: minute += 120 - minute % 60 - Int64(random.next(below: 2))
      default: break
      }
      var at = minute
      if random.next(below: 4) == 0 { at -= Int64(random.next(below: 1600)) * scale }
      let feature = random.next(below: 5) == 0 ? "b" : "a"
      events.append(
        TestEvent(
          Timestamp(microseconds: at * 60_000_000 + Int64(random.next(below: 60_000_000))), feature,
          nano: Int64(random.next(below: 60_000_000))))
    }
    return events
  }
}
