import GRDB
import SpendCore

/// Finds damage where a start does not look by itself.
///
/// A start reads and verifies every record, and with them all that windows, alerts and deliveries
/// rest on. This is the rest: the history; the order of SQLite's trees; and the list of free pages,
/// which nobody reads until something is written over a page that was not free.
///
/// O(bytes of the database), so a small one is checked before it is opened for work, and a large
/// one beside that work (``StateStore/checkRest()``).
enum StateCheck {
  /// Databases of up to so many bytes are checked by their opening: some tens of milliseconds.
  static let bytesAtOpening = 16 << 20

  /// To be run in one transaction, so that everything is as of one commit.
  /// - Throws: ``DamagedRecord`` and what SQLite says of damage that keeps it from reading.
  static func run(_ db: Database) throws {
    let said = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "nothing"
    guard said == "ok" else { throw DamagedRecord(said) }
    let digests = try DigestTable(reading: db)
    try checkHistory(digests, in: db)
  }

  private static func checkHistory(_ digests: DigestTable, in db: Database) throws {
    var found: [DigestKey: Digest] = [:]
    let sql = """
      SELECT \(HistoryPart.columns) FROM history_part ORDER BY level, start, layout, sequence
      """
    try RowStatement(db, sql).run { row in
      let part = try HistoryPart(row: row)
      found[part.digestKey, default: Digest()].add(part.checksum)
      return true
    }
    let known = HistoryLevel.allCases.map { DigestKey.Scope($0) }.flatMap { scope in
      digests.parts(of: scope).map { DigestKey(scope: scope, part: $0) }
    }
    guard Set(known) == Set(found.keys), known.allSatisfy({ found[$0] == digests[$0] }) else {
      throw DamagedRecord("the history has rows that do not add up")
    }
  }
}
