import GRDB
import SpendCore

/// How the state database is opened, and what is checked before anything in it is believed.
enum StateConnection {
  /// Opens a database that is there. Every commit is synced; nothing checkpoints on this
  /// connection; another process in the way (somebody's `sqlite3`) is waited for briefly, because
  /// the pipeline waits with it.
  static func open(_ path: String, label: String) throws -> DatabaseQueue {
    var configuration = GRDB.Configuration()
    configuration.label = label
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(0.2)
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA synchronous = FULL;
          PRAGMA wal_autocheckpoint = 0;
          PRAGMA journal_size_limit = 16777216;
          PRAGMA temp_store = MEMORY;
          PRAGMA trusted_schema = OFF;
          PRAGMA cell_size_check = ON;
          """)
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Beside the one that writes, in the process that has the database open or in another one.
  static func openToRead(_ path: String, label: String) throws -> DatabaseQueue {
    var configuration = GRDB.Configuration()
    configuration.label = label
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Closes a connection that was needed for a moment, and keeps what is left of it for as long as
  /// the process lives: with a queue of GRDB's goes a queue of libdispatch's that has values, for
  /// which it starts its pool of threads, and that wakes up every second from then on.
  static func close(_ queue: DatabaseQueue) throws {
    try queue.close()
    _ = unsafe Unmanaged.passRetained(queue)
  }

  /// The schema version of a database of ours.
  /// - Throws: ``StateError/newer``, ``DamagedRecord`` when it is not one of ours.
  static func version(_ db: Database, path: String, schema: StateSchema) throws -> Int {
    guard try integer(db, "PRAGMA application_id") == StateSchema.applicationID else {
      throw DamagedRecord("it is not a state of spendwatch")
    }
    let version = Int(try integer(db, "PRAGMA user_version"))
    guard version <= schema.version else {
      throw StateError.newer(path: path, schemaVersion: version, known: schema.version)
    }
    guard version > 0, schema.path(from: version) != nil else {
      throw DamagedRecord("it has the unknown schema version \(version)")
    }
    return version
  }

  /// - Throws: ``DamagedRecord`` when the tables are not exactly those of the schema.
  static func checkTables(_ db: Database, schema: StateSchema) throws {
    let sql = "SELECT sql FROM sqlite_schema ORDER BY name"
    let found = try String.fetchAll(db, sql: sql)
    guard found.sorted() == schema.tables.sorted() else {
      throw DamagedRecord("its tables are not those of schema version \(schema.version)")
    }
    guard try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" else {
      throw DamagedRecord("it is not in WAL mode")
    }
  }

  private static func integer(_ db: Database, _ sql: String) throws -> Int64 {
    try Int64.fetchOne(db, sql: sql) ?? 0
  }
}
