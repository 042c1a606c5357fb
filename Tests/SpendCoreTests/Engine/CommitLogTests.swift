import Testing

@testable import SpendCore

/// What is to be committed: nothing is lost by a commit that fails, and nothing is written twice by
/// one that does not.
@Suite struct CommitLogTests {
  private func record(_ key: UInt8, _ body: UInt8) -> Record {
    Record(kind: .meta, key: [key], body: [body])
  }

  private func delta(_ labelSet: UInt32, _ nano: Int64) -> HistoryDelta {
    HistoryDelta(
      quarter: 7, labelSet: labelSet, calls: 1, spend: Money(nano: nano), inputTokens: 0,
      outputTokens: 0)
  }

  private func begin(_ log: inout CommitLog) -> Commit {
    log.begin(
      RecordList(log.drainRecords()), adding: [record(99, 0)], expectsAsMuch: false,
      HistoryRetention())
  }

  @Test("A confirmed commit is over: the next one holds what came since")
  func confirmed() {
    var log = CommitLog(sequence: 4)
    log.add(record(1, 1))
    log.add(delta(1, 5))
    let first = begin(&log)
    let isCommitting = log.isCommitting
    #expect(isCommitting)
    #expect(first.sequence == 5)
    #expect(first.records == [record(1, 1), record(99, 0)])
    #expect(first.history == [delta(1, 5)])
    log.add(record(2, 2))
    let isConfirmed = log.confirm()
    #expect(isConfirmed)
    let isConfirmedTwice = log.confirm()
    #expect(!isConfirmedTwice)
    let second = begin(&log)
    #expect(second.sequence == 6)
    #expect(second.records == [record(2, 2), record(99, 0)])
    #expect(second.history.isEmpty)
  }

  @Test(
    "What could not be committed comes again in front of what came since, without the shell's records"
  )
  func takenBack() {
    var log = CommitLog(sequence: 0)
    log.add(record(1, 1))
    log.add(delta(1, 5))
    _ = begin(&log)
    log.add(record(1, 2))
    log.add(record(2, 2))
    log.add(delta(1, 6))
    log.restoreFailed()
    let urgency = log.urgency
    #expect(urgency == .whole)
    let again = begin(&log)
    #expect(again.sequence == 1)
    #expect(again.records == [record(1, 2), record(2, 2), record(99, 0)])
    #expect(again.history.map(\.spend.nano) == [11])
    _ = log.confirm()
    log.restoreFailed()
    let hasChanged = log.hasChanged
    #expect(!hasChanged)
  }

  @Test(
    "Alerts run ahead of their windows until a whole commit, but not of events counted by the clock"
  )
  func ahead() {
    var log = CommitLog(sequence: 0)
    log.add(AlertMarker(id: "a", window: 3))
    var urgency = log.urgency
    #expect(urgency == .outbox)
    let crossings = log.drainMarkers()
    #expect(crossings.map(\.id) == ["a"])
    _ = log.begin(outbox: [])
    var hasUncommittedSpend = log.hasUncommittedSpend
    #expect(hasUncommittedSpend)
    _ = log.confirm()
    log.add(AlertMarker(id: "b", window: 3))
    let fired = log.drainFired()
    #expect(fired == ["a", "b"])
    hasUncommittedSpend = log.hasUncommittedSpend
    #expect(!hasUncommittedSpend)
    _ = begin(&log)
    _ = log.confirm()
    log.markClockRead()
    log.add(AlertMarker(id: "c", window: 3))
    urgency = log.urgency
    #expect(urgency == .whole)
  }

  @Test("Windows are written once each, ascending")
  func windows() {
    var log = CommitLog(sequence: 0)
    for number in [5, 2, 9] { log.queue(window: number) }
    let first = log.drainWindows()
    #expect(first == [2, 5, 9])
    let second = log.drainWindows()
    #expect(second.isEmpty)
    log.queue(window: 1)
    log.forgetWindows()
    let third = log.drainWindows()
    #expect(third.isEmpty)
  }
}
