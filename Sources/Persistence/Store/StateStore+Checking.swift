import GRDB
import Synchronization

extension StateStore {
  /// Finds damage in what the opening of a large state left out (``StateCheck``); returns at once
  /// when it left out nothing. Reads all of the database on a connection of its own, so that it may
  /// run on any thread beside commits. ``close()`` cuts it short.
  ///
  /// - Throws: ``StateError/corrupt`` when there is damage.
  package func checkRest() throws(StateError) {
    guard leavesRest else { return }
    do {
      let queue = try StateConnection.open(paths.database, label: "spendwatch.check")
      let isClosed = checking.withLock { checking in
        checking.queue = queue
        return checking.isClosed
      }
      defer { checking.withLock { $0.queue = nil } }
      guard !isClosed else { return }
      try queue.inDatabase { db in
        try db.inTransaction(.deferred) {
          try StateCheck.run(db)
          return .rollback
        }
      }
      checking.withLock { $0.queue = nil }
      // It was only read.
      try? StateConnection.close(queue)
    } catch {
      throw StateError(error, path: paths.database, call: "check")
    }
  }

  func stopChecking() {
    checking.withLock { checking in
      checking.isClosed = true
      checking.queue?.interrupt()
    }
  }
}

/// A check that is under way.
struct StateChecking: Sendable {
  var queue: DatabaseQueue?
  /// None may begin any more.
  var isClosed = false
}
