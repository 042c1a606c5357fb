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
    for width in [HistoryTable.Width.quarter, .hour] {
      try check(width, digests: digests, in: db)
    }
  }

  private static func check(
    _ width: HistoryTable.Width, digests: DigestTable, in db: Database
  ) throws {
    var found: [Int64: Digest] = [:]
    let sql = "SELECT start, sequence, body, checksum FROM \(width.table) ORDER BY start, sequence"
    try RowStatement(db, sql).run { row in
      let part = try HistoryPart(width, row: row)
      let day = HistoryTable.digestKey(width, start: part.start).part
      found[day, default: Digest()].add(part.checksum)
      return true
    }
    let days = digests.parts(of: width.scope)
    guard days == found.keys.sorted(),
      days.allSatisfy({ found[$0] == digests[DigestKey(scope: width.scope, part: $0)] })
    else { throw DamagedRecord("\(width.table) has rows that do not add up") }
  }
}
