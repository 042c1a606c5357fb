import GRDB
package import SpendCore

/// For the few changes of what is stored that are no commit: the sequence stays.
extension StateStore {
  /// Stores or removes records in one transaction. O(records).
  package func replace(_ records: [SpendCore.Record]) throws(StateError) {
    guard !records.isEmpty else { return }
    try transaction("replace") { db, digests in
      try Self.apply(RecordList(records), in: db, digests: &digests)
    }
  }

  /// Takes what was replaced or removed off the disk: writes the database anew, without free pages,
  /// and empties the log. O(bytes), and needs as much space again.
  package func purge() throws(StateError) {
    try access("purge") { try $0.execute(sql: "VACUUM") }
    try checkpoint()
    try access("purge") { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  /// Older copies of the state in its directory: backups of migrations, and what rebuilds set
  /// aside. Paths, in order.
  package func olderCopies() throws(StateError) -> [String] {
    let names = try FileCalls.names(in: paths.directory)
    let backups = names.filter {
      $0.hasPrefix(StatePaths.databaseName + ".v") && $0.contains(".backup")
    }
    return (backups + StatePaths.setAsideNames(among: names)).sorted().map(paths.path)
  }
}
