import SpendCore
import SpendTesting
import Testing

/// First starts on logs of two months, in five states: nobody is paged, and what is said is true as
/// of now (SPEC 4.2).
@Suite struct FirstReadStateTests {
  /// 2026-11-27 12:00 UTC.
  static let now = Timestamp(seconds: 1_795_780_800)
  private static let hour: Int64 = 3600

  /// What the last two months were like, an event an hour.
  struct Log: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Cents of an event so many hours before now.
    var cents: @Sendable (Int64) -> Int64
    /// Budget and unit of what is over now.
    var over: [String]
  }

  static let logs = [
    Log(testDescription: "under all limits", cents: { _ in 1 }, over: []),
    Log(
      testDescription: "over the month", cents: { $0 > 48 && $0 < 400 ? 20 : 1 },
      over: ["everything month"]),
    Log(testDescription: "over a day", cents: { $0 < 12 ? 60 : 1 }, over: ["agent day"]),
    Log(
      testDescription: "was over, a day and a month, and is not any more",
      cents: { $0 > 1000 && $0 < 1400 ? 60 : 1 }, over: []),
    Log(
      testDescription: "over both, and above the day's limit again and again",
      cents: { $0 % 240 < 12 ? 60 : 10 }, over: ["agent day", "everything month"]),
  ]

  static func configuration(sources: Int = 1) -> Configuration {
    let notify: [Level: [String]] = [.soft: ["team", "log"], .hard: ["team", "oncall"]]
    return Configuration(
      sources: (0..<sources).map {
        SourceSettings(origin: .file(pattern: "/log\($0)", rotated: []))
      },
      budgets: [
        Budget(name: "agent", daily: Money(nano: 5_000_000_000), notify: notify),
        Budget(
          name: "everything", per: [], monthly: Money(nano: 50_000_000_000), kind: .calendar,
          notify: notify),
      ],
      receivers: [
        .log, ReceiverSettings(name: "team", kind: .slack),
        ReceiverSettings(name: "oncall", kind: .pagerduty),
      ])
  }

  static func events(_ log: Log) -> [TestEvent] {
    (0..<60 * 24).reversed().map { hours in
      TestEvent(
        now.advanced(bySeconds: -Int64(hours) * hour), "agent", cents: log.cents(Int64(hours)))
    }
  }

  /// - Parameter killEvery: events after which it is killed, once they are committed; the log is
  ///   read on from there.
  static func firstStart(_ log: Log, killEvery: Int? = nil) throws -> EngineHarness {
    var harness = try EngineHarness(configuration(), now: now, isNew: true)
    for (number, event) in events(log).enumerated() {
      harness.feed([event])
      guard let killEvery, number % killEvery == killEvery - 1 else { continue }
      harness.commit()
      try harness.kill(isReady: false)
    }
    harness.step(.reachedEnd(source: 0))
    harness.becomeReady()
    harness.commit()
    return harness
  }

  @Test("nobody is paged, and what is over now is told once, as of now", arguments: logs)
  func states(log: Log) throws {
    for killEvery in [nil, 200, 1] {
      var harness = try Self.firstStart(log, killEvery: killEvery)
      let deliveries = harness.engine.deliveries
      #expect(deliveries.allSatisfy { $0.isSummary && $0.receiver != "oncall" })
      #expect(
        deliveries.filter { $0.receiver == "team" }.map {
          "\($0.alert.budget) \($0.alert.unit.rawValue)"
        }.sorted() == log.over)
      // Nor is it fired where alerts are told again and again.
      #expect(harness.engine.activeAlerts.isEmpty)
      let rows = harness.engine.view(at: Self.now).rows
      for alert in deliveries.map(\.alert) {
        let row = try #require(rows.first { $0.budget == alert.budget })
        #expect(alert.spend == row.spend && alert.time == Self.now)
        #expect(alert.windowStart == row.windowStart && alert.windowEnd == row.windowEnd)
        #expect(alert.isCatchUp && alert.state == .firing)
        let read = try #require(alert.details.firstRead)
        #expect(read.calls == 1440 && read.isStart)
        #expect(read.since == Self.now.advanced(bySeconds: -1439 * Self.hour))
      }
      // Killed after it: said once.
      try harness.kill()
      #expect(harness.engine.deliveries.map(\.alert.id) == deliveries.map(\.alert.id))
    }
  }

  @Test("the first crossing after it pages", arguments: logs)
  func crossesAfter(log: Log) throws {
    var harness = try Self.firstStart(log)
    let before = harness.engine.deliveries.count
    harness.feed([TestEvent(Self.now.advanced(bySeconds: 60), "agent", cents: 20_000)])
    let paged = harness.engine.deliveries.dropFirst(before).filter { $0.receiver == "oncall" }
    #expect(Set(paged.map(\.alert.budget)) == ["agent", "everything"])
    #expect(paged.allSatisfy { !$0.isSummary && $0.alert.details.firstRead == nil })
  }

  @Test("what was over when the log ends, three days ago, says nothing of a day")
  func oldLog() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.now, isNew: true)
    let then = Self.now.advanced(bySeconds: -3 * 86_400)
    harness.feed([TestEvent(then, "agent", cents: 600)], clockFollows: false)
    harness.step(.reachedEnd(source: 0))
    #expect(harness.engine.deliveries.isEmpty)
    // A late line there crosses nothing; those of today count from nothing.
    harness.feed([TestEvent(then, "agent", cents: 1)], clockFollows: false)
    harness.feed([TestEvent(Self.now, "agent", cents: 399)])
    #expect(harness.engine.deliveries.isEmpty)
    harness.feed([TestEvent(Self.now, "agent", cents: 101)])
    #expect(harness.alerts.map(\.condition.percent) == [100])
  }

  @Test("a source that a reload adds is told of in the same way, while the others page")
  func secondSource() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.now, isNew: true)
    harness.feed([TestEvent(Self.now, "agent", cents: 100)])
    harness.step(.reachedEnd(source: 0))
    harness.step(.reconfigured(Self.configuration(sources: 2), history: []))
    harness.commit()
    // The first source goes on and pages.
    harness.feed([TestEvent(Self.now, "agent", cents: 420)])
    #expect(harness.engine.deliveries.map(\.receiver) == ["team", "oncall"])
    harness.feed([TestEvent(Self.now, "agent", cents: 500)], source: 1)
    #expect(harness.engine.deliveries.count == 2)
    harness.step(.reachedEnd(source: 1))
    let news = harness.engine.deliveries.dropFirst(2)
    #expect(news.map(\.receiver) == ["team", "log"])
    #expect(news.allSatisfy { $0.alert.condition.percent == 200 && $0.isSummary })
    #expect(news.first?.alert.details.firstRead?.isStart == false)
    #expect(news.first?.alert.details.firstRead?.calls == 1)
  }
}
