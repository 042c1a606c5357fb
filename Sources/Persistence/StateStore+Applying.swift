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
      let quarters = try HistoryTable(.quarter, in: db)
      for delta in commit.history {
        let entry = HistoryTable.Entry(
          start: delta.quarter, labelSet: Int64(delta.labelSet), calls: delta.calls,
          spend: delta.spend.nano, inputTokens: delta.inputTokens,
          outputTokens: delta.outputTokens)
        try quarters.add(entry, digests: &digests)
      }
    }
    committed.withLock { $0 = after }
    afterCommit()
  }

  /// Turns quarters of an hour that start before one into hours, at most so many rows in one
  /// transaction.
  ///
  /// - Parameter quarter: number since 1970; rounded down to a whole hour.
  /// - Returns: whether there is more to do.
  package func compactHistory(
    beforeQuarter quarter: Int64, rows: Int = 1000
  ) throws(StateError) -> Bool {
    let end = Timestamp.floorDivide(quarter, 4) * 4
    let before = committed.withLock { $0 }
    guard let first = before.parts(of: .quarters).first, first * 96 < end else { return false }
    var count = 0
    let after = try transaction("compact", on: before, sequence: before.sequence) { db, digests in
      let entries = try HistoryTable.read(.quarter, starts: Int64.min..<end, limit: rows, in: db)
      let quarters = try HistoryTable(.quarter, in: db)
      let hours = try HistoryTable(.hour, in: db)
      for entry in entries {
        var hour = entry
        hour.start = Timestamp.floorDivide(entry.start, 4)
        try hours.add(hour, digests: &digests)
        try quarters.remove(entry, digests: &digests)
      }
      count = entries.count
    }
    committed.withLock { $0 = after }
    afterCommit()
    return count == rows
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
