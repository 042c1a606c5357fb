import Glibc
import SpendCore
import SpendTesting
import Testing

@testable import Persistence

/// Commits, loads and history on a healthy disk.
@Suite struct StateStoreTests {
  @Test("a new directory gets an empty state, and a later opening finds the same one")
  func creates() throws {
    let directory = try TestDirectory()
    do {
      let store = try StateStore.open(directory: directory.state)
      #expect(store.isNew)
      #expect(store.sequence == 0)
      #expect(try store.content() == Oracle())
    }
    let store = try StateStore.open(directory: directory.state)
    #expect(!store.isNew)
    #expect(try store.load().sequence == 0)
  }

  @Test("records are stored, replaced and removed; empty keys and bodies are values")
  func records() throws {
    let directory = try TestDirectory()
    let first = try StateStore.open(directory: directory.state)
    try first.apply(
      Commit(
        sequence: 1,
        records: [
          record(.meta, "a", "1"), record(.meta, "", "empty key"), record(.window, "a", ""),
          record(.alert, "x", "to go"), record(.alert, "y", "first"),
          record(.alert, "y", "second"), record(.feature, "never there", nil),
        ]))
    try first.apply(Commit(sequence: 2, records: [record(.alert, "x", nil)]))
    first.close()
    let loaded = try reopened(directory).load()
    #expect(loaded.sequence == 2)
    #expect(loaded.records[.meta] == [record(.meta, "", "empty key"), record(.meta, "a", "1")])
    #expect(loaded.records[.window] == [record(.window, "a", "")])
    #expect(loaded.records[.alert] == [record(.alert, "y", "second")])
    #expect(loaded.records[.feature] == [])
  }

