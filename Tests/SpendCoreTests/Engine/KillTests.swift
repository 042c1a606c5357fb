import SpendCore
import SpendTesting
import Testing

/// A first simulator: seeded events, kills at commit boundaries and between them, a virtual clock.
/// What comes out is what an uninterrupted run gives.
@Suite struct KillTests {
  struct Outcome: Equatable {
    var alerts: [Alert]
    var features: [String: Int64]
    var rows: [EngineView.Row]
    /// Of the history, all added up; as of the last commit.
    var details: HistoryDetails

    /// The first thing that differs, in words.
    func difference(from other: Outcome) -> String? {
      if features != other.features { return "\(features), not \(other.features)" }
      if alerts.count != other.alerts.count {
        return "\(alerts.count) alerts, not \(other.alerts.count)"
      }
      if let (a, b) = zip(alerts, other.alerts).first(where: { $0 != $1 }) {
        return "\(a), not \(b)"
      }
      if let (a, b) = zip(rows, other.rows).first(where: { $0 != $1 }) { return "\(a), not \(b)" }
      return self == other ? nil : "\(rows.count) rows, not \(other.rows.count)"
    }
  }

  static let start = Timestamp(seconds: 1_774_000_000)

  static var configuration: Configuration {
    func budget(_ name: String, _ change: (inout Budget) -> Void) -> Budget {
      var budget = Budget(name: name, notify: [.soft: ["hook"], .hard: ["hook", "log"]])
      change(&budget)
      return budget
    }
    return Configuration(
      sources: [SourceSettings(origin: .file(pattern: "/log", rotated: []))],
      budgets: [
        budget("f1") {
          $0.match = Match([.init(dimension: Dimension.feature, patterns: [Glob("f1")])])
          $0.daily = Money(nano: 3_000_000_000)
          $0.monthly = Money(nano: 20_000_000_000)
        },
        budget("calendar") {
          $0.kind = .calendar
          $0.per = []
          $0.daily = Money(nano: 9_000_000_000)
        },
        budget("models") {
          $0.per = [Dimension.feature, Dimension.model]
          $0.daily = Money(nano: 1_000_000_000)
        },
        budget("default") {
          $0.isUnlisted = true
          $0.daily = Money(nano: 2_000_000_000)
        },
      ], receivers: [.log, ReceiverSettings(name: "hook", kind: .webhook)])
  }

  /// - Parameter jumps: some cost much, some come after a day or two.
  static func events(_ random: inout SeededRandom, jumps: Bool = false) -> [TestEvent] {
    var time = start
    return (0..<600).map { _ in
      time = time.advanced(bySeconds: Int64(random.next(below: 900)))
      if jumps, random.next(below: 40) == 0 {
        time = time.advanced(bySeconds: Int64(random.next(below: 150_000)))
      }
      let isLarge = jumps && random.next(below: 20) == 0
      let late = random.next(below: 8) == 0 ? Int64(random.next(below: 7200)) : 0
      return TestEvent(
        time.advanced(bySeconds: -late), "f\(random.next(below: 5))",
        nano: Int64(random.next(below: isLarge ? 6_000_000_000 : 200_000_000)),
        values: [Dimension.model: "m\(random.next(below: 3))"],
        flags: random.next(below: 30) == 0 ? .unpriced : [])
    }
  }

  @Test("Killed anywhere, it gives the alerts and totals of an uninterrupted run")
  func kills() throws {
    for seed in UInt64(1)...8 {
      var random = SeededRandom(seed: seed)
      let events = Self.events(&random)
      var whole = try Self.fed(events)
      var cut = try Self.killed(events, &random)
      let (a, b) = (Self.outcome(&cut), Self.outcome(&whole))
      #expect(a.features == b.features, "seed \(seed)")
      #expect(a.rows == b.rows, "seed \(seed)")
      let unpriced = events.count { $0.flags.contains(.unpriced) }
      #expect(a.details == b.details && a.details.unpricedCalls == unpriced, "seed \(seed)")
      #expect(a.alerts.count == b.alerts.count, "seed \(seed)")
      let difference = zip(a.alerts, b.alerts).first { $0 != $1 }
      #expect(difference?.0 == difference?.1, "seed \(seed)")
      #expect(!whole.alerts.isEmpty)
    }
  }

