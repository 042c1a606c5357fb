import GRDB
import SpendCore

/// Tables of the state database, and the way from older ones.
///
/// Everything has a primary key and no row id, so that walking a table by key sees every entry of
/// its tree, the inner ones too, and a damaged tree cannot stay unseen. `digest` and `root` hold
/// what ``Digest`` describes.
struct StateSchema: Sendable {
  struct Migration: Sendable {
    /// The version that it starts from; it leads to the next one.
    var from: Int
    /// Has to leave every row, digest and the root with checksums of the new version.
    var apply: @Sendable (Database) throws -> Void
  }

  /// `PRAGMA user_version`.
  var version: Int
  /// As SQLite keeps them: a table is recognised by this very text.
  var tables: [String]
  var migrations: [Migration]

  /// `PRAGMA application_id`: "SPND".
  static let applicationID: Int64 = 0x5350_4E44

  static let current = StateSchema(
    version: 4,
    tables: [
      """
      CREATE TABLE root (id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, \
      digests INTEGER NOT NULL, total INTEGER NOT NULL, checksum INTEGER NOT NULL)
      """,
      """
      CREATE TABLE digest (scope INTEGER NOT NULL, part INTEGER NOT NULL, \
      entries INTEGER NOT NULL, total INTEGER NOT NULL, checksum INTEGER NOT NULL, \
      PRIMARY KEY (scope, part)) WITHOUT ROWID
      """,
      historyTable,
    ] + Record.Kind.allCases.map(recordTable),
    migrations: [
      // Version 2 keeps small windows in one record. It reads those of version 1 as they are.
      Migration(from: 1) { _ in },
      // Version 3 keeps the history in one table, by the day too. Records of version 2 are read as
      // they are.
      Migration(from: 2) { try HistoryMigration.run($0) },
      // Version 4 has the ids of calls. An older program would count again what they stand for.
      Migration(from: 3) { try $0.execute(sql: recordTable(.seen)) },
    ])

  static func recordTable(_ kind: Record.Kind) -> String {
    """
    CREATE TABLE \(kind.table) (key BLOB PRIMARY KEY NOT NULL, body BLOB NOT NULL, \
    checksum INTEGER NOT NULL) WITHOUT ROWID
    """
  }

  static let historyTable = """
    CREATE TABLE history_part (level INTEGER NOT NULL, start INTEGER NOT NULL, \
    layout INTEGER NOT NULL, sequence INTEGER NOT NULL, body BLOB NOT NULL, \
    checksum INTEGER NOT NULL, PRIMARY KEY (level, start, layout, sequence)) WITHOUT ROWID
    """

  /// The migrations from a version to this one, in order; nil when there is no way.
  func path(from old: Int) -> [Migration]? {
    let steps = (old..<max(old, version)).map { step in migrations.first { $0.from == step } }
    let found = steps.compactMap { $0 }
    return found.count == steps.count ? found : nil
  }
}

extension Record.Kind {
  var table: String { "record_" + rawValue }
}
