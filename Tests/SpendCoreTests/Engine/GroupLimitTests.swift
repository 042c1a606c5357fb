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
}
