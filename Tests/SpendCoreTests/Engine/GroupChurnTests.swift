import SpendCore
import SpendTesting
import Testing

/// Groups that come, go and come back: their windows are taken away and made anew, and nothing is
/// counted for another.
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
      // Values are let go at any moment, and nothing depends on it.
      if random.next(below: 4) == 0 { harness.step(.renew) }
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
    "Alerts, sums and what is stored are the same, whenever values are let go", arguments: 1...6)
  func renewed(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    let kind: WindowKind = seed % 2 == 0 ? .rolling : .calendar
    func make() throws -> EngineHarness {
      let budgets = [
        ReloadTests.budget("each", dollars: 2) {
          ($0.per, $0.kind) = (["user_id"], kind)
          $0.monthly = Money(nano: 9_000_000_000)
        },
        ReloadTests.budget("all", dollars: 50) { $0.per = [] },
      ]
      var configuration = ReloadTests.configuration(budgets, maxGroups: 40)
      configuration.top = ["user_id", "model"]
      return try EngineHarness(configuration, now: ReloadTests.start)
    }
    var plain = try make()
    var renewed = try make()
    var minute: Int64 = 0
    for step in 0..<400 {
      minute += Int64(random.next(below: step % 50 == 0 ? 2000 : 30))
      // `(other)` by its name is a value like any other.
      let number = random.next(below: 60) + step / 8
      let user = number % 17 == 0 ? Dimension.other : "u\(number)"
      let event = ReloadTests.event(
        minute, "f\(random.next(below: 4))", cents: Int64(1 + random.next(below: 150)),
        values: ["user_id": user, "model": "m\(random.next(below: 3))"])
      plain.feed([event])
      renewed.feed([event])
      if random.next(below: 10) == 0 { renewed.step(.renew) }
      guard random.next(below: 12) == 0 else { continue }
      plain.commit()
      renewed.commit()
      #expect(plain.state.stored.records == renewed.state.stored.records)
      if random.next(below: 3) == 0 {
        try plain.kill()
        try renewed.kill()
      }
    }
    #expect(plain.alerts == renewed.alerts && !plain.alerts.isEmpty)
    let rows = (
      plain.engine.view(at: plain.now).rows, renewed.engine.view(at: renewed.now).rows
    )
    #expect(rows.0 == rows.1)
  }

  @Test("What came and went between two commits is in none of them", arguments: [true, false])
  func unseen(isStoredBefore: Bool) throws {
    let budget = ReloadTests.budget("users", dollars: 1_000_000) { $0.per = ["user_id"] }
    var harness = try EngineHarness(
      ReloadTests.configuration([budget], maxGroups: 100_000), now: ReloadTests.start)
    func feed(_ days: Range<Int64>) {
      for day in days {
        harness.feed(
          (0..<1000 as Range<Int64>).map { number in
            ReloadTests.event(
              day * Self.day + number, "f", cents: 1, values: ["user_id": "\(day)-\(number)"])
          })
      }
    }
    feed(0..<2)
    if isStoredBefore { harness.commit() }
    feed(2..<30)
    let commit = harness.engine.makeCommit(adding: [])
    let records = commit.records.filter { $0.kind == .window }
    // What is there, and what the state had before: not the 28,000 in between.
    #expect(records.count { $0.body != nil } <= 3000)
    #expect(records.count { $0.body == nil } <= (isStoredBefore ? 2000 : 0))
    #expect(Set(records.map(\.key)).count == records.count)
    harness.step(.commitFailed(forSeconds: 0))
    harness.commit()
    let rows = Self.spend(&harness, .day)
    try harness.kill()
    #expect(Self.spend(&harness, .day) == rows && !rows.isEmpty)
    #expect(harness.state.stored.records[.window]?.count ?? 0 <= 3000)
  }

  @Test("A million values in a hundred days are not more than those of two of them")
  func growth() throws {
    let budget = ReloadTests.budget("users", dollars: 1_000_000) { $0.per = ["user_id"] }
    var harness = try EngineHarness(
      ReloadTests.configuration([budget], maxGroups: 100_000), now: ReloadTests.start)
    var renewals = 0
    var most = (symbols: 0, series: 0, windows: 0, bytes: 0)
    for day in 0..<100 as Range<Int64> {
      let events = (0..<10_000 as Range<Int64>).map { number in
        ReloadTests.event(
          day * Self.day + number % 1440, "f", cents: 1,
          values: ["user_id": "user-\(day)-\(number)"])
      }
      harness.feed(events)
      harness.commit()
      if harness.engine.shouldRenew {
        harness.step(.renew)
        renewals += 1
      }
      most.symbols = max(most.symbols, harness.engine.catalog.symbolCount)
      most.series = max(most.series, harness.engine.catalog.seriesCount)
      let memory = harness.engine.memory
      most.bytes = max(most.bytes, memory.valueBytes + memory.groupBytes + memory.windowBytes)
      most.windows = max(most.windows, harness.engine.view(at: harness.now).rows.count)
    }
    #expect(renewals >= 10)
    #expect(most.symbols < 80_000 && most.series < 120_000 && most.windows <= 31_000)
    #expect(most.bytes < 1500 * most.windows, "\(most.bytes / most.windows) bytes a window")
    let totals = harness.engine.view(at: harness.now).totals
    #expect(totals.events == 1_000_000 && totals.spend == Money(nano: 10_000_000_000_000))
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
