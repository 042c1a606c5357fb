import SpendCore
import SpendTesting
import Testing

/// Groups that come, go and come back: their windows are taken away and made anew, and nothing is counted for another.
@Suite struct GroupChurnTests {
  private static let day: Int64 = 1440

  /// Spend by group of one unit, in cents; groups without spend left out.
  private static func spend(_ harness: inout EngineHarness, _ unit: WindowUnit) -> [String: Int64] {
    harness.engine.view(at: harness.now).rows.filter { $0.unit == unit && $0.spend != .zero }
      .reduce(into: [:]) { $0[$1.group[0].value] = $1.spend.nano / 10_000_000 }
  }

  private static func harness(_ kind: WindowKind) throws -> EngineHarness {
    let budget = ReloadTests.budget("each", dollars: 1_000_000) {
      $0.monthly = Money(nano: 9_000_000_000_000_000)
      $0.kind = kind
    }
    return try EngineHarness(
      ReloadTests.configuration([budget], maxGroups: 10_000), now: ReloadTests.start)
  }

  @Test("What is counted is what a plain list says, whatever went and came back", arguments: 1...4)
  func agrees(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    var harness = try Self.harness(.rolling)
    var events: [(minute: Int64, feature: String, cents: Int64)] = []
    var minute: Int64 = 0
    for step in 0..<120 {
      minute += Int64(random.next(below: step % 20 == 0 ? 45 : 3)) * Self.day
      minute += Int64(random.next(below: Int(Self.day)))
      for _ in 0..<random.next(below: 12) {
        let event = (minute, "f\(random.next(below: 15))", Int64(1 + random.next(below: 99)))
        events.append(event)
        harness.feed([ReloadTests.event(event.0, event.1, cents: event.2)])
      }
      if random.next(below: 3) == 0 { harness.commit() }
      if random.next(below: 8) == 0 {
        harness.commit()
        try harness.kill()
      }
      guard let position = events.last?.minute else { continue }
      let offset = ReloadTests.start.minute
      let hour = Timestamp.floorDivide(position + offset, 60)
      func sum(_ isInside: (Int64) -> Bool) -> [String: Int64] {
        events.filter { isInside($0.minute) }.reduce(into: [:]) {
          $0[$1.feature, default: 0] += $1.cents
        }
      }
      #expect(Self.spend(&harness, .day) == sum { $0 > position - 1440 })
      #expect(
        Self.spend(&harness, .month)
          == sum { Timestamp.floorDivide($0 + offset, 60) > hour - 720 })
    }
  }

  @Test(
    "More groups than are kept empty are given again", arguments: [WindowKind.rolling, .calendar])
  func reuse(kind: WindowKind) throws {
    var harness = try Self.harness(kind)
    let names = (0..<1200).map { "f\($0)" }
    harness.feed(names.map { ReloadTests.event(0, $0, cents: 1) })
    harness.commit()
    let far = 70 * Self.day
    // The first event of the day makes room; the others find it.
    harness.feed(["g"].map { ReloadTests.event(far, $0, cents: 5) })
    #expect(Self.spend(&harness, .month) == ["g": 5])
    harness.feed(names.reversed().map { ReloadTests.event(far + Self.day, $0, cents: 2) })
    harness.feed(["g"].map { ReloadTests.event(far + Self.day, $0, cents: 7) })
    var expected = Dictionary(uniqueKeysWithValues: names.map { ($0, Int64(2)) })
    expected["g"] = 7
    #expect(Self.spend(&harness, .day) == expected)
    harness.commit()
    try harness.kill()
    #expect(Self.spend(&harness, .day) == expected)
    // 1,200 groups have 2,400 windows; those that went were not added to them.
    let numbers = harness.state.stored.records[.window] ?? []
    #expect(numbers.count == 2 * 1201)
    #expect(try numbers.map { try RecordKey.number($0.key) }.max() ?? 0 < 5000)
  }
}
