import GRDB
package import SpendCore

/// The history as of one commit, for as long as one access to the database lasts. All that is
/// handed over is verified, at the end: before an error it is worth nothing.
package struct HistorySnapshot {
  private let db: Database
  private let digests: DigestTable

  init(_ db: Database, _ digests: DigestTable) { (self.db, self.digests) = (db, digests) }

  /// The records of a kind: of ``Record/Kind/labelSet``, what the rows speak of by number.
  package func records(_ kind: SpendCore.Record.Kind) throws -> [SpendCore.Record] {
    try RecordTable.readAll(kind, in: db, expecting: digests[.records(kind)])
  }

  /// As of the same commit.
  package func state() throws -> StoredState { try StoredState(reading: db, digests: digests) }

  /// When its first stretch begins; nil while there is none. O(log(rows)).
  package func start() throws -> Timestamp? {
    try HistoryLevel.allCases.compactMap { level in
      try Int64.fetchOne(
        db, sql: "SELECT MIN(start) FROM history_part WHERE level = ?",
        arguments: [level.rawValue])
    }.min().map { Timestamp(seconds: $0) }
  }

  /// All rows of a range as ``forEachRow(from:to:wantsDetails:_:details:)`` has them.
  package func rows(from: Int64, to: Int64) throws -> [HistoryRow] {
    var rows: [HistoryRow] = []
    try forEachRow(from: from, to: to) { rows.append($0) }
    return rows
  }

  /// One row after the other, in no memory to speak of: days, then hours, then quarters, each in
  /// the order of starts, the details of a start after its rows.
  ///
  /// - Parameters:
  ///   - from, to: numbers of quarters since 1970; the range does not include `to`.
  ///   - wantsDetails: otherwise these are only verified.
  package func forEachRow(
    from: Int64, to: Int64, wantsDetails: Bool = false, _ body: (HistoryRow) -> Void,
    details: (HistoryDetailRow) -> Void = { _ in }
  ) throws {
    try HistoryRow.forEach(
      quarters: from..<max(from, to), digests: digests, in: db, wantsDetails: wantsDetails, body,
      details: details)
  }
}

extension StateStore {
  /// On a connection of its own that only reads: commits go on meanwhile. From any thread; blocks.
  package func withHistory<T>(
    _ body: (HistorySnapshot) throws -> T
  ) throws(StateError) -> T {
    do {
      let queue = try StateConnection.openToRead(paths.database, label: "spendwatch.history")
      defer { try? StateConnection.close(queue) }
      // What is read belongs to one commit.
      return try queue.read { try body(HistorySnapshot($0, DigestTable(reading: $0))) }
    } catch {
      throw StateError(error, path: paths.database, call: "history")
    }
  }
}
