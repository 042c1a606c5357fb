import Testing

@testable import Systemd

@Suite("When the watchdog is fed")
struct WatchdogTests {
  /// Asks every period from one time to another and returns what was not `feed`.
  private func verdicts(
    _ watchdog: inout Watchdog, from: Int, through: Int, beating: [Watchdog.Part] = []
  ) -> [Int: Watchdog.Verdict] {
    var result: [Int: Watchdog.Verdict] = [:]
    for second in stride(from: from, through: through, by: 10) {
      for part in beating { watchdog.beat(part, at: .seconds(second)) }
      let verdict = watchdog.verdict(at: .seconds(second))
      if verdict != .feed { result[second] = verdict }
    }
    return result
  }

  @Test("it is fed while all parts beat")
  func healthy() {
    var watchdog = Watchdog(interval: .seconds(80), now: .zero)
    #expect(watchdog.period == .seconds(10))
    let bad = verdicts(
      &watchdog, from: 10, through: 1000, beating: [.tailing, .evaluating, .committing])
    #expect(bad.isEmpty)
  }

  @Test("a part that stops beating stops the feeding, and is named before systemd acts")
  func stuck() throws {
    var watchdog = Watchdog(interval: .seconds(80), now: .zero)
    watchdog.beat(.committing, at: .zero)
    watchdog.beat(.lane("slack"), at: .zero)
    let bad = verdicts(&watchdog, from: 10, through: 200, beating: [.tailing])
    // Last fed at 40 s; systemd acts at 120 s.
    #expect(bad.keys.min() == 50)
    let reports = bad.filter { if case .stuck = $0.value { true } else { false } }
    #expect(reports == [100: .stuck([.committing, .lane("slack")])])
  }

  @Test("a part that rests is healthy for ever")
  func resting() {
    var watchdog = Watchdog(interval: .seconds(80), now: .zero)
    watchdog.beat(.lane("slack"), at: .zero)
    watchdog.rest(.lane("slack"))
    #expect(verdicts(&watchdog, from: 10, through: 2000).isEmpty)
  }

  @Test("who recovers is fed again, and a second time stuck is named again")
  func recovery() {
    var watchdog = Watchdog(interval: .seconds(80), now: .zero)
    watchdog.beat(.tailing, at: .zero)
    let first = verdicts(&watchdog, from: 10, through: 110)
    #expect(first[100] == .stuck([.tailing]))
    watchdog.beat(.tailing, at: .seconds(115))
    let second = verdicts(&watchdog, from: 120, through: 300)
    #expect(second[120] == nil)
    #expect(second.values.contains(.stuck([.tailing])))
  }

  @Test("a supervisor that was frozen itself judges nobody by the time it missed")
  func lateSupervisor() {
    var watchdog = Watchdog(interval: .seconds(80), now: .zero)
    watchdog.beat(.tailing, at: .zero)
    #expect(watchdog.verdict(at: .seconds(70)) == .hold)
    #expect(watchdog.verdict(at: .seconds(80)) == .feed)
  }

  @Test("heartbeats of several threads meet in one verdict")
  func heartbeats() {
    let board = Heartbeats(interval: .seconds(3600))
    board.beat(.tailing)
    #expect(board.verdict() == .feed)
    #expect(board.stuckParts.isEmpty)
    #expect(board.period == .seconds(450))
  }
}
