import SpendCore
import SpendTesting
import Testing

/// A pager has at most one open incident of a group and a window (SPEC 6).
@Suite struct OneIncidentTests {
  private static let notify: [Level: [String]] = [
    .soft: ["hook", "pager"], .hard: ["hook", "pager"],
  ]

  private static func configuration(_ kind: WindowKind = .rolling) -> Configuration {
    var configuration = KillTests.configuration
    for index in configuration.budgets.indices {
      configuration.budgets[index].notify = notify
      configuration.budgets[index].kind = kind
    }
    configuration.receivers.append(ReceiverSettings(name: "pager", kind: .pagerduty))
    return configuration
  }

  /// What is open at a receiver: ids by group and window, told by its deliveries in order.
  private struct Board {
    var open: [String: [String]] = [:]
    var endedTwice: [String] = []

    mutating func tell(_ alert: Alert) {
      let window = alert.kind == .calendar ? "\(alert.windowStart)" : ""
      let key = "\(alert.budget) \(alert.unit) \(alert.group.map(\.value)) \(window)"
      switch alert.state {
      case .firing: open[key, default: []].append(alert.id)
      case .resolved:
        if open[key]?.contains(alert.id) != true { endedTwice.append(alert.id) }
        open[key]?.removeAll { $0 == alert.id }
      }
    }
  }

  @Test("when a higher threshold fires, the incident before is resolved after it, with why")
  func replaced() throws {
    var configuration = AlertTests.configuration()
    configuration.budgets[0].notify = Self.notify
    configuration.receivers.append(ReceiverSettings(name: "pager", kind: .pagerduty))
    var harness = try EngineHarness(configuration, now: AlertTests.start)
    for cents in [4000, 1000, 5000] as [Int64] {
      harness.feed([TestEvent(AlertTests.start, "support_qa", cents: cents)])
      harness.commit()
      try harness.kill()
    }
    #expect(
      Self.told(harness.engine.deliveries, "pager")
        == ["80 firing", "100 firing", "80 resolved", "200 firing", "100 resolved"])
    #expect(
      Self.told(harness.engine.deliveries, "hook") == ["80 firing", "100 firing", "200 firing"])
    let ends = harness.engine.deliveries.map(\.alert).filter { $0.state == .resolved }
    #expect(
      ends.map(\.details.resolution) == [
        .replaced(by: .percent(100)), .replaced(by: .percent(200)),
      ])
    #expect(ends.map(\.spend.nano) == [50_000_000_000, 100_000_000_000])
    // Two days later all is over: each id resolves once.
    harness.feed([TestEvent(AlertTests.start.advanced(bySeconds: 172_800), "support_qa", cents: 1)])
    #expect(Self.told(harness.engine.deliveries, "pager").suffix(1) == ["200 resolved"])
    #expect(
      Self.told(harness.engine.deliveries, "hook").suffix(3)
        == ["200 resolved", "100 resolved", "80 resolved"])
  }

  private static func told(_ deliveries: [Delivery], _ receiver: String) -> [String] {
    deliveries.filter { $0.receiver == receiver }.map {
      "\($0.alert.condition.percent) \($0.alert.state.rawValue)"
    }
  }

  @Test(
    "at any time one at most is open, killed anywhere", arguments: [WindowKind.rolling, .calendar])
  func simulation(kind: WindowKind) throws {
    var replaced = 0
    for seed in UInt64(41)...43 {
      var random = SeededRandom(seed: seed)
      let events = KillTests.events(&random, jumps: true)
      var whole = try EngineHarness(Self.configuration(kind), now: KillTests.start)
      whole.feed(events)
      var cut = try EngineHarness(Self.configuration(kind), now: KillTests.start)
      var kills = 0
      while cut.fedEvents < events.count {
        cut.feed([events[cut.fedEvents]])
        if cut.engine.urgency > .none { cut.commit() }
        guard kills < 40, random.next(below: 12) == 0 else { continue }
        kills += 1
        try cut.kill()
      }
      cut.commit()
      let (found, told) = (cut.engine.deliveries, whole.engine.deliveries)
      #expect(Self.byGroup(found) == Self.byGroup(told), "seed \(seed)")
      var board = Board()
      for delivery in told where delivery.receiver == "pager" && !delivery.isSummary {
        board.tell(delivery.alert)
        if case .replaced = delivery.alert.details.resolution { replaced += 1 }
        // The one before ends right after the new one.
        let most = delivery.alert.state == .firing ? 2 : 1
        for (key, ids) in board.open {
          #expect(ids.count <= most, "seed \(seed): \(key) has \(ids)")
        }
      }
      #expect(board.endedTwice.isEmpty, "seed \(seed)")
    }
    #expect(replaced > 10)
  }

  /// What each receiver is told of each group, in its order.
  private static func byGroup(_ deliveries: [Delivery]) -> [String: [String]] {
    Dictionary(grouping: deliveries) {
      "\($0.receiver) \($0.alert.budget) \($0.alert.group.map(\.value))"
    }.mapValues { $0.map { "\($0.alert.id) \($0.alert.state)" } }
  }

  @Test(
    "an incident of a receiver that goes by another name ends there; of one that is gone it stays")
  func renamed() throws {
    for (name, key, ends) in [("new", "k", true), ("new", "other", false), ("pager", "k", true)] {
      var configuration = AlertTests.configuration()
      configuration.receivers.append(
        ReceiverSettings(name: "pager", kind: .pagerduty, routingKey: Secret("k")))
      configuration.budgets[0].notify = [.hard: ["pager"]]
      var harness = try EngineHarness(configuration, now: AlertTests.start)
      harness.feed([TestEvent(AlertTests.start, "support_qa", cents: 5000)])
      harness.deliverAll()
      #expect(harness.engine.openAlerts == ["pager": 1])
      #expect(try Engine.openAlerts(in: harness.state.stored) == ["pager": 1])
      configuration.receivers[2].name = name
      configuration.receivers[2].routingKey = Secret(key)
      configuration.budgets[0].notify = [.hard: [name]]
      harness.step(.reconfigured(configuration, history: []))
      harness.commit()
      try harness.kill(configuration: configuration)
      #expect(harness.engine.openAtStart == [ends ? name : "pager": 1])
      configuration.budgets[0].daily = Money(nano: 80_000_000_000)
      harness.step(.reconfigured(configuration, history: []))
      let resolves = harness.engine.deliveries.filter { $0.message.alert?.state == .resolved }
      #expect(resolves.map(\.receiver) == (ends ? [name] : []))
      #expect(harness.engine.openAlerts == [:])
    }
  }
}