  @Test("a commit that is not synced yet is there after a kill, and goes with others in any order")
  func unsynced() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    for sequence: UInt64 in 1...12 {
      let isSynced = sequence % 3 == 0
      let body = "\(sequence)"
      try store.apply(
        Commit(sequence: sequence, records: [record(.meta, "a", body)]), isSynced: isSynced)
      let loaded = try reopened(directory).load()
      #expect(loaded.sequence == sequence)
      #expect(loaded.records[.meta] == [record(.meta, "a", body)])
      if !isSynced { try store.sync() }
    }
    try store.sync()
    store.close()
    #expect(throws: StateError.self) { try store.sync() }
  }

  private func reopened(_ directory: TestDirectory) throws -> StateStore {
    try StateStore.open(directory: try directory.snapshot("reopened"))
  }

  @Test("a commit that does not follow the last one is refused and changes nothing")
  func order() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    try store.apply(Commit(sequence: 1, records: [record(.meta, "a", "1")]))
    for sequence: UInt64 in [0, 1, 3, .max] {
      #expect(
        throws: StateError.outOfOrder(path: directory.database, sequence: sequence, last: 1)
      ) {
        try store.apply(Commit(sequence: sequence, records: [record(.meta, "a", "2")]))
      }
    }
    #expect(try store.load().records[.meta] == [record(.meta, "a", "1")])
    try store.apply(Commit(sequence: 2))
    #expect(store.sequence == 2)
  }

  @Test("history adds up per quarter and label set, and saturates")
  func history() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    func delta(_ quarter: Int64, _ labelSet: UInt32, _ nano: Int64) -> HistoryDelta {
      HistoryDelta(
        quarter: quarter, labelSet: labelSet, calls: 2, spend: Money(nano: nano), inputTokens: 3,
        outputTokens: 4)
    }
    try store.apply(Commit(sequence: 1, history: [delta(100, 1, 5), delta(100, 2, 7)]))
    try store.apply(
      Commit(sequence: 2, history: [delta(100, 1, 6), delta(196, 1, .max), delta(196, 1, 9)]))
    let rows = try store.history(from: 100, to: 197)
    #expect(rows.map(\.start.seconds) == [90_000, 90_000, 176_400])
    #expect(rows.map(\.labelSet) == [1, 2, 1])
    #expect(rows.map(\.spend.nano) == [11, 7, .max])
    #expect(rows.map(\.calls) == [4, 2, 4])
    #expect(rows.map(\.inputTokens) == [6, 3, 6])
    #expect(rows.map(\.outputTokens) == [8, 4, 8])
    #expect(rows.allSatisfy { $0.widthSeconds == 900 })
    #expect(try store.history(from: 101, to: 196) == [])
    #expect(try store.history(from: 5, to: 2) == [])
  }

  @Test("quarters before a bound become hours in bounded steps; sums stay, late ones add up")
  func compaction() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    func delta(_ quarter: Int64) -> HistoryDelta {
      HistoryDelta(
        quarter: quarter, labelSet: 1, calls: 1, spend: Money(nano: 1), inputTokens: 1,
        outputTokens: 1)
    }
    try store.apply(Commit(sequence: 1, history: (-8..<400).map(delta)))
    var steps = 1
    while try store.compactHistory(HistoryRetention(quartersFrom: 200), rows: 30) { steps += 1 }
    #expect(steps == 7)
    let rows = try store.history(from: -100, to: 1000)
    #expect(rows.map(\.calls).reduce(0, +) == 408)
    #expect(rows.filter { $0.widthSeconds == 3600 }.map(\.calls) == Array(repeating: 4, count: 52))
    #expect(rows.first?.start.seconds == -7200)
    #expect(rows.filter { $0.widthSeconds == 900 }.map(\.start.seconds).min() == 180_000)
    try store.apply(Commit(sequence: 2, history: [delta(0), delta(1)]))
    #expect(try store.history(from: 0, to: 4).map(\.calls) == [4, 1, 1])
    #expect(try store.compactHistory(HistoryRetention(quartersFrom: 200)) == false)
    #expect(try store.history(from: 0, to: 4).map(\.calls) == [6])
    store.close()
    let later = try StateStore.open(directory: try directory.snapshot("later"))
    #expect(try later.history(from: -100, to: 1000).map(\.calls).reduce(0, +) == 410)
  }

  @Test("a copy made at any moment holds exactly the commits that had returned", arguments: 0..<4)
  func kills(seed: UInt64) throws {
    print("seed \(seed)")
    var numbers = SeededRandom(seed: seed)
    let directory = try TestDirectory()
    var store = try StateStore.open(directory: directory.state)
    var oracle = Oracle()
    for sequence in 1...40 as ClosedRange<UInt64> {
      let commit = Oracle.commit(sequence, using: &numbers)
      try store.apply(commit)
      oracle.apply(commit)
      switch Int.random(in: 0..<8, using: &numbers) {
      case 0: try store.checkpoint()
      case 1:
        // Go on from the copy, as after a kill.
        let copy = try directory.snapshot("killed", of: store.paths.directory)
        store.close()
        store = try StateStore.open(directory: copy)
        #expect(try store.content() == oracle)
        store.close()
        store = try StateStore.open(directory: try moved(copy, directory, sequence))
      case 2:
        let copy = try directory.snapshot("copy", of: store.paths.directory)
        #expect(try StateStore.open(directory: copy).content() == oracle)
      default: break
      }
    }
    #expect(try store.content() == oracle)
  }

  private func moved(
    _ copy: String, _ directory: TestDirectory, _ sequence: UInt64
  ) throws -> String {
    let target = "\(directory.path)/generation-\(sequence)"
    #expect(rename(copy, target) == 0)
    return target
  }

  @Test("the log is moved into the database in the background, and begins anew")
  func backgroundCheckpoint() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    let body = [UInt8](repeating: 7, count: 400_000)
    let deadline = ContinuousClock.now + .seconds(30)
    var sequence: UInt64 = 0
    var beginnings: Set<[UInt8]> = []
    // Every commit has some 100 pages. The header of the log counts how often it has begun anew.
    repeat {
      sequence += 1
      try store.apply(
        Commit(sequence: sequence, records: [Record(kind: .meta, key: [1], body: body)]))
      beginnings.insert(Array(try directory.bytes(directory.database + "-wal")[12..<16]))
    } while beginnings.count < 3 && ContinuousClock.now < deadline
    #expect(beginnings.count == 3)
    #expect(try store.load().sequence == sequence)
  }
}
