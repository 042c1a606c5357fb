import GRDB
import SpendCore

/// Makes the first, empty database of a directory, so that it is there as a whole or not at all:
/// under a temporary name, committed, synced, renamed.
enum StateCreation {
  static func create(_ paths: StatePaths, schema: StateSchema) throws(StateError) {
    try FileCalls.write("", to: paths.newDatabase)
    do {
      let queue = try StateConnection.open(paths.newDatabase, label: "spendwatch.create")
      try queue.inDatabase { db in
        try db.execute(sql: "PRAGMA journal_mode = WAL")
        try db.inTransaction {
          try fill(db, schema: schema)
          return .commit
        }
        try db.checkpoint(.truncate)
      }
      try StateConnection.close(queue)
    } catch {
      throw StateError(error, path: paths.database, call: "create")
    }
    try FileCalls.sync(paths.newDatabase)
    try FileCalls.rename(paths.newDatabase, to: paths.database)
    try FileCalls.sync(paths.directory)
  }

  private static func fill(_ db: Database, schema: StateSchema) throws {
    try db.execute(sql: "PRAGMA application_id = \(StateSchema.applicationID)")
    try db.execute(sql: "PRAGMA user_version = \(schema.version)")
    for table in schema.tables { try db.execute(sql: table) }
    try DigestTable.create(in: db)
  }
}
