import SpendCore
import SpendTesting
import Testing

/// What is there to see, made at once or a stretch at a time.
@Suite struct EngineViewTests {
  private static func harness() throws -> EngineHarness {
    var named = Budget(name: "named", notify: [.hard: ["log"]])
    named.daily = Money(nano: 10_000_000_000)
    named.match = Match([
      .init(dimension: Dimension.feature, patterns: ["f2", "f5", "mistyped"].map { Glob($0) })
    ])
    return try EngineHarness(
      ReloadTests.configuration([ReloadTests.budget("each", dollars: 1000), named]),
      now: ReloadTests.start)
  }

  @Test("A view that is made in stretches is the view", arguments: [1, 2, 3, 7, 100])
  func stretches(windows: Int) throws {
    var harness = try Self.harness()
    harness.feed((0..<9).map { ReloadTests.event(Int64($0), "f\($0)", cents: 100) })
    let whole = harness.engine.view(at: harness.now)
    var draft = harness.engine.beginView(at: harness.now)
    var rounds = 1
    while harness.engine.advance(&draft, windows: windows) { rounds += 1 }
    let view = harness.engine.finishView(draft)
    #expect(view.rows == whole.rows)
    #expect(rounds == (whole.rows.count - 1 + windows - 1) / windows)
    // Named by a budget, and never seen.
    #expect(view.rows.filter { $0.spend == .zero }.map { $0.group[0].value } == ["mistyped"])
  }

  @Test("Windows that come while it is made are in it, and totals are those of the end")
  func inBetween() throws {
    var harness = try Self.harness()
    harness.feed((0..<4).map { ReloadTests.event(0, "f\($0)", cents: 100) })
    var draft = harness.engine.beginView(at: harness.now)
    let isLeft = harness.engine.advance(&draft, windows: 1)
    #expect(isLeft)
    harness.feed((0..<6).map { ReloadTests.event(1, "f\($0)", cents: 100) })
    while harness.engine.advance(&draft, windows: 1) {}
    let view = harness.engine.finishView(draft)
    let each = view.rows.filter { $0.budget == "each" }
    let spent = Dictionary(uniqueKeysWithValues: each.map { ($0.group[0].value, $0.spend.nano) })
    #expect(spent.count == 6)
    #expect(spent.values.reduce(0, +) == 9_000_000_000)
    #expect(view.totals.spend.nano == 10_000_000_000)
  }

  /// The calls cost 1, 2, 4, … cents: a on m, a on x, b on m, c on x, and d on m.
  private static func match(_ conditions: [(String, String)]) -> Match {
    Match(conditions.map { .init(dimension: $0.0, patterns: [Glob($0.1)]) })
  }

  @Test(
    "What no budget covers: all of a feature without one, and what none counts of the others",
    arguments: [
      ([[("feature_name", "a")]], false, 28, ["d", "c", "b"]),
      ([[("feature_name", "a")], [("model", "m")]], false, 8, ["c"]),
      ([[("model", "m")]], false, 10, ["c", "a"]),
      ([[("model", "none")]], false, 31, ["d", "c", "b"]),
      ([[("feature_name", "a"), ("model", "m")]], false, 30, ["d", "c", "b"]),
      ([[("feature_name", "a"), ("model", "m")]], true, 2, ["a"]),
      ([[("feature_name", "?")]], false, 0, []),
      ([[]], false, 0, []),
      ([[("feature_name", "\\a")], [("feature_name", "b")]], false, 24, ["d", "c"]),
    ] as [([[(String, String)]], Bool, Int64, [String])], [false, true])
  func unbudgeted(
    row: (budgets: [[(String, String)]], hasRest: Bool, cents: Int64, names: [String]),
    isKilled: Bool
  ) throws {
    var budgets = row.budgets.enumerated().map { number, conditions in
      ReloadTests.budget("b\(number)", dollars: 1000) { $0.match = Self.match(conditions) }
    }
    if row.hasRest {
      budgets.append(ReloadTests.budget("rest", dollars: 1000) { $0.isUnlisted = true })
    }
    var harness = try EngineHarness(
      ReloadTests.configuration(budgets), now: ReloadTests.start)
    let calls = [("a", "m"), ("a", "x"), ("b", "m"), ("c", "x"), ("d", "m")]
    for (number, call) in calls.enumerated() {
      let cents: Int64 = 1 << number
      harness.feed([ReloadTests.event(0, call.0, cents: cents, values: ["model": call.1])])
    }
    if isKilled {
      harness.commit()
      try harness.kill()
    }
    let found = harness.engine.view(at: harness.now).unbudgeted
    #expect(found.spend == Money(nano: row.cents * 10_000_000))
    #expect(found.names == row.names)
  }

  @Test("What is excluded is in no budget on purpose")
  func excluded() throws {
    var configuration = ReloadTests.configuration([
      ReloadTests.budget("m", dollars: 1000) { $0.match = Self.match([("model", "m")]) }
    ])
    configuration.exclude = [Self.match([("environment", "ci")])]
    var harness = try EngineHarness(configuration, now: ReloadTests.start)
    for (environment, cents) in [("ci", 1), ("production", 2)] as [(String, Int64)] {
      harness.feed([
        ReloadTests.event(0, "a", cents: cents, values: ["model": "x", "environment": environment])
      ])
    }
    #expect(harness.engine.view(at: harness.now).unbudgeted.spend == Money(nano: 20_000_000))
  }

  @Test("A name with an escaped character is the name without it")
  func escaped() throws {
    var harness = try EngineHarness(
      ReloadTests.configuration([
        ReloadTests.budget("star", dollars: 10) {
          ($0.match, $0.per) = (Self.match([("feature_name", "a\\*b")]), [Dimension.feature])
        }
      ]), now: ReloadTests.start)
    harness.feed([ReloadTests.event(0, "a*b", cents: 300)])
    let view = harness.engine.view(at: harness.now)
    #expect(view.rows.map { $0.group.map(\.value) } == [["a*b"]])
    #expect(view.unbudgeted.features == 0)
  }
}
