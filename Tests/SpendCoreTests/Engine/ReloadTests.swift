import SpendTesting
import Testing

@testable import SpendCore

/// What a reload or a changed file at the start keeps, seeds, judges and resolves (SPEC 2, reload).
@Suite struct ReloadTests {
  static let start = AlertTests.start

  static func configuration(_ budgets: [Budget], maxGroups: Int = 100) -> Configuration {
    var configuration = AlertTests.configuration()
    configuration.budgets = budgets
    configuration.maxGroups = maxGroups
    return configuration
  }

  static func budget(
    _ name: String, dollars: Int64, _ change: (inout Budget) -> Void = { _ in }
  ) -> Budget {
    var budget = Budget(
      name: name, daily: Money(nano: dollars * 1_000_000_000),
      notify: [.soft: ["hook"], .hard: ["hook"]])
    change(&budget)
    return budget
  }

  static func event(
    _ minute: Int64, _ feature: String, cents: Int64, values: [String: String] = [:]
  ) -> TestEvent {
    TestEvent(
      start.advanced(bySeconds: minute * 60), feature, nano: cents * 10_000_000, values: values)
  }

  static func spend(_ harness: inout EngineHarness, _ budget: String) -> [String: Int64] {
    harness.engine.view(at: harness.now).rows.filter { $0.budget == budget }
      .reduce(into: [:]) { sums, row in
        sums[row.group.map(\.value).joined(separator: "/")] = row.spend.nano / 10_000_000
      }
  }

  @Test("A raised limit resolves what no longer holds, and the next crossing has a new identity")
  func raise() throws {
    var harness = try EngineHarness(
      Self.configuration([Self.budget("each", dollars: 10)]), now: Self.start)
    harness.feed([Self.event(0, "f", cents: 900)])
    harness.commit()
    harness.step(
      .reconfigured(Self.configuration([Self.budget("each", dollars: 20)]), history: []))
    #expect(harness.alerts.map(\.state) == [.firing, .resolved])
    #expect(harness.alerts.last?.limit == Money(nano: 20_000_000_000))
    harness.feed([Self.event(1, "f", cents: 700)])
    #expect(harness.alerts.map(\.condition.percent) == [80, 80, 80])
    #expect(Set(harness.alerts.map(\.id)).count == 2)
    #expect(Self.spend(&harness, "each") == ["f": 1600])
  }

