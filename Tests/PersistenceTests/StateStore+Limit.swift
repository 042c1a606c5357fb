import GRDB

@testable import Persistence

extension StateStore {
  /// Makes the database as large as it may get: beyond it SQLite says that the disk is full.
  func limit(pages: Int) throws {
    try queue.inDatabase { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
  }
}
