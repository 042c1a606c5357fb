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
    #expect(commit.retention.quartersFrom > hour && commit.retention.quartersFrom <= quarter)
    #expect(commit.retention.quartersFrom % 4 == 0)
    #expect(commit.retention.level(ofQuarter: hour) == .hour)
  }

  @Test("A backlog with another label set in every quarter does not wait for long")
  func much() throws {
    let now = ReloadTests.start.advanced(bySeconds: 40 * 86_400)
    var harness = try EngineHarness(
      ReloadTests.configuration([ReloadTests.budget("each", dollars: 1000)]), now: now)
    // Hours of 40 days: what is older than quarters becomes one of an hour.
    func feed(_ count: Int) {
      harness.feed(
        (0..<count).map { ReloadTests.event(Int64($0 % 3000) * 15, "f\($0 % 7)", cents: 1) })
    }
    feed(3000)
    var holdsMuch = harness.engine.holdsMuch
    #expect(!holdsMuch)
    while !holdsMuch {
      feed(60_000)
      holdsMuch = harness.engine.holdsMuch
    }
    #expect(harness.engine.makeCommit(adding: []).history.count < 600_000)
    holdsMuch = harness.engine.holdsMuch
    #expect(!holdsMuch)
  }

  @Test("The configuration says for how long quarters and hours are kept")
  func configured() {
    var days = HistoryRetention.Days()
    (days.quarters, days.hours) = (3, 90)
    let retention = HistoryRetention(at: ReloadTests.start, zone: .utc, days)
    let now = Timestamp.floorDivide(ReloadTests.start.seconds, 900)
    for (age, level) in [(2, HistoryLevel.quarter), (4, .hour), (89, .hour), (91, .day)] {
      #expect(retention.level(ofQuarter: now - Int64(age) * 96) == level)
    }
  }

  @Test("What is older than 400 days is added to its day, in the time zone")
  func days() throws {
    let zone = TimeZoneRules(name: "Asia/Kolkata", initialOffsetSeconds: 19_800)
    let retention = HistoryRetention(at: ReloadTests.start, zone: zone)
    let now = Timestamp.floorDivide(ReloadTests.start.seconds, 900)
    let edges = [
      (now - 32 * 96 + 5, HistoryLevel.quarter), (now - 32 * 96 - 5, .hour),
      (now - 399 * 96, .hour), (now - 401 * 96, .day),
    ]
    for (quarter, level) in edges {
      #expect(retention.level(ofQuarter: quarter) == level)
      let start = retention.start(ofQuarter: quarter)
      #expect(start <= quarter * 900 && quarter * 900 < start + level.seconds)
      let unit = level == .day ? 86_400 : level == .hour ? 3600 : 900 as Int64
      #expect((start + 19_800) % unit == 0)
    }
  }
}
