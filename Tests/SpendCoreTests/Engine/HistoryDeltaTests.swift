import SpendCore
import SpendTesting
import Testing

/// What the engine adds to the history.
@Suite struct HistoryDeltaTests {
  @Test("Quarters of the last 32 days are quarters; what is older is added to its hour")
  func widths() throws {
    let days: Int64 = 40
    let budget = ReloadTests.budget("each", dollars: 1000)
    let now = ReloadTests.start.advanced(bySeconds: days * 86_400)
    var harness = try EngineHarness(ReloadTests.configuration([budget]), now: now)
    let start = ReloadTests.start.minute
    let toHour = (60 - start % 60) % 60
    let recent = (days - 1) * 1440 + toHour
    harness.feed(
      [0, 14, 15, 59].map { ReloadTests.event(toHour + $0, "f", cents: 1) }
        + [0, 14, 15, 59].map { ReloadTests.event(recent + $0, "f", cents: 2) })
    let commit = harness.engine.makeCommit(adding: [])
    let hour = (start + toHour) / 15
    let quarter = (start + recent) / 15
    #expect(hour % 4 == 0 && quarter % 4 == 0)
    #expect(commit.history.map(\.quarter) == [hour, quarter, quarter + 1, quarter + 3])
    #expect(commit.history.map(\.calls) == [4, 2, 1, 1])
    #expect(commit.history.map(\.spend.nano) == [4, 4, 2, 2].map { $0 * 10_000_000 })
    #expect(commit.oldestQuarter > hour && commit.oldestQuarter <= quarter)
    #expect(commit.oldestQuarter % 4 == 0)
  }
}
