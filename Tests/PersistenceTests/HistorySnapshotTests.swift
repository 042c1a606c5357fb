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
            return (calls, Int64(try history.labelSets().count))
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
}
