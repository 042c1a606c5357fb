import SpendCore
import SpendTesting
import Testing

/// A reload where nothing was written for a while: the position is behind the clock.
@Suite struct QuietReloadTests {
  @Test(
    "A lowered limit is judged as of now where nothing was written for a while",
    arguments: [(16, []), (12, [80]), (10, [100]), (8, [100]), (4, [200])] as [(Int64, [Int64])],
    [false, true])
  func quiet(row: (dollars: Int64, percents: [Int64]), isKilled: Bool) throws {
    var harness = try EngineHarness(
      ReloadTests.configuration([ReloadTests.budget("each", dollars: 1000)]), now: ReloadTests.start
    )
    // A dollar an hour: 17 of them are in the last 24 hours of the last event, and 10 in those of
    // now, which is 14 hours later.
    harness.feed((0..<17).map { ReloadTests.event($0 * 60, "f", cents: 100) })
    harness.now = ReloadTests.start.advanced(bySeconds: 30 * 3600 + 600)
    harness.step(.tick)
    harness.commit()
    let new = ReloadTests.configuration([ReloadTests.budget("each", dollars: row.dollars)])
    if isKilled {
      try harness.kill(configuration: new)
    } else {
      harness.step(.reconfigured(new, history: []))
    }
    harness.commit()
    #expect(harness.alerts.map(\.condition.percent) == row.percents)
    #expect(harness.alerts.allSatisfy { $0.spend == Money(nano: 10_000_000_000) })
    #expect(harness.alerts.allSatisfy { $0.time >= harness.now.advanced(bySeconds: -60) })
    let view = harness.engine.view(at: harness.now).rows[0]
    #expect(view.firing == row.percents)
  }
}
