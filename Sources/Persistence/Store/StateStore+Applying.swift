import GRDB
import GRDBSQLite
package import SpendCore
import Synchronization

extension StateStore {
  /// Applies a commit in one transaction. O(records and deltas of the commit).
  ///
  /// When this returns it is synced, or as safe from a kill but not yet from a loss of
  /// power, for a caller in a hurry that calls ``sync()`` next; until then a loss of power
  /// leaves an earlier commit.
  ///
  /// After an error nothing of it is there, and the same or another commit with the same sequence
  /// can be applied. (After a failed sync the commit may be found by a later start, as after a kill
  /// that came right after it.)
  ///
  /// - Throws: ``StateError/outOfOrder`` when its sequence is not the last one's successor; errors
  ///   that are transient (``StateError/isTransient``) when the disk is full or fails.
  package func apply(_ commit: Commit, isSynced: Bool = true) throws(StateError) {
    try setSynchronous(isSynced ? .full : .normal)
    try transaction("commit") { db, digests in
      let last = digests.committed.sequence
      guard commit.sequence == last &+ 1 else {
        throw StateError.outOfOrder(
          path: paths.database, sequence: commit.sequence, last: last)
      }
      digests.sequence = commit.sequence
      try Self.apply(commit.records, in: db, digests: &digests)
      try Self.append(commit.history, commit.retention, in: db, digests: &digests)
      try Self.append(commit.details, commit.retention, in: db, digests: &digests)
    }
  }

  /// Syncs what was applied without. After an error it is as good as before, and the next commit
  /// that is synced takes it along.
  package func sync() throws(StateError) {
    try access("sync") { db in
      guard let connection = unsafe db.sqliteConnection else {
        throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
      }
      // SQLite's own descriptor of the log: a second one of ours would be one more to be closed.
      var log: UnsafeMutablePointer<sqlite3_file>?
      var code = unsafe withUnsafeMutablePointer(to: &log) {
        unsafe sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, $0)
      }
      if code == SQLITE_OK, let log = unsafe log,
        let xSync = unsafe log.pointee.pMethods?.pointee.xSync
      {
        code = unsafe xSync(log, SQLITE_SYNC_NORMAL)
      }
      guard code == SQLITE_OK else {
        throw DatabaseError(
          resultCode: ResultCode(rawValue: code), message: "the log is not synced")
      }
    }
  }

  /// How a commit is synced; told to SQLite only when it changes, and never within a transaction.
  private func setSynchronous(_ new: Synchronous) throws(StateError) {
    guard synchronous.withLock({ $0 }) != new else { return }
    try access("commit") { try $0.execute(sql: "PRAGMA synchronous = \(new.rawValue)") }
    synchronous.withLock { $0 = new }
  }

  /// Turns quarters of an hour that are old into hours, and hours into days. One transaction takes
  /// whole ones until it has so many rows; so it may exceed that by one.
  ///
  /// - Parameter rows: as parts have them: those of one label set in several parts count each.
  /// - Returns: whether there is more to do.
  package func compactHistory(
    _ retention: HistoryRetention, rows: Int = 100_000
  ) throws(StateError) -> Bool {
    let steps: [(HistoryLevel, HistoryLevel, Int64)] = [
      (.quarter, .hour, retention.quartersFrom), (.hour, .day, retention.hoursFrom),
    ]
    for (level, next, quarter) in steps {
      let first = committed.withLock { $0.parts(of: DigestKey.Scope(level)).first }
      guard let first, first * 96 < quarter else { continue }
      var isCut = false
      try transaction("compact") { db, digests in
        let bound = try HistoryTable<HistorySums>.compact(
          level, to: next, before: quarter * 900, in: retention.zone, entries: rows, in: db,
          digests: &digests)
        // Of the same time, so that both are kept by the same stretches.
        _ = try HistoryTable<HistoryDetails>.compact(
          level, to: next, before: bound ?? quarter * 900, in: retention.zone, entries: .max,
          in: db, digests: &digests)
        isCut = bound != nil
      }
      if isCut { return true }
    }
    return false
  }

  /// What is committed is read and replaced within the access to the database, so that no two
  /// threads work on the same.
  func transaction(
    _ call: String, _ body: (Database, inout ChangedDigests) throws -> Void
  ) throws(StateError) {
    try access(call) { db in
      var after = committed.withLock { $0 }
      // GRDB's own way of beginning a transaction compiles the statement anew each time.
      try RowStatement(db, "BEGIN IMMEDIATE").execute()
      do {
        var digests = ChangedDigests(after)
        try body(db, &digests)
        try after.store(digests.changes, sequence: digests.sequence, in: db)
        try RowStatement(db, "COMMIT").execute()
      } catch {
        // Some errors have undone it already. The first error says more than one of this.
        if db.isInsideTransaction { try? db.rollback() }
        throw error
      }
      committed.withLock { $0 = after }
    }
    afterCommit()
  }

  private static func append<Delta: HistoryEntryMaking>(
    _ deltas: [Delta], _ retention: HistoryRetention, in db: Database,
    digests: inout ChangedDigests
  ) throws {
    // There may be hundreds of thousands: they stay where they are, and the old ones come first.
    var rest = HistoryOrder.order(deltas)[...]
    while let first = rest.first {
      let level = retention.level(ofQuarter: deltas[first].quarter)
      let places = rest.prefix { retention.level(ofQuarter: deltas[$0].quarter) == level }
      try HistoryTable<Delta.Sums>(level, in: db).append(
        deltas, in: places, retention, digests: &digests)
      rest = rest[places.endIndex...]
    }
  }

  static func apply(
    _ records: RecordList, in db: Database, digests: inout ChangedDigests
  ) throws {
    var tables: [Record.Kind: RecordTable] = [:]
    var rest = records.indices
    // Most stand beside others of their kind, and there may be hundreds of thousands.
    while let first = rest.first {
      let kind = records.kind(first)
      let run = rest.prefix { records.kind($0) == kind }
      var table = try tables[kind] ?? RecordTable(kind, in: db)
      var digest = digests[.records(kind)]
      try table.apply(records, in: run, digest: &digest)
      digests[.records(kind)] = digest
      tables[kind] = table
      rest = run.endIndex..<rest.endIndex
    }
  }
}
