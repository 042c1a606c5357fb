import SpendTesting
import Testing

@testable import SpendCore

/// Calls that are logged more than once.
@Suite struct DuplicateTests {
  private static func id(_ text: String, grows: Bool = false) -> EventID {
    var digest = EventID.Digest()
    digest.add(text)
    return digest.id(grows: grows)
  }

  private static let start = KillTests.start

  private static func event(
    _ id: String, cents: Int64, after seconds: Int64 = 0, feature: String = "f1",
    tokens: Int64 = 0, grows: Bool = false
  ) -> TestEvent {
    var event = TestEvent(start.advanced(bySeconds: seconds), feature, cents: cents)
    event.id = Self.id(id, grows: grows)
    event.tokens = tokens
    return event
  }

  private static func count(_ reason: Rejection, _ totals: Totals) -> Int64 {
    zip(Rejection.allCases, totals.rejected).first { $0.0 == reason }?.1 ?? 0
  }

  private static func count(_ flag: Flags, _ totals: Totals) -> Int64 {
    zip(Flags.names, totals.flagged).first { $0.0.flag == flag }?.1 ?? 0
  }

  @Test("A call counts once, and of its cost what exceeds the one before")
  func once() throws {
    var harness = try EngineHarness(KillTests.configuration, now: Self.start)
    harness.feed([
      Self.event("a", cents: 10), Self.event("a", cents: 10, after: 60),
      Self.event("a", cents: 15, after: 120), Self.event("a", cents: 12, after: 180),
      Self.event("b", cents: 1, after: 200),
    ])
    let view = harness.engine.view(at: harness.now)
    #expect(view.totals.events == 2)
    #expect(view.totals.spend == Money(nano: 160_000_000))
    #expect(Self.count(.duplicate, view.totals) == 3)
    #expect(Self.count(.corrected, view.totals) == 1)
    // The window has the money too.
    let row = view.rows.first { $0.budget == "f1" }
    #expect(row?.spend == Money(nano: 160_000_000))
    let notices = harness.happenings.filter { if case .duplicate = $0 { true } else { false } }
    #expect(notices.count == 1, "said once an hour")
  }

  @Test("A day apart it is another call, and one second more than a day is")
  func edge() throws {
    for (seconds, calls) in [(86_400, 1), (86_401, 2)] as [(Int64, Int64)] {
      var harness = try EngineHarness(KillTests.configuration, now: Self.start)
      harness.feed([Self.event("a", cents: 10), Self.event("a", cents: 10, after: seconds)])
      #expect(harness.engine.view(at: harness.now).totals.events == calls, "\(seconds)")
    }
  }

  @Test("A call that grows counts as the differences, tokens too")
  func grows() throws {
    var harness = try EngineHarness(KillTests.configuration, now: Self.start)
    harness.feed([
      Self.event("a", cents: 1, tokens: 10, grows: true),
      Self.event("a", cents: 1, after: 1, tokens: 10, grows: true),
      Self.event("a", cents: 3, after: 2, tokens: 35, grows: true),
    ])
    harness.commit()
    let history = harness.state.history
    #expect(history.map(\.outputTokens).reduce(0, +) == 35)
    #expect(history.map(\.calls).reduce(0, +) == 1)
    #expect(history.map(\.spend.nano).reduce(0, +) == 30_000_000)
  }

  @Test("What comes without a feature is counted by source, over restarts")
  func untagged() throws {
    var harness = try EngineHarness(KillTests.configuration, now: Self.start)
    harness.feed([
      TestEvent(Self.start, Dimension.untagged, cents: 10), Self.event("a", cents: 30),
      Self.event("b", cents: 20, feature: Dimension.untagged),
      Self.event("b", cents: 25, feature: Dimension.untagged),
    ])
    harness.commit()
    for _ in 0..<2 {
      let spent = harness.engine.sources[0].spent
      #expect(spent.calls == 3 && spent.spend == Money(nano: 650_000_000))
      #expect(spent.untaggedCalls == 2 && spent.untaggedSpend == Money(nano: 350_000_000))
      try harness.kill()
    }
  }

  @Test("An id is known for two days, and what comes later is counted as forgotten")
  func forgotten() throws {
    var configuration = KillTests.configuration
    configuration.maxIDs = 3
    var harness = try EngineHarness(configuration, now: Self.start)
    harness.feed((0..<5).map { Self.event("\($0)", cents: 1, after: Int64($0)) })
    #expect(harness.engine.ledger.ids.count == 3 && harness.engine.ledger.ids.forgotten == 2)
    harness.feed([Self.event("0", cents: 1, after: 10), Self.event("4", cents: 1, after: 10)])
    #expect(harness.engine.view(at: harness.now).totals.events == 6)
    harness.feed([TestEvent(Self.start.advanced(bySeconds: 200_000), "f1", cents: 1)])
    #expect(harness.engine.ledger.ids.count == 0)
    let before = harness.engine.ledger.ids.forgotten
    harness.feed([Self.event("4", cents: 1)], clockFollows: false)
    #expect(harness.engine.ledger.ids.forgotten == before + 1)
    harness.commit()
    try harness.kill()
    #expect(harness.engine.ledger.ids.forgotten == before + 1)
  }

  @Test("Killed anywhere, it forgets what an uninterrupted run forgets")
  func killsFarApart() throws {
    for seed in UInt64(1)...8 {
      var random = SeededRandom(seed: seed)
      var events = KillTests.events(&random, jumps: seed % 2 == 0)
      for index in events.indices {
        events[index].id = Self.id("\(random.next(below: 90))")
      }
      var whole = try KillTests.fed(events)
      var cut = try KillTests.killed(events, &random)
      let (a, b) = (KillTests.outcome(&cut), KillTests.outcome(&whole))
      #expect(a.features == b.features, "seed \(seed)")
      #expect(cut.engine.ledger.ids.forgotten == whole.engine.ledger.ids.forgotten, "seed \(seed)")
      #expect(cut.engine.ledger.ids.count == whole.engine.ledger.ids.count, "seed \(seed)")
    }
  }

  @Test("Killed anywhere, what was counted is what each call cost at most")
  func kills() throws {
    for seed in UInt64(1)...12 {
      var random = SeededRandom(seed: seed)
      var events = KillTests.events(&random)
      for index in events.indices {
        events[index].time = Self.start.advanced(bySeconds: Int64(index) * 30)
        guard random.next(below: 4) > 0 else { continue }
        let number = random.next(below: 90)
        events[index].id = Self.id("\(number)", grows: number % 2 == 0)
        events[index].tokens = Int64(random.next(below: 900))
        events[index].feature = "f\(number % 5)"
      }
      var whole = try KillTests.fed(events)
      var cut = try KillTests.killed(events, &random)
      let (a, b) = (KillTests.outcome(&cut), KillTests.outcome(&whole))
      #expect(a.difference(from: b) == nil, "seed \(seed)")
      var calls: Int64 = 0
      var spend: Int64 = 0
      var most: [EventID: Int64] = [:]
      for event in events {
        if event.id.isNone {
          calls += 1
          spend += event.cost.nano
        } else {
          most[event.id] = max(most[event.id] ?? 0, event.cost.nano)
        }
      }
      let totals = cut.engine.view(at: cut.now).totals
      #expect(totals.events == calls + Int64(most.count), "seed \(seed)")
      #expect(totals.spend.nano == spend + most.values.reduce(0, +), "seed \(seed)")
    }
  }
}
