import SpendCore
import SpendTesting
import Testing

/// Several sources, kills and reloads in the middle of a first read (SPEC 4, first read).
@Suite struct FirstReadTests {
  static func configuration() -> Configuration {
    AlertTests.configuration {
      $0.sources.append(SourceSettings(origin: .file(pattern: "/other", rotated: [])))
    }
  }

  func event(_ minute: Int64, cents: Int64) -> TestEvent {
    TestEvent(AlertTests.start.advanced(bySeconds: minute * 60), "support_qa", cents: cents)
  }

  @Test("A source that ends first does not page for the half that another has read")
  func twoSources() throws {
    var harness = try EngineHarness(Self.configuration(), now: AlertTests.start, isNew: true)
    harness.feed((0..<45).map { event($0, cents: 100) })
    harness.step(.reachedEnd(source: 1))
    #expect(harness.alerts.isEmpty)
    harness.feed((45..<105).map { event($0, cents: 100) })
    harness.step(.reachedEnd(source: 0))
    #expect(harness.alerts.map(\.condition.percent) == [200])
  }

  @Test("A reload in the middle of a first read waits for its end, too")
  func reload() throws {
    var harness = try EngineHarness(Self.configuration(), now: AlertTests.start, isNew: true)
    harness.feed((0..<45).map { event($0, cents: 100) })
    harness.commit()
    harness.step(.reconfigured(Self.configuration(), history: []))
    harness.commit()
    #expect(harness.alerts.isEmpty)
    harness.step(.reachedEnd(source: 0))
    harness.step(.reachedEnd(source: 1))
    #expect(harness.alerts.map(\.condition.percent) == [80])
  }

  @Test("Killed after every event of a first read, each group still alerts once, at the end")
  func kills() throws {
    var harness = try EngineHarness(Self.configuration(), now: AlertTests.start, isNew: true)
    for minute in Int64(0)..<105 {
      harness.feed([event(minute, cents: 100)])
      harness.commit()
      try harness.kill()
    }
    #expect(harness.alerts.isEmpty)
    harness.step(.reachedEnd(source: 0))
    harness.step(.reachedEnd(source: 1))
    harness.commit()
    try harness.kill()
    #expect(harness.alerts.map(\.condition.percent) == [200])
  }

  @Test("What fell below its threshold by the end of the first read does not alert")
  func fellBelow() throws {
    var harness = try EngineHarness(Self.configuration(), now: AlertTests.start, isNew: true)
    harness.feed([event(0, cents: 5000), event(3000, cents: 100)])
    harness.step(.reachedEnd(source: 0))
    harness.step(.reachedEnd(source: 1))
    #expect(harness.alerts.isEmpty)
    harness.feed([event(3001, cents: 4900)])
    #expect(harness.alerts.map(\.condition.percent) == [100])
  }

  @Test("Killed after every event of a rebuild, what fired before does not fire again")
  func killedRebuild() throws {
    var first = try EngineHarness(Self.configuration(), now: AlertTests.start, isNew: true)
    first.feed((0..<105).map { event($0, cents: 100) })
    for source in 0..<2 { first.step(.reachedEnd(source: source)) }
    let fired = Set(first.alerts.map(\.id))
    #expect(!fired.isEmpty)
    var harness = try EngineHarness(
      Self.configuration(), now: AlertTests.start, isNew: true, firedBefore: fired)
    for minute in Int64(0)..<105 {
      harness.feed([event(minute, cents: 100)])
      harness.commit()
      try harness.kill()
    }
    for source in 0..<2 { harness.step(.reachedEnd(source: source)) }
    #expect(harness.alerts.isEmpty)
  }
}