  @Test("Killed after an alert that was committed ahead of its spend, it gives the same")
  func alertsAhead() throws {
    var aheads = 0
    for seed in UInt64(21)...36 {
      var random = SeededRandom(seed: seed)
      let events = Self.events(&random, jumps: seed % 2 == 0)
      var whole = try Self.fed(events)
      var cut = try Self.fed([])
      var kills = 0
      while cut.fedEvents < events.count {
        cut.feed([events[cut.fedEvents]])
        var hasUncommittedSpend = false
        if cut.engine.urgency > .none {
          hasUncommittedSpend = !cut.commitUrgent()
        } else if random.next(below: 20) == 0 {
          cut.commit()
        }
        if kills < 60, random.next(below: hasUncommittedSpend ? 2 : 20) == 0 {
          if hasUncommittedSpend { aheads += 1 }
          kills += 1
          try cut.kill()
        } else if hasUncommittedSpend, random.next(below: 2) == 0 {
          let open = cut.engine.deliveries.filter { $0.status == .pending }
          cut.step(
            .outcomes(
              open.map { DeliveryOutcome(sequence: $0.sequence, status: .delivered, attempts: 1) }
            ))
        }
      }
      cut.commit()
      let expected = Self.byGroup(Self.timeless(Self.outcome(&whole)))
      let found = Self.byGroup(Self.timeless(Self.outcome(&cut)))
      let difference = found.difference(from: expected)
      #expect(difference == nil, "seed \(seed)")
      let deliveries = whole.engine.deliveries.count
      #expect(cut.engine.deliveries.count == deliveries, "seed \(seed): one delivery twice")
    }
    #expect(aheads > 20)
  }

  @Test(
    "Lines that come while a commit is on its way belong to the next one, whatever becomes of it")
  func commitsInFlight() throws {
    for seed in UInt64(11)...18 {
      var random = SeededRandom(seed: seed)
      let events = Self.events(&random)
      var whole = try Self.fed(events)
      var cut = try Self.fed([])
      var (kills, landed, lost) = (0, 0, 0)
      while cut.fedEvents < events.count {
        cut.feed([events[cut.fedEvents]])
        cut.monotonicSeconds += Double(random.next(below: 8)) / 10
        cut.isDiskFull = random.next(below: 6) == 0
        if random.next(below: 2) == 0 { cut.serveAll() }
        guard random.next(below: 3) == 0 else { continue }
        let isKilled = kills < 50 && random.next(below: 2) == 0
        let isLanding = random.next(below: 3) > 0
        if cut.schedule.isCommitting {
          if isLanding { landed += 1 } else { lost += 1 }
          cut.finishWork(landing: isLanding, reporting: !isKilled)
        }
        if isKilled {
          kills += 1
          try cut.kill(isReady: random.next(below: 4) > 0)
        }
      }
      cut.isDiskFull = false
      cut.finishWork()
      if cut.schedule.phase < .ready { cut.becomeReady() }
      cut.commit()
      #expect(landed > 3 && lost > 3, "seed \(seed)")
      #expect(kills > 0)
      let expected = Self.timeless(Self.outcome(&whole))
      let difference = Self.timeless(Self.outcome(&cut)).difference(from: expected)
      #expect(difference == nil, "seed \(seed)")
      try cut.kill()
      let later = Self.timeless(Self.outcome(&cut)).difference(from: expected)
      #expect(later == nil, "seed \(seed), after a restart")
    }
  }

  @Test("A commit on its way lets nothing out that came after it")
  func sendsWhatIsCommitted() throws {
    var harness = try EngineHarness(Self.configuration, now: Self.start)
    harness.feed([TestEvent(Self.start, "f3", nano: 1)])
    harness.commit()
    harness.feed([TestEvent(Self.start, "f3", nano: 1)])
    harness.beginCommit()
    harness.feed([TestEvent(Self.start, "f1", nano: 5_000_000_000)])
    #expect(harness.sent.isEmpty && harness.engine.urgency > .none)
    harness.finishWork()
    #expect(harness.sent.isEmpty && harness.engine.urgency > .none)
    harness.commit()
    #expect(harness.sent.count == harness.engine.deliveries.count && !harness.sent.isEmpty)
  }

  @Test("A clock that is set back and forth while running changes no alert")
  func clockSteps() throws {
    var random = SeededRandom(seed: 7)
    let events = Self.events(&random)
    var steady = try EngineHarness(Self.configuration, now: Self.start)
    steady.feed(events)
    var shaken = try EngineHarness(Self.configuration, now: Self.start)
    for event in events {
      shaken.now = event.time.advanced(bySeconds: Int64(random.next(below: 500)) - 250)
      shaken.feed([event], clockFollows: false)
    }
    #expect(shaken.alerts.map(\.id) == steady.alerts.map(\.id))
  }

