import SpendCore
import SpendTesting
import Testing

/// What `max_groups` counts: groups, whatever windows they have.
@Suite struct GroupLimitTests {
  private static let budget = ReloadTests.budget("each", dollars: 1000) {
    $0.monthly = Money(nano: 9_000_000_000_000)
  }

  private static func harness() throws -> EngineHarness {
    try EngineHarness(
      ReloadTests.configuration([budget], maxGroups: 2), now: ReloadTests.start)
  }

  private static func spend(_ harness: inout EngineHarness, _ unit: WindowUnit) -> [String: Int64] {
    harness.engine.view(at: harness.now).rows.filter { $0.unit == unit }
      .reduce(into: [:]) { $0[$1.group[0].value] = $1.spend.nano / 10_000_000 }
  }

  @Test("A group with a day and a month is one group")
  func twoWindows() throws {
    var harness = try Self.harness()
    harness.feed((0..<4).map { ReloadTests.event(0, "f\($0)", cents: 100) })
    for unit in [WindowUnit.day, .month] {
      #expect(Self.spend(&harness, unit) == ["f0": 100, "f1": 100, "(other)": 200])
    }
    harness.commit()
    try harness.kill()
    harness.feed((0..<4).map { ReloadTests.event(1, "f\($0)", cents: 1) })
    for unit in [WindowUnit.day, .month] {
      #expect(Self.spend(&harness, unit) == ["f0": 101, "f1": 101, "(other)": 202])
    }
  }

  @Test(
    "What does not fit is counted and shown, and never alerts under the limit of one group",
    arguments: [WindowKind.rolling, .calendar])
  func overflow(kind: WindowKind) throws {
    let budget = ReloadTests.budget("each", dollars: 10) { $0.kind = kind }
    let all = ReloadTests.budget("all", dollars: 50) {
      $0.per = []
      $0.kind = kind
    }
    func configuration(_ budgets: [Budget]) -> Configuration {
      ReloadTests.configuration(budgets, maxGroups: 2)
    }
    var harness = try EngineHarness(configuration([budget]), now: ReloadTests.start)
    harness.feed((0..<11).map { ReloadTests.event(Int64($0), "f\($0)", cents: 900) })
    // Below the limit of each group; together far above it.
    #expect(harness.alerts.map { $0.group[0].value } == ["f0", "f1"])
    let row = harness.engine.view(at: harness.now).rows.first { $0.group[0].value == "(other)" }
    #expect(row?.spend == Money(nano: 81_000_000_000))
    #expect(row?.level == nil && row?.firing == [])
    harness.commit()
    try harness.kill()
    harness.feed([ReloadTests.event(11, "f11", cents: 900)])
    harness.step(.reconfigured(configuration([budget]), history: []))
    harness.commit()
    #expect(harness.alerts.count == 2)
    // A limit that is meant for everything together still holds for it.
    harness.step(.reconfigured(configuration([budget, all]), history: harness.state.history))
    #expect(harness.alerts.map(\.budget) == ["each", "each", "all"])
  }

  @Test("What values take in memory is bounded: it is said once, and everything is counted")
  func valueBytes() throws {
    let budget = ReloadTests.budget("each", dollars: 1000)
    var harness = try EngineHarness(
      ReloadTests.configuration([budget], maxGroups: 10_000), now: ReloadTests.start)
    let limit = 64 << 10
    harness.engine.catalog = Catalog(
      dimensions: harness.engine.catalog.dimensions, maxBytes: limit)
    func said() -> [(bytes: Int, values: Int)] {
      harness.happenings.compactMap {
        guard case .valuesLimited(let bytes, let values) = $0 else { return nil }
        return (bytes, values)
      }
    }
    harness.feed((0..<100).map { ReloadTests.event(0, "f\($0)", cents: 1) })
    #expect(said().isEmpty && !harness.engine.memory.areValuesLimited)
    harness.feed((0..<2000).map { ReloadTests.event(1, "f\($0)", cents: 1) })
    let memory = harness.engine.memory
    #expect(memory.areValuesLimited && memory.valueByteLimit == limit && memory.texts < 2000)
    #expect(said().map(\.bytes).allSatisfy { $0 >= limit } && said().count == 1)
    #expect(said().first?.values == memory.texts)
    let spend = Self.spend(&harness, .day)
    #expect(spend["f99"] == 2 && spend["f1999"] == nil)
    #expect(spend.values.reduce(0, +) == 2100 && (spend["(other)"] ?? 0) > 1000)
    // Not again, until somebody may have done something about it.
    harness.feed((0..<2000).map { ReloadTests.event(2, "f\($0)", cents: 1) })
    #expect(said().count == 1)
  }

