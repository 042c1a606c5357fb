import Foundation
import SpendCore
import Synchronization
import Testing

@testable import Persistence

/// Looking at a state without touching it.
@Suite struct StateCopyTests {
  /// Name, size, change time and content of everything in a directory.
  private func look(_ directory: String) throws -> [String: [Int]] {
    var looks: [String: [Int]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: directory) + ["."] {
      var status = stat()
      #expect(lstat("\(directory)/\(name)", &status) == 0)
      looks[name] = [
        Int(status.st_ino), status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
        status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
      ]
    }
    return looks
  }

  @Test("reading the state of a stopped or killed daemon leaves its files as they are")
  func untouched() throws {
    let directory = try TestDirectory()
    let temporary = directory.path + "/temporary"
    try FileManager.default.createDirectory(
      atPath: temporary, withIntermediateDirectories: true)
    let store = try StateStore.open(directory: directory.state)
    let delta = HistoryDelta(
      quarter: 10, labelSet: 1, calls: 1, spend: Money(nano: 5), inputTokens: 0, outputTokens: 0)
    try store.apply(
      Commit(sequence: 1, records: [record(.meta, "a", "1")], history: [delta]))
    let killed = try directory.snapshot("killed")
    try FileManager.default.removeItem(atPath: killed + "/spendwatch.db-shm")
    store.close()
    for state in [killed, directory.state] {
      let before = try look(state)
      let copy = try StateCopy.open(directory: state, temporaryDirectory: temporary)
      #expect(copy.state.sequence == 1)
      #expect(copy.state.records[.meta] == [record(.meta, "a", "1")])
      #expect(try copy.history(from: 0, to: 100).map(\.spend) == [Money(nano: 5)])
      #expect(try look(state) == before)
      #expect(try directory.names(in: temporary) == [])
    }
  }

  @Test("a state is copied whole, as of a commit, however fast commits come")
  func busy() async throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    defer { store.close() }
    // Each commit has its number in a hundred records.
    @Sendable func commit(_ sequence: UInt64) throws {
      let records = (0..<100 as Range<UInt64>).map {
        Record(kind: .meta, key: RecordKey.number($0), body: RecordKey.number(sequence))
      }
      try store.apply(Commit(sequence: sequence, records: RecordList(records)), isSynced: false)
    }
    try commit(1)
    let isDone = Mutex(false)
    let writer = Task.detached {
      var sequence: UInt64 = 1
      while !isDone.withLock({ $0 }) {
        sequence += 1
        try commit(sequence)
        if sequence % 500 == 0 { try store.checkpoint() }
      }
      return sequence
    }
    var last: UInt64 = 0
    for _ in 0..<60 {
      let state = try StateCopy.open(directory: directory.state).state
      let bodies = Set((state.records[.meta] ?? []).map { $0.body ?? [] })
      #expect(bodies == [RecordKey.number(state.sequence)])
      #expect(state.sequence >= last)
      last = state.sequence
    }
    isDone.withLock { $0 = true }
    #expect(try await writer.value >= last)
  }

  @Test("a damaged state is refused, and nothing stays behind")
  func damaged() throws {
    let directory = try TestDirectory()
    let temporary = directory.path + "/temporary"
    try FileManager.default.createDirectory(
      atPath: temporary, withIntermediateDirectories: true)
    try StateStore.open(directory: directory.state).close()
    let whole = try directory.bytes(directory.database)
    for length in [0, 50, 4096, whole.count / 2] {
      try directory.write(Array(whole[..<length]), to: directory.database)
      let error = #expect(throws: StateError.self) {
        try StateCopy.open(directory: directory.state, temporaryDirectory: temporary)
      }
      #expect(error?.asksForRebuild == true)
      #expect("\(try #require(error))".contains(directory.database))
    }
    #expect(try directory.names(in: temporary) == [])
  }

  @Test("salvage takes the records that are whole")
  func salvage() throws {
    let directory = try TestDirectory()
    do {
      let store = try StateStore.open(directory: directory.state)
      for sequence in 1...30 as ClosedRange<UInt64> {
        let body = String(repeating: "\(sequence) ", count: 200)
        try store.apply(
          Commit(sequence: sequence, records: [record(.alert, "alert \(sequence)", body)]))
      }
    }
    var bytes = try directory.bytes(directory.database)
    let needle = Array("17 17 17 17".utf8)
    let place = try #require(
      bytes.indices.first { bytes[$0...].starts(with: needle) })
    bytes[place] ^= 1
    try directory.write(bytes, to: directory.database)
    #expect(throws: StateError.self) { try StateCopy.open(directory: directory.state) }
    let state = try StateCopy.salvage(directory: directory.state, name: "spendwatch.db")
    #expect(state.records[.alert]?.count == 29)
  }
}
