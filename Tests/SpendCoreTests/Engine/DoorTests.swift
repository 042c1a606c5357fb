import SpendCore
import SpendTesting
import Testing

/// The one door: what goes in changes what is known; a look does not.
@Suite struct DoorTests {
  private static let start = AlertTests.start

  private func event(_ minute: Int64, _ feature: String) -> TestEvent {
    TestEvent(Self.start.advanced(bySeconds: minute * 60), feature, cents: 10)
  }

  @Test("A look sees what was counted just now, and changes nothing that is written")
  func looking() throws {
    var looked = try EngineHarness(AlertTests.configuration(), now: Self.start)
    var plain = try EngineHarness(AlertTests.configuration(), now: Self.start)
    for minute in 0..<40 as Range<Int64> {
      let event = event(minute, minute % 3 == 0 ? "support_qa" : "other")
      looked.feed([event])
      plain.feed([event])
      let view = looked.engine.view(at: looked.now)
      #expect(view.features.reduce(0) { $0 + $1.events } == minute + 1)
      #expect(view.totals.events == minute + 1)
    }
    let (first, second) = (
      looked.engine.makeCommit(adding: []), plain.engine.makeCommit(adding: [])
    )
    #expect(first.records == second.records)
    #expect(first.history == second.history)
  }

  @Test("What cannot be had changes nothing")
  func nothing() throws {
    var harness = try EngineHarness(AlertTests.configuration(), now: Self.start)
    harness.feed([event(0, "support_qa")])
    harness.commit()
    for input in [.retry(7), .drop(7), .committed] as [Input] { harness.step(input) }
    let isDirty = harness.engine.isDirty
    #expect(!isDirty)
  }

  @Test(
    "What is not a line is counted, and is committed with the next commit",
    arguments: [
      (.gap, [1, 0, 0, 0]), (.unverifiedEnd, [0, 1, 0, 0]), (.rewritten, [0, 0, 1, 0]),
      (.unread(.oversize, source: 0), [0, 0, 0, 1]),
      (.unread(lines: 3, .cutOff, source: 0), [0, 0, 0, 3]),
    ] as [(Input, [Int64])])
  func losses(input: Input, counts: [Int64]) throws {
    var harness = try EngineHarness(AlertTests.configuration(), now: Self.start)
    harness.commit()
    harness.step(input)
    let isDirty = harness.engine.isDirty
    #expect(isDirty)
    harness.commit()
    try harness.kill()
    let view = harness.engine.view(at: harness.now)
    let rejected = view.totals.rejected.reduce(0, +)
    let totals = view.totals
    #expect([totals.gaps, totals.unverifiedEnds, totals.rewritten, rejected] == counts)
    #expect(view.sources[0].rejected == counts[3])
  }
}