  @Test("Who calls itself (other) is a group like any other, beside what does not fit")
  func literal() throws {
    let budget = ReloadTests.budget("each", dollars: 10)
    let configuration = ReloadTests.configuration([budget], maxGroups: 2)
    var harness = try EngineHarness(configuration, now: ReloadTests.start)
    harness.feed(["(other)", "f", "g", "h"].map { ReloadTests.event(0, $0, cents: 900) })
    for _ in 0..<2 {
      #expect(harness.alerts.map { $0.group[0].value } == ["(other)", "f"])
      let rows = harness.engine.view(at: harness.now).rows.filter { $0.group[0].value == "(other)" }
      #expect(rows.map(\.spend.nano).sorted() == [9_000_000_000, 18_000_000_000])
      #expect(rows.compactMap(\.level) == [.soft])
      harness.commit()
      try harness.kill()
    }
    harness.step(.reconfigured(configuration, history: []))
    harness.feed(["(other)", "h"].map { ReloadTests.event(1, $0, cents: 200) })
    let said = harness.alerts.map { "\($0.group[0].value) \($0.condition.percent)" }
    #expect(said == ["(other) 80", "f 80", "(other) 100"])
  }

  @Test("A group that was quiet for days is the same group, not one too many")
  func quiet() throws {
    var harness = try Self.harness()
    let days: Int64 = 5 * 1440
    harness.feed((0..<3).map { ReloadTests.event(0, "f\($0)", cents: 100) })
    harness.now = ReloadTests.start.advanced(bySeconds: days * 60)
    harness.feed([ReloadTests.event(days - 2, "f1", cents: 7)])
    harness.feed([ReloadTests.event(days, "f0", cents: 5), ReloadTests.event(days, "f2", cents: 3)])
    let day = Self.spend(&harness, .day).filter { $0.value > 0 }
    #expect(day == ["f0": 5, "f1": 7, "(other)": 3])
    #expect(Self.spend(&harness, .month) == ["f0": 105, "f1": 107, "(other)": 103])
  }

  /// The model tells the series of a feature apart.
  private static func call(_ minute: Int64, _ feature: String, _ model: String) -> TestEvent {
    ReloadTests.event(minute, feature, cents: 100, values: [Dimension.model: model])
  }

  @Test(
    "Room that appears is found by series that the limit had sent away, as after a restart",
    arguments: [false, true])
  func room(isKilled: Bool) throws {
    var harness = try Self.harness()
    harness.feed(["a", "b", "c"].map { Self.call(0, $0, "m1") })
    harness.feed((1...40).map { Self.call($0 * 1440, "c", "m1") })
    if isKilled {
      harness.commit()
      try harness.kill()
    }
    let last: Int64 = 41 * 1440
    harness.feed([Self.call(last, "c", "m1"), Self.call(last, "c", "m2")])
    let day = Self.spend(&harness, .day).filter { $0.value > 0 }
    #expect(day == ["c": 200])
  }

  @Test("A group whose month is over has no place any more, whatever its day still remembers")
  func passedDay() throws {
    let budget = ReloadTests.budget("each", dollars: 1) {
      $0.monthly = Money(nano: 9_000_000_000_000)
      $0.kind = .calendar
    }
    var harness = try EngineHarness(
      ReloadTests.configuration([budget], maxGroups: 2), now: ReloadTests.start)
    // Both go over the limit of their last day, and are never seen again.
    harness.feed(["a", "b"].map { ReloadTests.event(0, $0, cents: 500) })
    harness.feed(["c"].map { ReloadTests.event(1, $0, cents: 1) })
    #expect(Self.spend(&harness, .month)["c"] == nil)
    let later = (1...70).map { ReloadTests.event($0 * 1440, "c", cents: 1) }
    harness.feed(Array(later))
    harness.feed(["d"].map { ReloadTests.event(70 * 1440, $0, cents: 3) })
    let month = Self.spend(&harness, .month).filter { $0.value > 0 }
    #expect(month["d"] == 3)
    #expect(month["c"] != nil)
  }

  @Test("A day that has no month goes by itself")
  func dayWithoutMonth() throws {
    let user = Dimension.user
    let daily = ReloadTests.budget("each", dollars: 1000) { $0.per = [user] }
    var both = daily
    both.monthly = Money(nano: 9_000_000_000_000)
    var harness = try EngineHarness(
      ReloadTests.configuration([daily], maxGroups: 100), now: ReloadTests.start)
    harness.feed((0..<9).map { ReloadTests.event(0, "f", cents: 1, values: [user: "u\($0)"]) })
    harness.commit()
    try harness.kill(configuration: ReloadTests.configuration([both], maxGroups: 100))
    harness.feed(
      (1...3).map { ReloadTests.event($0 * 1440, "f", cents: 1, values: [user: "new"]) })
    harness.commit()
    let groups = harness.engine.view(at: harness.now).rows.map { $0.group[0].value }
    #expect(Set(groups) == ["new"])
    #expect(harness.state.stored.records[.window]?.count == 2)
  }
}
