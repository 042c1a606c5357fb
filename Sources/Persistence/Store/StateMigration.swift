import GRDB
import SpendCore

/// Brings a database of an older schema to the current one, in one transaction, after a copy of it
/// was synced to `spendwatch.db.vN.backup`. Killed at any moment, it is as it was before or as it
/// should be.
enum StateMigration {
  /// - Parameter keepsBackup: false for a private copy that is only read.
  /// - Returns: the version that it had; nil when there was nothing to do.
  @discardableResult
  static func run(
    _ queue: DatabaseQueue, paths: StatePaths, schema: StateSchema, keepsBackup: Bool
  ) throws -> Int? {
    let version = try queue.inDatabase {
      try StateConnection.version($0, path: paths.database, schema: schema)
    }
    guard version < schema.version, let steps = schema.path(from: version) else { return nil }
    if keepsBackup { try backUp(queue, to: paths.backup(ofVersion: version), paths: paths) }
    try queue.inDatabase { db in
      try db.inTransaction(.immediate) {
        for step in steps { try step.apply(db) }
        try db.execute(sql: "PRAGMA user_version = \(schema.version)")
        return .commit
      }
    }
    return version
  }

  private static func backUp(
    _ queue: DatabaseQueue, to path: String, paths: StatePaths
  ) throws {
    let temporary = path + ".new"
    try FileCalls.write("", to: temporary)
    let copy = try StateConnection.open(temporary, label: "spendwatch.backup")
    try queue.backup(to: copy)
    try StateConnection.close(copy)
    try FileCalls.sync(temporary)
    try FileCalls.rename(temporary, to: path)
    try FileCalls.sync(paths.directory)
  }
}
