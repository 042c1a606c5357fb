import GRDB
import Glibc
package import SpendCore
import Synchronization

/// The state of a daemon: records, history, and the number of the last commit, in one SQLite
/// database.
///
/// Belongs to whoever opened it: a lock on the directory is held until it is closed or the process
/// dies. All calls block, so they belong on the thread that owns the pipeline, never on the
/// cooperative pool. A commit is there as a whole or not at all, and survives a loss of power once
/// ``apply(_:isSynced:)`` has returned.
///
/// Within the process that holds it nobody else may open the database file: closing any descriptor
/// of a file drops the POSIX locks that SQLite has on it.
package final class StateStore: Sendable {
  package let paths: StatePaths
  /// The database that this state replaces and whose facts it should take over
  /// (``StateCopy/salvage``), a name in the directory: what this opening set aside, or, as long as
  /// nothing is committed, an earlier one that was killed.
  package let setAsideName: String?
  /// Whether this opening created the state.
  package let isNew: Bool
  /// The schema version that this opening has brought to the current one.
  package let migratedFrom: Int?
  let queue: DatabaseQueue
  /// Device and inode of the database.
  private let identity: [UInt64]?
  /// Whether the opening left something to ``checkRest()``.
  let leavesRest: Bool
  let checking = Mutex(StateChecking())
  /// What is committed. Used within accesses to the database, which come one after the other; the
  /// lock makes that checkable.
  let committed: Mutex<DigestTable>
  /// As the connection has it.
  let synchronous = Mutex(Synchronous.full)
  private let checkpointer: Checkpointer
  /// nil once this is closed.
  private let lock: Mutex<StateLock?>

  /// Opens the state of a directory; creates both when there never was one. Damage anywhere is
  /// found now, but for what ``checkRest()`` is there for in a large one.
  ///
  /// - Parameters:
  ///   - directory: absolute path.
  ///   - time: wall time, to set the old state aside first (`run --rebuild`), whatever it is like.
  ///   - configuration: absolute path of the file that the state belongs to from now on.
  package static func open(
    directory: String, settingAsideAt time: Timestamp? = nil, configuration: String? = nil
  ) throws(StateError) -> StateStore {
    try open(
      directory: directory, settingAsideAt: time, configuration: configuration, schema: .current)
  }

  static func open(
    directory: String, settingAsideAt time: Timestamp? = nil, configuration: String? = nil,
    schema: StateSchema
  ) throws(StateError) -> StateStore {
    let paths = StatePaths(directory: directory)
    try StateDirectory.prepare(paths)
    let lock = try StateLock(paths)
    try StateDirectory.removeStrays(paths)
    var setAsideName: String?
    if let time { setAsideName = try SetAside.run(paths, at: time) }
    let isNew = try !StateDirectory.hasDatabase(paths)
    if isNew { try StateCreation.create(paths, schema: schema) }
    do {
      let queue = try StateConnection.open(paths.database, label: "spendwatch.state")
      let migratedFrom = try StateMigration.run(
        queue, paths: paths, schema: schema, keepsBackup: true)
      let bytes = try paths.bytesOfDatabase()
      let leavesRest = bytes > StateCheck.bytesAtOpening
      let committed = try queue.inDatabase { db in
        try StateConnection.checkTables(db, schema: schema)
        try probeWriting(db)
        if !leavesRest { try StateCheck.run(db) }
        return try DigestTable(reading: db)
      }
      let checkpointer = try Checkpointer(path: paths.database)
      try StateDirectory.mark(paths, configuration: configuration)
      if committed.sequence == 0, setAsideName == nil {
        let names = try FileCalls.names(in: paths.directory)
        setAsideName = StatePaths.setAsideNames(among: names).last
      }
      return StateStore(
        paths: paths, setAsideName: setAsideName, isNew: isNew, migratedFrom: migratedFrom,
        leavesRest: leavesRest, queue: queue, committed: committed, checkpointer: checkpointer,
        lock: lock)
    } catch {
      throw StateError(error, path: paths.database, call: "open")
    }
  }

  private init(
    paths: StatePaths, setAsideName: String?, isNew: Bool, migratedFrom: Int?, leavesRest: Bool,
    queue: DatabaseQueue, committed: DigestTable, checkpointer: Checkpointer, lock: StateLock
  ) {
    self.paths = paths
    self.setAsideName = setAsideName
    self.isNew = isNew
    self.migratedFrom = migratedFrom
    identity = StateStore.identity(paths.database)
    self.leavesRest = leavesRest
    self.queue = queue
    self.committed = Mutex(committed)
    self.checkpointer = checkpointer
    self.lock = Mutex(lock)
    queue.inDatabase { checkpointer.observe($0) }
  }

  deinit { close() }

  /// Number of the last commit; 0 when there was none.
  package var sequence: UInt64 { committed.withLock { $0.sequence } }

  /// Everything that is committed, verified row by row. O(records).
  package func load() throws(StateError) -> StoredState {
    try access("load") {
      try StoredState(reading: $0, digests: committed.withLock { $0 })
    }
  }

  /// Whether the database is still where it was opened. One that was deleted or replaced takes
  /// every commit and keeps none.
  package var isInPlace: Bool { identity == StateStore.identity(paths.database) }

  private static func identity(_ path: String) -> [UInt64]? {
    guard let status = try? FileCalls.status(of: path) else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }

  /// Waits until all that is committed has moved from the log into the database. Happens by itself,
  /// in the background, when the log is long enough.
  package func checkpoint() throws(StateError) {
    do { try checkpointer.run() } catch {
      throw StateError(error, path: paths.database, call: "checkpoint")
    }
  }

  /// Ends the use of the database, then lets go of the lock; every later call fails.
  package func close() {
    stopChecking()
    // The writer goes first, because it reports to the checkpointer.
    try? queue.close()
    try? checkpointer.close()
    lock.withLock { $0 = nil }
  }

  func afterCommit() { checkpointer.runIfWorthIt() }

  func access<T>(
    _ call: String, _ body: (Database) throws -> T
  ) throws(StateError) -> T {
    do { return try queue.inDatabase(body) } catch {
      throw StateError(error, path: paths.database, call: call)
    }
  }

  /// Finds out now, not at the first commit, that nothing can be written.
  private static func probeWriting(_ db: Database) throws {
    try db.inTransaction(.immediate) { .rollback }
  }
}
