import SpendCore
import SpendTesting
import Testing

/// What `alerts` knows: what fired, to whom it went, and when and why it ended; over kills, and not
/// for ever.
@Suite struct AlertLogTests {
  private static let start = AlertTests.start

  private static func event(_ minute: Int64, cents: Int64) -> TestEvent {
    TestEvent(start.advanced(bySeconds: minute * 60), "support_qa", cents: cents)
  }

  @Test("killed anywhere, it has each alert once, with its end", arguments: [false, true])
  func kills(commitsAhead: Bool) throws {
    var harness = try EngineHarness(AlertTests.configuration(), now: Self.start)
    let events = [(0, 4000), (1, 1000), (2, 1), (1500, 1), (1501, 6000)] as [(Int64, Int64)]
    while harness.fedEvents < events.count {
      let (minute, cents) = events[harness.fedEvents]
      harness.feed([Self.event(minute, cents: cents)])
      if commitsAhead, harness.engine.urgency == .outbox {
        // Committed ahead of its window, and killed: it is read again and fires nothing.
        _ = harness.commitUrgent()
        try harness.kill()
        harness.feed([Self.event(minute, cents: cents)])
      }
      harness.commit()
      try harness.kill()
    }
    let log = harness.engine.alertLog.list.reversed()
    #expect(log.map(\.alert.condition.percent) == [80, 100, 100])
    #expect(log.map { $0.endedAt != nil } == [true, true, false])
    #expect(log.compactMap(\.resolution) == [.fell, .fell])
    #expect(log.allSatisfy { $0.alert.details.told == ["hook"] })
    #expect(Set(log.map(\.alert.id)).count == 3)
  }

  @Test("an end by a reload says what was changed")
  func reload() throws {
    var harness = try EngineHarness(AlertTests.configuration(), now: Self.start)
    harness.feed([Self.event(0, cents: 5000)])
    let raised = AlertTests.configuration { $0.budgets[0].daily = Money(nano: 80_000_000_000) }
    harness.step(.reconfigured(raised, history: []))
    #expect(
      harness.engine.alertLog.list.first?.resolution
        == .limitChanged(from: Money(nano: 50_000_000_000)))
    harness.feed([Self.event(1, cents: 4000)])
    harness.step(.reconfigured(AlertTests.configuration { $0.budgets = [] }, history: []))
    #expect(harness.engine.alertLog.list.first?.resolution == .budgetRemoved)
  }

  @Test("what is older than 90 days goes, unless it is still out")
  func age() throws {
    var harness = try EngineHarness(AlertTests.configuration(), now: Self.start)
    harness.feed([Self.event(0, cents: 5000)])
    harness.commit()
    harness.now = Self.start.advanced(bySeconds: 91 * 86_400)
    harness.feed([], clockFollows: false)
    harness.commit()
    #expect(harness.engine.alertLog.list.count == 1)
    harness.feed([Self.event(91 * 1440 + 120, cents: 1)])
    harness.commit()
    #expect(harness.engine.alertLog.list.isEmpty)
    try harness.kill()
    #expect(harness.engine.alertLog.list.isEmpty)
  }
}
