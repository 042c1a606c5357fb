import Foundation
import GRDB
import SpendCore
import SpendTesting
import Testing

@testable import Persistence

/// Older and newer schema versions.
@Suite struct StateMigrationTests {
  private static let extraTable = "CREATE TABLE extra (id INTEGER PRIMARY KEY)"

  /// One version beyond the current one.
  private var next: StateSchema {
    let current = StateSchema.current
    return StateSchema(
      version: current.version + 1, tables: current.tables + [Self.extraTable],
      migrations: current.migrations + [
        StateSchema.Migration(from: current.version) { try $0.execute(sql: Self.extraTable) }
      ])
  }

  @Test("an older state is migrated after a backup copy, which can be restored")
  func migrates() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    try store.apply(Commit(sequence: 1, records: [record(.meta, "a", "1")]))
    // With a log that has not been moved into the database.
    let copy = try directory.snapshot("old")
    store.close()
    let migrated = try StateStore.open(directory: copy, schema: next)
    #expect(try migrated.load().records[.meta] == [record(.meta, "a", "1")])
    try migrated.apply(Commit(sequence: 2, records: [record(.meta, "a", "2")]))
    migrated.close()

    let backup = "\(copy)/spendwatch.db.v\(StateSchema.current.version).backup"
    let restored = directory.path + "/restored"
    try FileManager.default.createDirectory(
      atPath: restored, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try FileManager.default.copyItem(atPath: backup, toPath: restored + "/spendwatch.db")
    let old = try StateStore.open(directory: restored)
    #expect(try old.load().records[.meta] == [record(.meta, "a", "1")])
  }

  @Test("a state of version 1 is taken over as it is, after a backup copy")
  func versionOne() throws {
    let directory = try TestDirectory()
    let old = StateSchema(version: 1, tables: StateSchema.current.tables, migrations: [])
    var numbers = SeededRandom(seed: 3)
    var oracle = Oracle()
    do {
      let store = try StateStore.open(directory: directory.state, schema: old)
      for sequence in 1...20 as ClosedRange<UInt64> {
        let commit = Oracle.commit(sequence, using: &numbers)
        try store.apply(commit)
        oracle.apply(commit)
      }
    }
    #expect(try StateCopy.open(directory: directory.state).state.sequence == 20)
    #expect(try StateStore.open(directory: directory.state).content() == oracle)
    #expect(try directory.names().contains("spendwatch.db.v1.backup"))
    let refused = #expect(throws: StateError.self) {
      try StateStore.open(directory: directory.state, schema: old)
    }
    #expect(refused == .newer(path: directory.database, schemaVersion: 2, known: 1))
  }

  @Test("a newer state is refused and left as it is")
  func refusesNewer() throws {
    let directory = try TestDirectory()
    try StateStore.open(directory: directory.state, schema: next).close()
    let before = try directory.bytes(directory.database)
    let known = StateSchema.current.version
    let expected = StateError.newer(
      path: directory.database, schemaVersion: known + 1, known: known)
    #expect(throws: expected) { try StateStore.open(directory: directory.state) }
    #expect(throws: expected) { try StateCopy.open(directory: directory.state) }
    #expect("\(expected)".contains("schema version \(known + 1)"))
    #expect(try directory.bytes(directory.database) == before)
  }

  @Test("a failed migration leaves the old state, and a later one succeeds")
  func failedMigration() throws {
    struct Stop: Error {}
    let directory = try TestDirectory()
    do {
      let store = try StateStore.open(directory: directory.state)
      try store.apply(Commit(sequence: 1, records: [record(.meta, "a", "1")]))
    }
    var broken = next
    broken.migrations = [
      StateSchema.Migration(from: StateSchema.current.version) {
        try $0.execute(sql: Self.extraTable)
        throw Stop()
      }
    ]
    #expect(throws: StateError.self) {
      try StateStore.open(directory: directory.state, schema: broken)
    }
    do {
      let store = try StateStore.open(directory: directory.state)
      #expect(try store.load().sequence == 1)
    }
    #expect(try StateStore.open(directory: directory.state, schema: next).sequence == 1)
  }
}
