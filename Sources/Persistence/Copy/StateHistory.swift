import GRDB
import Glibc
import SpendCore

/// The history of a state that is only looked at: where it stands if a daemon has it open, so that
/// nothing is copied and nobody waits; else of a copy (``StateCopy``).
///
/// A daemon keeps SQLite's `-wal` and `-shm` open as long as it lives, so a second connection
/// leaves no file behind that was not there. It reads as of one commit, only root and the daemon's
/// user do it, and whatever stands in its way before the first row leads to the copy.
package enum StateHistory {
  /// - Returns: nil where there is no state.
  /// - Throws: ``StateError``, or what `body` throws.
  package static func read<T>(
    directory: String, _ body: (HistorySnapshot) throws -> T
  ) throws -> T? {
    let paths = StatePaths(directory: directory)
    if let queue = openBesideDaemon(paths) {
      defer { try? StateConnection.close(queue) }
      var isOpen = false
      do {
        return try queue.read { db in
          let schema = StateSchema.current
          guard
            try StateConnection.version(db, path: paths.database, schema: schema) == schema.version
          else { throw DamagedRecord("it is to be migrated") }
          try StateConnection.checkTables(db, schema: schema)
          let snapshot = HistorySnapshot(db, try DigestTable(reading: db))
          isOpen = true
          return try body(snapshot)
        }
      } catch {
        if isOpen { throw Self.error(error, paths) }
      }
    }
    guard let copy = try StateCopy.openIfThere(directory: directory) else { return nil }
    do {
      return try copy.queue.inDatabase { try body(HistorySnapshot($0, copy.digests)) }
    } catch {
      throw Self.error(error, paths)
    }
  }

  private static func openBesideDaemon(_ paths: StatePaths) -> DatabaseQueue? {
    guard StateLock.isHeld(paths), let status = try? FileCalls.status(of: paths.database),
      geteuid() == 0 || geteuid() == status.st_uid
    else { return nil }
    return try? StateConnection.openToRead(paths.database, label: "spendwatch.report")
  }

  /// What the database says, in our words.
  private static func error(_ error: any Error, _ paths: StatePaths) -> any Error {
    guard error is DatabaseError || error is DamagedRecord else { return error }
    return StateError(error, path: paths.database, call: "history")
  }
}
