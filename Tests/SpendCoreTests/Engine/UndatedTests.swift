import SpendCore
import SpendTesting
import Testing

/// Events without a time, in what was there before anybody looked (SPEC 3.1): they may be of any
/// day, so they are in the totals and in no window.
@Suite struct UndatedTests {
  private func line(_ engine: borrowing Engine, series: UInt32, at time: Timestamp) -> DecodedLine {
    var line = Line(end: 0, length: 0, outcome: .event)
    line.time = time
    line.cost = Money(nano: 100_000_000_000)
    line.flags = .badTime
    line.traits = .clockTime
    line.series = series
    return DecodedLine(line)
  }

  @Test("While the source is new they count in totals only, afterwards in windows as well")
  func newSource() throws {
    let now = AlertTests.start
    let lastWrite = now.advanced(bySeconds: -40 * 86_400)
    var harness = try EngineHarness(AlertTests.configuration(), now: now, isNew: true)
    harness.feed([TestEvent(now, "support_qa", cents: 1)])
    let old = line(harness.engine, series: 0, at: now)
    harness.step(.lines(LineSlice([old]), source: 0, lastWrite: lastWrite))
    harness.step(.reachedEnd(source: 0))
    #expect(harness.alerts.isEmpty)
    let totals = harness.engine.view(at: now).totals
    #expect(totals.events == 2)
    #expect(totals.spend == Money(nano: 100_010_000_000))
    let flagged = zip(Flags.names, totals.flagged).first { $0.0.flag == .badTime }
    #expect(flagged?.1 == 1)
    harness.commit()
    #expect(harness.state.history.contains { $0.start < now.advanced(bySeconds: -39 * 86_400) })
    harness.step(.lines(LineSlice([old]), source: 0, lastWrite: lastWrite))
    #expect(!harness.alerts.isEmpty)
    let after = harness.engine.view(at: now).totals
    #expect(after.events == 3)
  }

  @Test("What stands in other text and costs a hundred times the usual is said, once a minute")
  func costly() throws {
    let now = AlertTests.start
    var harness = try EngineHarness(AlertTests.configuration(), now: now)
    var line = line(harness.engine, series: 0, at: now)
    line.flags = []
    line.traits = .embedded
    harness.feed((0..<30).map { _ in TestEvent(now, "chat", cents: 1) })
    func said() -> Int {
      harness.happenings.filter { if case .costlyEmbedded = $0 { true } else { false } }.count
    }
    line.cost = Money(nano: 990_000_000)
    harness.step(.lines(LineSlice([line]), source: 0))
    #expect(said() == 0)
    line.cost = Money(nano: 100_000_000_000)
    harness.step(.lines(LineSlice([line, line]), source: 0))
    #expect(said() == 1)
    let framing = zip(LineTraits.counted, harness.engine.sources[0].framing)
    #expect(framing.first { $0.0.trait == .embedded }?.1 == 3)
  }

  @Test("A call of the future is said, with an id or under a subscription too, once an hour")
  func future() throws {
    let now = AlertTests.start
    let ways: [(Flags, EventID)] = [
      (.future, .none), (.future, SeenIDsTests.id("call")),
      ([.future, .included], .none),
    ]
    for (flags, id) in ways {
      var harness = try EngineHarness(AlertTests.configuration(), now: now)
      var line = line(harness.engine, series: 0, at: now)
      line.flags = flags
      line.traits = []
      line.extras.id = id
      harness.feed([TestEvent(now, "chat", cents: 1)])
      harness.step(.lines(LineSlice([line, line]), source: 0))
      let said = harness.happenings.count { if case .future = $0 { true } else { false } }
      #expect(said == 1, "\(flags)")
    }
  }
}
