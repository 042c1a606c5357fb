import SpendCore
import SpendTesting
import Testing

/// Alerts that are committed ahead of their windows, and what a kill in between leaves. (With lines
/// that are read again: ``KillTests/alertsAhead()``.)
@Suite struct AlertMarkerTests {
  private static let start = AlertTests.start

  private static func configuration(
    _ kind: WindowKind, dollars: Int64 = 50
  ) -> Configuration {
    AlertTests.configuration {
      $0.budgets[0].kind = kind
      $0.budgets[0].daily = Money(nano: dollars * 1_000_000_000)
    }
  }

  private static func event(_ minute: Int64, cents: Int64) -> TestEvent {
    TestEvent(start.advanced(bySeconds: minute * 60), "support_qa", cents: cents)
  }

  /// Spent some, committed it, and crossed with an alert that is ahead.
  private static func ahead(_ configuration: Configuration) throws -> EngineHarness {
    var harness = try EngineHarness(configuration, now: start)
    harness.feed([event(0, cents: 1000)])
    harness.commit()
    harness.feed([event(5, cents: 4000)])
    let isWhole = harness.commitUrgent()
    #expect(!isWhole && harness.sent.map(\.alert.condition.percent) == [100])
    return harness
  }

  /// Of each alert, whether its record holds the window that it was committed ahead of.
  private static func crossings(_ harness: borrowing EngineHarness) -> [Bool] {
    (harness.state.stored.records[.alert] ?? []).map { $0.body?.first == 2 }
  }

  @Test("The alert takes its thresholds along until its window is committed, and no spend")
  func records() throws {
    var harness = try Self.ahead(Self.configuration(.rolling))
    #expect(Self.crossings(harness) == [true])
    let isDirty = harness.engine.isDirty
    #expect(isDirty)
    let before = harness.state.stored
    harness.commit()
    #expect(Self.crossings(harness) == [false])
    let isStillDirty = harness.engine.isDirty
    #expect(!isStillDirty)
    #expect(before.records[.window] != harness.state.stored.records[.window])
  }

  @Test("What became of deliveries needs no more than the outbox's commit")
  func outcomes() throws {
    var harness = try Self.ahead(Self.configuration(.rolling))
    harness.commit()
    let sequence = try #require(harness.sent.first?.sequence)
    harness.step(
      .outcomes([DeliveryOutcome(sequence: sequence, status: .delivered, attempts: 1)]))
    let isDirty = harness.engine.isDirty
    #expect(isDirty)
    let isWhole = harness.commitUrgent()
    #expect(!isWhole)
    let isStillDirty = harness.engine.isDirty
    #expect(!isStillDirty)
    try harness.kill()
    #expect(harness.engine.deliveries.map(\.status) == [.delivered])
  }

  @Test(
    "Lines that are gone after the kill: the alert resolves, once, and what is spent next alerts",
    arguments: [WindowKind.rolling, .calendar])
  func lostLines(kind: WindowKind) throws {
    var harness = try Self.ahead(Self.configuration(kind))
    try harness.kill()
    #expect(harness.engine.activeAlerts.count == 1)
    // As long as its window holds the crossing they may still come.
    harness.feed([Self.event(5, cents: 1)])
    harness.now = Self.start.advanced(bySeconds: 3600)
    harness.step(.tick)
    #expect(harness.alerts.map(\.state) == [.firing])
    harness.feed([Self.event(1446, cents: 100)])
    #expect(harness.alerts.map(\.state) == [.firing, .resolved])
    harness.commit()
    try harness.kill()
    harness.feed([Self.event(1447, cents: 6000)])
    #expect(harness.alerts.map(\.state) == [.firing, .resolved, .firing])
    #expect(Set(harness.alerts.map(\.id)).count == 2)
  }

  @Test("Killed again before anything was committed, and after all was, it says nothing twice")
  func killedAgain() throws {
    var harness = try Self.ahead(Self.configuration(.rolling))
    for _ in 0..<2 {
      try harness.kill()
      harness.feed([Self.event(5, cents: 4000)])
      #expect(harness.alerts.count == 1)
    }
    // The next alert goes ahead of the same window once more.
    harness.feed([Self.event(6, cents: 5000)])
    let isWhole = harness.commitUrgent()
    #expect(!isWhole)
    #expect(Self.crossings(harness) == [true, true])
    for _ in 0..<2 {
      try harness.kill()
      harness.feed([Self.event(5, cents: 4000), Self.event(6, cents: 5000)])
      #expect(harness.alerts.map(\.condition.percent) == [100, 200])
      harness.commit()
      #expect(Self.crossings(harness) == [false, false])
      try harness.kill()
      #expect(harness.alerts.map(\.condition.percent) == [100, 200])
    }
  }

