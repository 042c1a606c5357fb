import GRDB
import Glibc
package import SpendCore

/// A state that is only looked at: for `status`, `verify` and `report` while the daemon is stopped,
/// or running.
///
/// Reads a private copy, because SQLite cannot look at a WAL database without leaving `-wal` and
/// `-shm` files, which as root would lock the daemon out. The copy has no name any more once it is
/// open, so nothing stays behind. Not for the process that has the state open itself (see
/// ``StateStore``).
package final class StateCopy: Sendable {
  /// Verified.
  package let state: StoredState
  private let path: String
  let queue: DatabaseQueue
  let digests: DigestTable

  /// - Parameters:
  ///   - directory: the state directory.
  ///   - temporaryDirectory: where the copy goes; needs as much space as the database.
  /// - Throws: ``StateError/absent`` when there is no state.
  package static func open(
    directory: String, temporaryDirectory: String = "/tmp"
  ) throws(StateError) -> StateCopy {
    let paths = StatePaths(directory: directory)
    guard try FileCalls.status(of: paths.database) != nil else {
      let names = (try? FileCalls.names(in: paths.directory)) ?? []
      if let sign = StatePaths.signOfState(among: names) {
        throw StateError.missing(path: paths.database, sign: sign)
      }
      throw StateError.absent(path: paths.database)
    }
    // A copy that a running daemon wrote into shows as damage that the next copy does not have.
    var attempts = 3
    while true {
      do { return try StateCopy(of: paths, temporaryDirectory: temporaryDirectory) } catch {
        attempts -= 1
        guard case .corrupt = error, attempts > 0 else { throw error }
      }
    }
  }

  /// - Returns: nil where there is no state.
  package static func openIfThere(directory: String) throws(StateError) -> StateCopy? {
    do throws(StateError) { return try open(directory: directory) } catch {
      if case .absent = error { return nil }
      throw error
    }
  }

  private init(of paths: StatePaths, temporaryDirectory: String) throws(StateError) {
    let copy = try PrivateCopy(of: paths.database, in: temporaryDirectory)
    defer { copy.remove() }
    do {
      try StateDirectory.checkHeader(paths.database, copy: copy.database)
      let schema = StateSchema.current
      let queue = try StateConnection.open(copy.database, label: "spendwatch.copy")
      try StateMigration.run(queue, paths: paths, schema: schema, keepsBackup: false)
      (digests, state) = try queue.inDatabase { db in
        try StateConnection.checkTables(db, schema: schema)
        let digests = try DigestTable(reading: db)
        return (digests, try StoredState(reading: db, digests: digests))
      }
      self.queue = queue
      path = paths.database
    } catch {
      throw StateError(error, path: paths.database, call: "read")
    }
  }

  /// As ``StateStore/history(from:to:)``.
  package func history(from: Int64, to: Int64) throws(StateError) -> [HistoryRow] {
    try access("history") {
      try HistoryRow.read(quarters: from..<max(from, to), digests: digests, in: $0)
    }
  }

  func access<T>(_ call: String, _ body: (Database) throws -> T) throws(StateError) -> T {
    do { return try queue.inDatabase(body) } catch {
      throw StateError(error, path: path, call: call)
    }
  }

  /// Databases in a state directory that were set aside, oldest first.
  package static func setAsideNames(directory: String) throws(StateError) -> [String] {
    StatePaths.setAsideNames(among: try FileCalls.names(in: directory))
  }

  /// What can still be read of a database that was set aside, however damaged: the records whose
  /// own checksum is right. For facts that a rebuild must not lose, such as which alerts have
  /// fired.
  ///
  /// - Parameter name: of the database in the state directory.
  /// - Returns: with the sequence 0 only where it is known that nothing was ever committed, else
  ///   with that of the last commit, or 1 where that cannot be read.
  package static func salvage(
    directory: String, name: String, temporaryDirectory: String = "/tmp"
  ) throws(StateError) -> StoredState {
    let path = StatePaths(directory: directory).path(name)
    let copy = try PrivateCopy(of: path, in: temporaryDirectory)
    defer { copy.remove() }
    var state = StoredState(sequence: 1)
    do {
      let queue = try StateConnection.open(copy.database, label: "spendwatch.salvage")
      queue.inDatabase { db in
        for kind in Record.Kind.allCases {
          state.records[kind] = RecordTable.salvage(kind, in: db)
        }
        if let digests = try? DigestTable(reading: db) { state.sequence = digests.sequence }
      }
      try? StateConnection.close(queue)
    } catch {
      // Not even a database: there is nothing to be had.
      return StoredState(sequence: 1)
    }
    return state
  }
}