  @Test(
    "What fires again under an id that has resolved has a number after it, also after a kill",
    arguments: [WindowKind.rolling, .calendar], [false, true])
  func again(kind: WindowKind, isKilled: Bool) throws {
    func configuration(_ dollars: Int64?) -> Configuration {
      Self.configuration(
        dollars.map { [Self.budget("each", dollars: $0) { $0.kind = kind }] } ?? [])
    }
    var harness = try EngineHarness(configuration(10), now: Self.start)
    harness.feed([Self.event(0, "f", cents: 900)])
    harness.commit()
    // Raised and put back, removed and restored, with no event between; twice.
    for other in [20, nil, 20, nil] as [Int64?] {
      for dollars in [other, 10] {
        if isKilled {
          try harness.kill(configuration: configuration(dollars))
        } else {
          let new = configuration(dollars)
          let needsHistory = harness.engine.neededHistory(new) != nil
          harness.step(
            .reconfigured(new, history: needsHistory ? harness.state.history : []))
        }
        harness.commit()
      }
    }
    let id = try #require(harness.alerts.first?.id)
    #expect(!id.contains("-"))
    let turns = (0..<4).flatMap { _ in [Alert.State.resolved, .firing] }
    #expect(harness.alerts.map(\.state) == [.firing] + turns)
    #expect(
      harness.alerts.map(\.id)
        == [id, id] + (2...4).flatMap { ["\(id)-\($0)", "\(id)-\($0)"] } + ["\(id)-5"])
    // Another minute, or another window, is another digest: a first firing.
    harness.feed([Self.event(3 * 1440, "f", cents: 900)])
    #expect(harness.alerts.last.map { !$0.id.contains("-") } == true)
  }

  @Test("A limit that is raised and put back says nothing of a calendar window that is over")
  func againAfterTheEnd() throws {
    func configuration(_ dollars: Int64) -> Configuration {
      Self.configuration([Self.budget("each", dollars: dollars) { $0.kind = .calendar }])
    }
    var harness = try EngineHarness(configuration(10), now: Self.start)
    harness.feed([Self.event(0, "f", cents: 900)])
    // Another group moves the position past midnight.
    harness.feed([Self.event(1500, "other", cents: 1)])
    #expect(harness.alerts.map(\.state) == [.firing, .resolved])
    for dollars in [20, 10] as [Int64] {
      harness.step(.reconfigured(configuration(dollars), history: []))
    }
    #expect(harness.alerts.count == 2)
  }

  @Test("After a rebuild a number that an alert had before is not given again")
  func againAfterRebuild() throws {
    func configuration(_ dollars: Int64) -> Configuration {
      Self.configuration([Self.budget("each", dollars: dollars)])
    }
    func run(_ harness: inout EngineHarness) {
      harness.feed([Self.event(0, "f", cents: 900)])
      for dollars in [20, 10] as [Int64] {
        harness.step(.reconfigured(configuration(dollars), history: []))
      }
    }
    var before = try EngineHarness(configuration(10), now: Self.start)
    run(&before)
    let ids = Set(before.alerts.map(\.id))
    #expect(ids.count == 2)
    var harness = try EngineHarness(configuration(10), now: Self.start, firedBefore: ids)
    run(&harness)
    let id = try #require(ids.min { $0.count < $1.count })
    #expect(harness.alerts.last?.id == id + "-3")
  }

  @Test(
    "Who was far over and is still over after a raise alerts once, for the threshold that holds now"
  )
  func raiseBelowTheJump() throws {
    for kind in [WindowKind.rolling, .calendar] {
      func configuration(_ dollars: Int64) -> Configuration {
        Self.configuration([Self.budget("each", dollars: dollars) { $0.kind = kind }])
      }
      var harness = try EngineHarness(configuration(10), now: Self.start)
      harness.feed([Self.event(0, "f", cents: 2500)])
      #expect(harness.alerts.map(\.condition.percent) == [200])
      harness.commit()
      harness.step(.reconfigured(configuration(20), history: []))
      #expect(harness.alerts.map(\.condition.percent) == [200, 200, 100])
      #expect(harness.alerts.map(\.state) == [.firing, .resolved, .firing])
      harness.commit()
      try harness.kill(configuration: configuration(20))
      harness.step(.reconfigured(configuration(20), history: []))
      #expect(harness.alerts.count == 3)
    }
  }

  @Test("A threshold that is gone resolves, and what is exceeded instead alerts once")
  func thresholds() throws {
    func configuration(_ thresholds: [Threshold]) -> Configuration {
      Self.configuration([Self.budget("each", dollars: 10) { $0.thresholds = thresholds }])
    }
    let old = configuration([.init(percent: 80, level: .soft), .init(percent: 100, level: .hard)])
    let new = configuration([.init(percent: 50, level: .soft), .init(percent: 70, level: .hard)])
    var harness = try EngineHarness(old, now: Self.start)
    harness.feed([Self.event(0, "f", cents: 900)])
    harness.commit()
    harness.step(.reconfigured(new, history: []))
    #expect(harness.alerts.map(\.condition.percent) == [80, 80, 70])
    #expect(harness.alerts.map(\.state) == [.firing, .resolved, .firing])
    #expect(harness.alerts.last?.level == .hard)
    harness.commit()
    try harness.kill(configuration: new)
    #expect(harness.alerts.count == 3)
  }

  @Test(
    "Two spellings of one word are two features, in totals, windows, alerts and what a reload seeds"
  )
  func spellings() throws {
    let names = ["caf\u{E9}", "cafe\u{301}"]
    var harness = try EngineHarness(Self.configuration([]), now: Self.start)
    for name in names { harness.feed([Self.event(0, name, cents: 300)]) }
    harness.commit()
    let budget = Self.budget("each", dollars: 3)
    harness.step(.reconfigured(Self.configuration([budget]), history: harness.state.history))
    let view = harness.engine.view(at: harness.now)
    #expect(view.features.map { Array($0.name.utf8) } == names.map { Array($0.utf8) })
    #expect(view.rows.map(\.spend.nano) == [3_000_000_000, 3_000_000_000])
    #expect(Set(harness.alerts.map(\.group)).count == 2)
  }

  @Test("A lowered limit is judged once, at the reload")
  func lower() throws {
    var harness = try EngineHarness(
      Self.configuration([Self.budget("each", dollars: 10)]), now: Self.start)
    harness.feed([Self.event(0, "f", cents: 700)])
    harness.commit()
    let lower = Self.configuration([Self.budget("each", dollars: 7)])
    harness.step(.reconfigured(lower, history: []))
    harness.step(.reconfigured(lower, history: []))
    #expect(harness.alerts.map(\.condition.percent) == [100])
    harness.commit()
    try harness.kill(configuration: lower)
    #expect(harness.alerts.map(\.condition.percent) == [100])
  }

  @Test("A removed budget resolves; the order of the budgets changes no identity")
  func removeAndReorder() throws {
    let (a, b) = (Self.budget("a", dollars: 10), Self.budget("b", dollars: 5))
    var harness = try EngineHarness(Self.configuration([a, b]), now: Self.start)
    harness.feed([Self.event(0, "f", cents: 900)])
    harness.commit()
    harness.step(.reconfigured(Self.configuration([b, a]), history: []))
    harness.feed([Self.event(1, "f", cents: 100)])
    #expect(harness.alerts.map(\.state) == [.firing, .firing, .firing, .firing])
    var other = try EngineHarness(Self.configuration([b, a]), now: Self.start)
    other.feed([Self.event(0, "f", cents: 900), Self.event(1, "f", cents: 100)])
    #expect(Set(harness.alerts.map(\.id)) == Set(other.alerts.map(\.id)))
    harness.commit()
    harness.step(.reconfigured(Self.configuration([a]), history: []))
    let resolved = harness.alerts.filter { $0.state == .resolved }
    #expect(resolved.allSatisfy { $0.budget == "b" } && resolved.count == 2)
  }

  @Test(
    "Groups beyond the limit stay in the window of all others, counted once, when a budget is added"
  )
  func othersAreNotSeededTwice() throws {
    let each = Self.budget("each", dollars: 100)
    var harness = try EngineHarness(
      Self.configuration([each], maxGroups: 2), now: Self.start)
    harness.feed((0..<6).map { Self.event(0, "f\($0)", cents: 100) })
    harness.commit()
    #expect(Self.spend(&harness, "each") == ["f0": 100, "f1": 100, "(other)": 400])
    let wider = Self.configuration([each, Self.budget("all", dollars: 9) { $0.per = [] }])
    try harness.kill(configuration: wider)
    #expect(Self.spend(&harness, "each") == ["f0": 100, "f1": 100, "(other)": 400])
    #expect(Self.spend(&harness, "all") == ["": 600])
  }

  @Test("A feature that no budget names any more is unlisted with what it has spent")
  func unnamed() throws {
    let rest = Self.budget("rest", dollars: 50) { $0.isUnlisted = true }
    let named = Self.budget("named", dollars: 50) {
      $0.match = Match([.init(dimension: Dimension.feature, patterns: [Glob("f")])])
    }
    var harness = try EngineHarness(Self.configuration([named, rest]), now: Self.start)
    harness.feed([Self.event(0, "f", cents: 300), Self.event(0, "g", cents: 200)])
    harness.commit()
    #expect(Self.spend(&harness, "rest") == ["g": 200])
    try harness.kill(configuration: Self.configuration([rest]))
    #expect(Self.spend(&harness, "rest") == ["f": 300, "g": 200])
  }

  @Test("A budget that was in force all the time is not partial after a restart")
  func partialSince() throws {
    func gold(_ name: String) -> Budget {
      Self.budget(name, dollars: 5) {
        $0.match = Match([.init(dimension: "tier", patterns: [Glob("gold")])])
        $0.per = ["user_id"]
      }
    }
    let configuration = Self.configuration([gold("old")])
    var harness = try EngineHarness(configuration, now: Self.start)
    harness.feed([Self.event(0, "f", cents: 100)])
    harness.commit()
    try harness.kill()
    harness.commit()
    // The second one is new: the history does not know its dimensions.
    try harness.kill(configuration: Self.configuration([gold("old"), gold("new")]))
    harness.feed([
      Self.event(1, "f", cents: 100, values: ["tier": "gold", "user_id": "u"])
    ])
    let rows = harness.engine.view(at: harness.now).rows
    #expect(rows.first { $0.budget == "old" }?.partialSince == nil)
    #expect(rows.first { $0.budget == "new" }?.partialSince != nil)
  }

  @Test(
    "In another time zone a window has what belongs into it, and alerts of the old one resolve",
    arguments: [false, true])
  func timeZone(isRestart: Bool) throws {
    let budgets = ["name", "user"].map { name in
      Self.budget(name, dollars: 10) {
        $0.kind = .calendar
        $0.monthly = Money(nano: 15 * 1_000_000_000)
        if name == "user" { $0.per = ["user_id"] }
      }
    }
    func configuration(hours: Int64) -> Configuration {
      var configuration = Self.configuration(budgets)
      let name = hours == 0 ? "UTC" : "Etc/GMT+\(-hours)"
      configuration.timeZone = TimeZoneRules(name: name, initialOffsetSeconds: hours * 3600)
      return configuration
    }
    var harness = try EngineHarness(configuration(hours: 0), now: Self.start)
    func change(hours: Int64) throws {
      harness.commit()
      let new = configuration(hours: hours)
      if isRestart { return try harness.kill(configuration: new) }
      let needs = harness.engine.neededHistory(new) != nil
      harness.step(.reconfigured(new, history: needs ? harness.state.history : []))
    }
    func spend(_ budget: String) -> [WindowUnit: Int64] {
      harness.engine.view(at: harness.now).rows.filter { $0.budget == budget }
        .reduce(into: [:]) { $0[$1.unit] = $1.spend.nano / 10_000_000 }
    }
    func firing() -> [Alert] {
      harness.engine.activeAlerts.map(\.alert).filter { $0.budget == "name" }
    }
    // 03:06 in UTC is the day before five hours to the west of it.
    harness.feed([
      Self.event(-400, "f", cents: 600, values: ["user_id": "u"]),
      Self.event(0, "f", cents: 1100, values: ["user_id": "u"]),
    ])
    #expect(spend("name") == [.day: 1700, .month: 1700])
    try change(hours: -5)
    #expect(spend("name") == [.day: 1100, .month: 1700])
    #expect(firing().map(\.windowStart.minute).allSatisfy { $0 % 1440 == 300 })
    let resolved = Set(harness.alerts.filter { $0.state == .resolved }.map(\.id))
    #expect(Set(harness.alerts.map(\.id)).subtracting(resolved) == Set(firing().map(\.id)))
    #expect(Set(firing().map(\.unit)) == [.day, .month])
    harness.feed([Self.event(1, "f", cents: 100, values: ["user_id": "u"])])
    #expect(spend("name") == [.day: 1200, .month: 1800])
    #expect(spend("user") == [.day: 100, .month: 100])
    // The history does not know whose the spend before was.
    let rows = harness.engine.view(at: harness.now).rows.filter { $0.budget == "user" }
    #expect(rows.allSatisfy { $0.partialSince != nil })
    try change(hours: 0)
    #expect(spend("name") == [.day: 1800, .month: 1800])
    #expect(firing().map(\.windowStart.minute).allSatisfy { $0 % 1440 == 0 })
    #expect(Set(firing().map(\.unit)) == [.day, .month])
    let count = harness.alerts.count
    try change(hours: 0)
    #expect(harness.alerts.count == count)
    #expect(spend("user") == [:])
  }

  @Test(
    "Dimensions of the history hold from then on, and budgets know what came since",
    arguments: [false, true])
  func historyDimensions(isRestart: Bool) throws {
    func configuration(_ dimensions: [String], _ budgets: [String]) -> Configuration {
      var configuration = Self.configuration(
        budgets.map { name in Self.budget(name, dollars: 100) { $0.per = [name] } })
      configuration.historyDimensions = dimensions
      return configuration
    }
    var harness = try EngineHarness(configuration(["feature_name"], []), now: Self.start)
    func change(_ dimensions: [String], _ budgets: [String]) throws {
      harness.commit()
      let new = configuration(dimensions, budgets)
      if isRestart { return try harness.kill(configuration: new) }
      let needs = harness.engine.neededHistory(new) != nil
      harness.step(.reconfigured(new, history: needs ? harness.state.history : []))
    }
    func sets() -> [[String]] {
      harness.state.history.map { harness.engine.ledger.labelSets[$0.labelSet].map(\.name) }
    }
    harness.feed([Self.event(0, "f", cents: 100, values: ["tier": "gold"])])
    harness.commit()
    #expect(Set(sets()) == [["feature_name"]])
    let before = harness.state.history
    try change(["feature_name", "tier"], [])
    harness.feed([Self.event(20, "f", cents: 10, values: ["tier": "gold"])])
    harness.commit()
    // What was counted stays as it is.
    #expect(harness.state.history.filter { before.contains($0) } == before)
    #expect(Set(sets()) == [["feature_name"], ["feature_name", "tier"]])
    try change(["feature_name", "tier"], ["tier", "feature_name", "region"])
    harness.feed([Self.event(40, "f", cents: 1, values: ["tier": "gold", "region": "eu"])])
    #expect(Self.spend(&harness, "feature_name") == ["f": 111])
    #expect(Self.spend(&harness, "tier") == ["gold": 11])
    #expect(Self.spend(&harness, "region") == ["eu": 1])
    let since = Dictionary(
      grouping: harness.engine.view(at: harness.now).rows, by: \.budget
    ).mapValues { $0.map(\.partialSince) }
    #expect(since["feature_name"] == [nil])
    // Of the quarter in which it changed, not all calls have the dimension.
    let quarter = try #require(before.last)
    #expect(since["tier"] == [quarter.start.advanced(bySeconds: quarter.widthSeconds)])
    #expect(since["region"]?.compactMap(\.self).count == 1)
  }
}
