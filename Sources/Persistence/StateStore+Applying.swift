import GRDB
package import SpendCore
import Synchronization

extension StateStore {
  /// Applies a commit in one transaction, synced when this returns. O(records and deltas of the
  /// commit).
  ///
  /// After an error nothing of it is there, and the same or another commit with the same sequence
  /// can be applied. (After a failed sync the commit may be found by a later start, as after a kill
  /// that came right behind it.)
  ///
  /// - Throws: ``StateError/outOfOrder`` when its sequence is not the last one's successor; errors
  ///   that are transient (``StateError/isTransient``) when the disk is full or fails.
  package func apply(_ commit: Commit) throws(StateError) {
    let before = committed.withLock { $0 }
    guard commit.sequence == before.sequence &+ 1 else {
      throw StateError.outOfOrder(
        path: paths.database, sequence: commit.sequence, last: before.sequence)
    }
    let after = try transaction("commit", on: before, sequence: commit.sequence) { db, digests in
      try Self.apply(commit.records, in: db, digests: &digests)
      guard !commit.history.isEmpty else { return }
      try HistoryTable(.quarter, in: db).append(commit.history, digests: &digests)
    }
    committed.withLock { $0 = after }
    afterCommit()
  }

  /// Turns quarters of an hour that start before one into hours. One transaction takes whole hours
  /// until it has so many rows of quarters; so it may exceed that by an hour.
  ///
  /// - Parameters:
  ///   - quarter: number since 1970; rounded down to a whole hour.
  ///   - rows: as parts of quarters have them: those of one label set in several parts count each.
  /// - Returns: whether there is more to do.
  package func compactHistory(
    beforeQuarter quarter: Int64, rows: Int = 100_000
  ) throws(StateError) -> Bool {
    let end = Timestamp.floorDivide(quarter, 4) * 4
    let before = committed.withLock { $0 }
    guard let first = before.parts(of: .quarters).first, first * 96 < end else { return false }
    var isCut = false
    let after = try transaction("compact", on: before, sequence: before.sequence) { db, digests in
      isCut = try HistoryTable.compact(before: end, entries: rows, in: db, digests: &digests)
    }
    committed.withLock { $0 = after }
    afterCommit()
    return isCut
  }

  private func transaction(
    _ call: String, on before: DigestTable, sequence: UInt64,
    _ body: (Database, inout ChangedDigests) throws -> Void
  ) throws(StateError) -> DigestTable {
    try access(call) { db in
      var after = before
      try db.inTransaction(.immediate) {
        var digests = ChangedDigests(before)
        try body(db, &digests)
        try after.store(digests.changes, sequence: sequence, in: db)
        return .commit
      }
      return after
    }
  }

  private static func apply(
    _ records: [Record], in db: Database, digests: inout ChangedDigests
  ) throws {
    var tables: [Record.Kind: RecordTable] = [:]
    for record in records {
      let table = try tables[record.kind] ?? RecordTable(record.kind, in: db)
      tables[record.kind] = table
      try table.apply(record, digest: &digests[.records(record.kind)])
    }
  }
}
