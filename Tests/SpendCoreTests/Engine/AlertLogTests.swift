import SpendTesting
import Testing

@testable import SpendCore

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

  @Test(
    "what became of a delivery is known after the outbox has forgotten it",
    arguments: [
      (.pending, .dropped), (.dead, .dropped), (.delivered, .delivered), (.superseded, .superseded),
    ] as [(Delivery.Status, AlertLog.Outcome)])
  func dropped(status: Delivery.Status, outcome: AlertLog.Outcome) throws {
    var harness = try EngineHarness(AlertTests.configuration(), now: Self.start)
    harness.feed([Self.event(0, cents: 4000)])
    harness.commit()
    let sequence = try #require(harness.engine.deliveries.first?.sequence)
    harness.step(.outcomes([DeliveryOutcome(sequence: sequence, status: status, attempts: 1)]))
    harness.commit()
    #expect(harness.engine.alertLog.list.map(\.outcomes) == [[:]])
    harness.step(.drop(sequence))
    #expect(harness.engine.alertLog.list.map(\.outcomes) == [["hook": outcome]])
    harness.commit()
    try harness.kill()
    #expect(harness.engine.deliveries.isEmpty)
    #expect(harness.engine.alertLog.list.map(\.outcomes) == [["hook": outcome]])
  }

  @Test("of more settled deliveries than are listed, none is forgotten without a word")
  func trimmed() throws {
    let configuration = AlertTests.configuration {
      $0.budgets = [
        Budget(
          name: "users", per: ["user_id"], daily: Money.dollar, notify: [.hard: ["hook"]])
      ]
    }
    var harness = try EngineHarness(configuration, now: Self.start)
    let users = 1200
    harness.feed(
      (0..<users).map {
        TestEvent(Self.start, "f", nano: 1_000_000_000, values: ["user_id": "u\($0)"])
      })
    harness.deliverAll()
    func known(_ harness: borrowing EngineHarness) -> Int {
      let listed = Set(harness.engine.deliveries.compactMap { $0.message.alert?.id })
      return harness.engine.alertLog.list.count {
        listed.contains($0.alert.id) || $0.outcomes == ["hook": .delivered]
      }
    }
    #expect(harness.engine.deliveries.count == 1000)
    // Killed before they left the state, and after.
    for _ in 0..<2 {
      #expect(known(harness) == users)
      try harness.kill()
      #expect(known(harness) == users)
      harness.feed([Self.event(1, cents: 1)])
      harness.commit()
    }
    #expect(harness.engine.deliveries.count == 1000)
  }

  @Test("a record of an earlier program, and an outcome of a later one, are read")
  func records() throws {
    var harness = try EngineHarness(AlertTests.configuration(), now: Self.start)
    harness.feed([Self.event(0, cents: 4000)])
    var entry = try #require(harness.engine.alertLog.list.first)
    func read(_ body: [UInt8]) throws -> [AlertLog.Entry] {
      var log = AlertLog()
      try log.load([Record(kind: .alert, key: RecordKey.text(entry.alert.id), body: body)])
      return log.list
    }
    #expect(try read(AlertLog.body(of: entry).dropLast()) == [entry])
    var later = ByteWriter()
    later.write(list: [("a", "silenced"), ("hook", "dropped")]) {
      $0.write($1.0)
      $0.write($1.1)
    }
    let body = AlertLog.body(of: entry).dropLast() + later.bytes
    entry.outcomes = ["hook": .dropped]
    #expect(try read(body) == [entry])
    #expect(try read(AlertLog.body(of: entry)) == [entry])
    #expect(throws: DamagedRecord.self) { try read(body.dropLast()) }
  }
}
