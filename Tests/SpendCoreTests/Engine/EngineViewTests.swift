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
}