  @Test("A budget that was raised or removed before the restart resolves it")
  func changed() throws {
    for dollars in [Int64(500), 0] {
      var harness = try Self.ahead(Self.configuration(.rolling))
      var new = Self.configuration(.rolling, dollars: dollars)
      if dollars == 0 { new.budgets = [] }
      try harness.kill(configuration: new)
      harness.feed([Self.event(5, cents: 4000)])
      #expect(harness.alerts.map(\.state) == [.firing, .resolved])
      #expect(harness.engine.activeAlerts.isEmpty)
    }
  }

  /// One event after a quiet day, which takes the spend below a threshold and above a lower one.
  @Test(
    "What leaves its window on the way to the crossing takes nothing along that was crossed later",
    arguments: [false, true])
  func jump(isEarly: Bool) throws {
    var harness = try EngineHarness(Self.configuration(.rolling), now: Self.start)
    harness.feed([Self.event(0, cents: 3900), Self.event(30, cents: 6200)])
    #expect(harness.alerts.map(\.condition.percent) == [200])
    if isEarly {
      harness.now = Self.start.advanced(bySeconds: 1500 * 60)
      harness.step(.tick)
    } else {
      harness.feed([Self.event(1441, cents: 1)])
    }
    #expect(harness.alerts.last?.state == .resolved)
    harness.commit()
    let last = Self.event(1600, cents: 4100)
    harness.feed([last])
    let alerts = harness.alerts
    #expect(alerts.last?.condition.percent == 80 && alerts.last?.state == .firing)
    let isWhole = harness.commitUrgent()
    #expect(!isWhole)
    try harness.kill()
    harness.feed([last])
    #expect(harness.alerts == alerts)
    // Its own edge is where it would have been.
    harness.feed([Self.event(3040, cents: 1)])
    #expect(harness.alerts.last?.state == .resolved)
    #expect(harness.alerts.last?.time == Timestamp(minute: Self.start.minute + 3040))
  }

  @Test(
    "An alert is not ahead of lines that are counted by the clock",
    arguments: [Flags.untimed, .future])
  func clocked(flag: Flags) throws {
    var harness = try EngineHarness(Self.configuration(.rolling), now: Self.start)
    harness.commit()
    var event = Self.event(1, cents: 100)
    event.flags = flag
    harness.feed([event, Self.event(2, cents: 6000)])
    let isWhole = harness.commitUrgent()
    #expect(isWhole && !harness.sent.isEmpty)
    harness.feed([Self.event(3, cents: 6000)])
    let isWholeAgain = harness.commitUrgent()
    #expect(!isWholeAgain)
  }

  @Test("A position that is past the crossing before its spend is back resolves nothing")
  func lateAgain() throws {
    var harness = try Self.ahead(Self.configuration(.rolling))
    try harness.kill()
    // As another file that is read first.
    harness.feed([Self.event(50, cents: 1), Self.event(5, cents: 4000)])
    #expect(harness.alerts.map(\.state) == [.firing])
    harness.feed([Self.event(1439, cents: 1)])
    #expect(harness.alerts.count == 1)
    harness.feed([Self.event(1440, cents: 1)])
    #expect(harness.alerts.map(\.state) == [.firing, .resolved])
    #expect(harness.alerts.last?.time == Timestamp(minute: Self.start.minute + 1440))
  }

  @Test("A resolve is committed with all there is, and so is an alert of the same moment")
  func resolves() throws {
    var harness = try Self.ahead(Self.configuration(.rolling))
    harness.commit()
    harness.feed([Self.event(1500, cents: 6000)])
    #expect(harness.alerts.map(\.state) == [.firing, .resolved, .firing])
    let isWhole = harness.commitUrgent()
    #expect(isWhole)
    #expect(Self.crossings(harness) == [false, false])
  }

  @Test("A commit that fails takes what was ahead of it along into the next one")
  func failing() throws {
    var harness = try EngineHarness(Self.configuration(.rolling), now: Self.start)
    harness.commit()
    harness.feed([Self.event(5, cents: 5000)])
    _ = harness.engine.makeOutboxCommit()
    harness.step(.commitFailed(forSeconds: 1))
    #expect(harness.sent.isEmpty && harness.engine.urgency == .whole)
    let isWhole = harness.commitUrgent()
    #expect(isWhole)
    #expect(harness.sent.count == 1 && Self.crossings(harness) == [false])
    try harness.kill()
    #expect(harness.alerts.count == 1)
  }
}