  @Test("Nothing is sent before it is committed")
  func commitBeforeSend() throws {
    var harness = try EngineHarness(Self.configuration, now: Self.start)
    harness.feed([TestEvent(Self.start, "f1", nano: 5_000_000_000)])
    #expect(harness.sent.isEmpty && harness.engine.urgency > .none)
    harness.commit()
    #expect(harness.sent.count == harness.engine.deliveries.count && !harness.sent.isEmpty)
  }

  @Test("An alert whose first commits failed for a moment goes out with the one that succeeds")
  func failedForAMoment() throws {
    var harness = try EngineHarness(Self.configuration, now: Self.start)
    harness.commit()
    harness.feed([TestEvent(Self.start, "f1", nano: 5_000_000_000)])
    harness.isDiskFull = true
    for _ in 1...2 {
      harness.serveAll()
      // Not before the pause is over.
      let isPaused = harness.serve() == .none
      #expect(isPaused)
      harness.monotonicSeconds += 1
    }
    #expect(harness.sent.isEmpty && harness.schedule.isFailing)
    harness.isDiskFull = false
    harness.commit()
    #expect(!harness.sent.isEmpty && harness.sent.count == harness.engine.deliveries.count)
    #expect(harness.sent.allSatisfy { !$0.alert.isProvisional })
  }

  @Test("When commits fail for five seconds alerts go out as provisional, under the same ids")
  func provisional() throws {
    var harness = try EngineHarness(Self.configuration, now: Self.start)
    harness.feed([TestEvent(Self.start, "f1", nano: 5_000_000_000)])
    harness.step(.commitFailed(forSeconds: 4))
    #expect(harness.sent.isEmpty)
    harness.step(.commitFailed(forSeconds: 5))
    #expect(!harness.sent.isEmpty && harness.sent.allSatisfy { $0.alert.isProvisional })
    let ids = Set(harness.sent.map(\.alert.id))
    harness.commit()
    #expect(Set(harness.sent.map(\.alert.id)) == ids)
    #expect(harness.sent.count == harness.engine.deliveries.count)
  }

  /// What was fed without a kill, and committed.
  /// Fed one by one, committed now and then and killed up to 50 times: whatever was read since the
  /// last commit is read again.
  static func killed(
    _ events: [TestEvent], _ random: inout SeededRandom
  ) throws -> EngineHarness {
    var cut = try fed([])
    var kills = 0
    while cut.fedEvents < events.count {
      cut.feed([events[cut.fedEvents]])
      if cut.engine.urgency > .none || random.next(below: 12) == 0 { cut.commit() }
      if kills < 50, random.next(below: 12) == 0 {
        kills += 1
        try cut.kill()
      }
    }
    cut.commit()
    return cut
  }

  static func fed(_ events: [TestEvent]) throws -> EngineHarness {
    var harness = try EngineHarness(configuration, now: start)
    harness.feed(events)
    harness.commit()
    return harness
  }

  /// Without what the clock and the disk say: an alert that is decided again after a kill may have
  /// become late, and one that could not be committed for five seconds goes out all the same.
  private static func timeless(_ outcome: Outcome) -> Outcome {
    var outcome = outcome
    for index in outcome.alerts.indices {
      outcome.alerts[index].isCatchUp = false
      outcome.alerts[index].isProvisional = false
    }
    return outcome
  }

  /// Each group's alerts in their order. Of those of several groups, resolves of the same minute go
  /// in the order of the windows, which changes with a restart when windows come and go.
  private static func byGroup(_ outcome: Outcome) -> Outcome {
    func key(_ alert: Alert) -> String { alert.budget + alert.group.map(\.value).joined() }
    var outcome = outcome
    let alerts = outcome.alerts.enumerated().sorted {
      (key($0.element), $0.offset) < (key($1.element), $1.offset)
    }
    outcome.alerts = alerts.map(\.element)
    return outcome
  }

  static func outcome(_ harness: inout EngineHarness) -> Outcome {
    let view = harness.engine.view(at: harness.now)
    return Outcome(
      alerts: harness.alerts,
      features: Dictionary(
        uniqueKeysWithValues: view.features.map { ($0.name, $0.spend.nano) }),
      rows: view.rows.sorted {
        ($0.budget, $0.group.map(\.value).joined(), $0.unit.rawValue)
          < ($1.budget, $1.group.map(\.value).joined(), $1.unit.rawValue)
      },
      details: harness.state.details.reduce(into: HistoryDetails()) { $0.add($1.details) })
  }
}
