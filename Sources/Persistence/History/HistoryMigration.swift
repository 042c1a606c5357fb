import GRDB
import SpendCore

/// From schema 2 to 3: two tables of the history, which count quarters and hours since 1970 and
/// whose bodies have no version, become one. O(bytes of the history), as the copy that a migration
/// keeps.
enum HistoryMigration {
  private static let tables: [(name: String, HistoryLevel, DigestKey.Scope)] = [
    ("history_quarter", .quarter, .quarters), ("history_hour", .hour, .hours),
  ]

  /// - Throws: ``DamagedRecord`` for a row that is not what was committed.
  static func run(_ db: Database) throws {
    var stored = try DigestTable(reading: db)
    var digests = ChangedDigests(stored)
    try db.execute(sql: StateSchema.historyTable)
    let insertion = try HistoryPart.insertion(in: db)
    for (name, level, scope) in tables {
      try move(name, level, scope, with: insertion, in: db, digests: &digests)
      try db.execute(sql: "DROP TABLE \(name)")
    }
    try stored.store(digests.changes, sequence: stored.sequence, in: db)
  }

  private static func move(
    _ table: String, _ level: HistoryLevel, _ scope: DigestKey.Scope,
    with insertion: RowStatement, in db: Database, digests: inout ChangedDigests
  ) throws {
    let sql = "SELECT start, sequence, body, checksum FROM \(table) ORDER BY start, sequence"
    try RowStatement(db, sql).run { row in
      let (start, sequence, body) = (row.integer(0), row.integer(1), row.bytes(2))
      var checksum = RowChecksum(table: scope)
      checksum.add(start)
      checksum.add(sequence)
      checksum.add(body)
      guard row.integer(3) == checksum.value else {
        throw DamagedRecord("a row of \(table) does not match its checksum")
      }
      let day = Timestamp.floorDivide(start, 86_400 / level.seconds)
      digests[DigestKey(scope: scope, part: day)].remove(checksum.value)
      let part = HistoryPart(
        level, start: start * level.seconds, layout: HistorySums.layout, sequence: sequence,
        body: [UInt8(HistoryBytes.version)] + body)
      digests[part.digestKey].add(part.checksum)
      try part.insert(with: insertion)
      return true
    }
    let rest = digests.committed.parts(of: scope).map { DigestKey(scope: scope, part: $0) }
    guard rest.allSatisfy({ digests[$0] == Digest() }) else {
      throw DamagedRecord("\(table) has rows that do not add up")
    }
  }
}
