import GRDB
import GRDBSQLite
import SpendCore
import Synchronization

/// Moves what the write-ahead log has into the database, on a connection and a thread of its own,
/// so that a commit never waits for it. Only ever "passive": it takes what is there and stands in
/// nobody's way; the writer then begins the log anew by itself.
final class Checkpointer: Sendable {
  /// So many pages more in the log than after the last run make another one worth it: 1 MiB. With
  /// more a small file system would be full of the same pages over and over.
  static let pagesWorthIt = 250
  /// A writer that never pauses keeps the log from beginning anew; at 64 MiB it has to wait once.
  static let pagesTooMany = 16_000

  private let queue: DatabaseQueue
  private let isRunning = Atomic<Bool>(false)
  /// Pages in the log after the last commit.
  private let pages = Atomic<Int>(0)
  /// The same when the last run began.
  private let pagesBefore = Atomic<Int>(0)

  init(path: String) throws {
    queue = try StateConnection.open(path, label: "spendwatch.checkpoint")
  }

  /// Has every commit of a connection report how long the log is. The connection must be closed
  /// before this object goes away.
  func observe(_ db: Database) {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe sqlite3_wal_hook(
      db.sqliteConnection,
      { context, _, _, pages in
        guard let context = unsafe context else { return SQLITE_OK }
        let checkpointer = unsafe Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
        checkpointer.pages.store(Int(pages), ordering: .relaxed)
        return SQLITE_OK
      }, unsafe context)
  }

  /// To be called after a commit; returns at once but for a log that is far too long. An error (a
  /// full disk) is not reported: the log stays as it is, nothing is lost by it, and a later commit
  /// asks again.
  func runIfWorthIt() {
    let now = pages.load(ordering: .relaxed)
    let before = pagesBefore.load(ordering: .relaxed)
    guard now - (now < before ? 0 : before) >= Self.pagesWorthIt,
      !isRunning.exchange(true, ordering: .acquiring)
    else { return }
    pagesBefore.store(now, ordering: .relaxed)
    if now >= Self.pagesTooMany {
      queue.inDatabase { checkpoint($0) }
    } else {
      queue.asyncWriteWithoutTransaction { [self] in checkpoint($0) }
    }
  }

  private func checkpoint(_ db: Database) {
    _ = try? db.checkpoint(.passive)
    isRunning.store(false, ordering: .releasing)
  }

  /// Waits until everything committed is in the database.
  func run() throws {
    _ = try queue.inDatabase { try $0.checkpoint(.passive) }
  }

  /// Waits for a run that is under way.
  func close() throws { try queue.close() }
}
