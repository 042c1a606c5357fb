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

  /// The tables of versions 1 and 2.
  private static func old(_ version: Int) -> StateSchema {
    let history = ["history_quarter", "history_hour"].map {
      """
      CREATE TABLE \($0) (start INTEGER NOT NULL, sequence INTEGER NOT NULL, \
      body BLOB NOT NULL, checksum INTEGER NOT NULL, \
      PRIMARY KEY (start, sequence)) WITHOUT ROWID
      """
    }
    let others = StateSchema.current.tables.filter { $0 != StateSchema.historyTable }
    return StateSchema(version: version, tables: others + history, migrations: [])
  }

  /// A row of the history as versions 1 and 2 have it: bodies without a version, starts in units of
  /// their table.
  private static func insert(
    _ start: Int64, _ sequence: Int64, _ entries: [HistoryEntry<HistorySums>], isHour: Bool,
    in db: Database
  ) throws {
    var writer = HistoryBodyWriter<HistorySums>()
    for entry in entries { writer.add(entry) }
    let body = Array(writer.finish().dropFirst())
    let scope: DigestKey.Scope = isHour ? .hours : .quarters
    var checksum = RowChecksum(table: scope)
    checksum.add(start)
    checksum.add(sequence)
    checksum.add(body)
    var stored = try DigestTable(reading: db)
    var digests = ChangedDigests(stored)
    let day = Timestamp.floorDivide(start, isHour ? 24 : 96)
    digests[DigestKey(scope: scope, part: day)].add(checksum.value)
    try RowStatement(
      db,
      """
      INSERT INTO \(isHour ? "history_hour" : "history_quarter") \
      (start, sequence, body, checksum) VALUES (?, ?, ?, ?)
      """
    ).execute {
      $0.bind(0, start)
      $0.bind(1, sequence)
      $0.bind(2, body)
      $0.bind(3, checksum.value)
    }
    try stored.store(digests.changes, sequence: stored.sequence, in: db)
  }

  private static func entry(_ labelSet: UInt32, _ calls: Int64) -> HistoryEntry<HistorySums> {
    HistoryEntry(
      labelSet: labelSet,
      sums: HistorySums(calls: calls, spend: calls * 5, inputTokens: -calls, outputTokens: 0))
  }

  /// A state of an older version with records, quarters and hours.
  private static func makeOld(_ version: Int, _ directory: TestDirectory) throws -> Oracle {
    var numbers = SeededRandom(seed: 3)
    var oracle = Oracle()
    do {
      let store = try StateStore.open(directory: directory.state)
      for sequence in 1...20 as ClosedRange<UInt64> {
        var commit = Oracle.commit(sequence, using: &numbers)
        commit.history = []
        commit.records = RecordList(commit.records.filter { $0.kind != .seen })
        try store.apply(commit)
        oracle.apply(commit)
      }
    }
    let queue = try DatabaseQueue(path: directory.database)
    try queue.inDatabase { db in
      try db.inTransaction {
        try db.execute(sql: "DROP TABLE history_part")
        try db.execute(sql: "DROP TABLE record_seen")
        for table in old(version).tables where table.contains("history_") {
          try db.execute(sql: table)
        }
        for (start, sequence) in [(-1, 1), (400, 1), (400, 2), (1_900_000, 7)] as [(Int64, Int64)] {
          try insert(start, sequence, [entry(1, 2), entry(900, start)], isHour: false, in: db)
          try insert(start / 4, sequence, [entry(1, 3)], isHour: true, in: db)
        }
        try db.execute(sql: "PRAGMA user_version = \(version)")
        return .commit
      }
    }
    try queue.close()
    return oracle
  }

  @Test("a state of an older version is taken over, after a backup copy", arguments: [1, 2])
  func older(version: Int) throws {
    let directory = try TestDirectory()
    let oracle = try Self.makeOld(version, directory)
    let expected =
      [
        [0, 3600, 1, 3], [360_000, 3600, 1, 6], [1_710_000_000, 3600, 1, 3],
        [-900, 900, 1, 2], [-900, 900, 900, -1], [360_000, 900, 1, 4], [360_000, 900, 900, 800],
        [1_710_000_000, 900, 1, 2], [1_710_000_000, 900, 900, 1_900_000],
      ] as [[Int64]]
    func content(_ history: [HistoryRow]) -> [[Int64]] {
      history.map { [$0.start.seconds, $0.widthSeconds, Int64($0.labelSet), $0.calls] }
    }
    let copy = try StateCopy.open(directory: directory.state)
    #expect(copy.state.sequence == 20)
    #expect(content(try copy.history(from: -100, to: 2_000_000)) == expected)
    do {
      let store = try StateStore.open(directory: directory.state)
      #expect(store.migratedFrom == version)
      #expect(Oracle(try store.load()) == oracle)
      let history = try store.history(from: -100, to: 2_000_000)
      #expect(content(history) == expected)
      #expect(history.allSatisfy { $0.spend.nano == $0.calls * 5 && $0.inputTokens == -$0.calls })
    }
    #expect(try directory.names().contains("spendwatch.db.v\(version).backup"))
    // Nothing is left of the old tables, and a second opening finds nothing to do.
    #expect(try StateStore.open(directory: directory.state).migratedFrom == nil)
    let refused = #expect(throws: StateError.self) {
      try StateStore.open(directory: directory.state, schema: Self.old(version))
    }
    #expect(refused == .newer(path: directory.database, schemaVersion: 4, known: version))
  }

  @Test(
    "a damaged history is refused by the migration, which then changes nothing",
    arguments: [
      "UPDATE history_quarter SET body = x'0102020202' WHERE start = 400 AND sequence = 2",
      "UPDATE history_hour SET checksum = checksum + 1 WHERE start = 100",
      "DELETE FROM history_quarter WHERE start = 400 AND sequence = 2",
      "INSERT INTO history_hour SELECT start, 99, body, checksum FROM history_hour LIMIT 1",
    ])
  func damaged(sql: String) throws {
    let directory = try TestDirectory()
    _ = try Self.makeOld(2, directory)
    let queue = try DatabaseQueue(path: directory.database)
    try queue.inDatabase { try $0.execute(sql: sql) }
    try queue.close()
    for _ in 0..<2 {
      let error = #expect(throws: StateError.self) {
        try StateStore.open(directory: directory.state)
      }
      #expect(error?.asksForRebuild == true)
    }
    let left = try DatabaseQueue(path: directory.database)
    let version = try left.inDatabase { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    #expect(version == 2)
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
