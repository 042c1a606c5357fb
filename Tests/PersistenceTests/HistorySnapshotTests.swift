import FoundationEssentials
import SpendCore
import Synchronization
import Testing

@testable import Persistence

/// The history is read beside commits, on a connection of its own.
@Suite struct HistorySnapshotTests {
  @Test("What is read belongs to one commit, however many come meanwhile")
  func beside() async throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    defer { store.close() }
    // Each commit adds a call to each of a thousand label sets.
    func commit(_ sequence: UInt64) throws {
      let deltas = (0..<1000 as Range<UInt32>).map {
        HistoryDelta(
          quarter: Int64($0 % 7), labelSet: $0, calls: 1, spend: Money(nano: 1), inputTokens: 0,
          outputTokens: 0)
      }
      let name = Record(kind: .labelSet, key: RecordKey.number(sequence), body: [1])
      try store.apply(Commit(sequence: sequence, records: [name], history: deltas))
    }
    try commit(1)
    let isDone = Mutex(false)
    let reader = Task.detached {
      var failures: [String] = []
      while !isDone.withLock({ $0 }) {
        do {
          let (calls, sets) = try store.withHistory { history in
            var calls: Int64 = 0
            try history.forEachRow(from: 0, to: 7) { calls += $0.calls }
            return (calls, Int64(try history.records(.labelSet).count))
          }
          if calls != sets * 1000 { failures.append("\(calls) of \(sets)") }
        } catch {
          failures.append("\(error)")
        }
      }
      return failures
    }
    for sequence in 2...60 as ClosedRange<UInt64> { try commit(sequence) }
    isDone.withLock { $0 = true }
    #expect(await reader.value == [])
    let total = try store.withHistory { history in
      var calls: Int64 = 0
      try history.forEachRow(from: 0, to: 7) { calls += $0.calls }
      return calls
    }
    #expect(total == 60_000)
  }

  @Test("Read where it stands while somebody has it open, of a copy otherwise, and leaves no file")
  func besideDaemon() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    let delta = HistoryDelta(
      quarter: 3, labelSet: 0, calls: 5, spend: Money(nano: 1), inputTokens: 0, outputTokens: 0)
    try store.apply(Commit(sequence: 1, history: [delta]))
    func calls() throws -> Int64? {
      try StateHistory.read(directory: directory.state) { history in
        try history.rows(from: 0, to: 9).reduce(0) { $0 + $1.calls }
      }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.state).sorted()
    #expect(try calls() == 5)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.state).sorted() == names)
    // As of one commit, whatever comes meanwhile.
    let seen = try StateHistory.read(directory: directory.state) { history in
      let before = try history.rows(from: 0, to: 9)
      try store.apply(Commit(sequence: 2, history: [delta]))
      return [before, try history.rows(from: 0, to: 9)].map { $0.reduce(0) { $0 + $1.calls } }
    }
    #expect(seen == [5, 5])
    #expect(try calls() == 10)
    // What the reader says goes to whoever asked.
    #expect(throws: TimeWasUp.self) {
      try StateHistory.read(directory: directory.state) { _ in throw TimeWasUp() }
    }
    store.close()
    let later = try FileManager.default.contentsOfDirectory(atPath: directory.state).sorted()
    #expect(try calls() == 10)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.state).sorted() == later)
    let none = try StateHistory.read(directory: directory.state + "/none") { _ in 1 }
    #expect(none == nil)
  }

  private struct TimeWasUp: Error {}
}
