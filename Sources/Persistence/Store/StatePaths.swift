import Glibc

/// Names of the files in a state directory.
///
///     spendwatch.db            the database; -wal and -shm beside it are SQLite's
///     spendwatch.lock          held by the daemon as long as it lives; its process id
///     spendwatch.created       says that there was a state, for when the
///     database is gone, and whose
///     spendwatch.db.new        a database that is being created; removed when that was cut short
///     hash.key                 of values that are kept as hashes; hash.key.new while it is made
///     invoice.json             the last bill that matched; invoice.json.new while it is written
///     spendwatch.db.vN.backup  as it was before a migration from schema version N
///     spendwatch.db.set-aside-TIME   what `run --rebuild` replaced
package struct StatePaths: Hashable, Sendable {
  package var directory: String

  package init(directory: String) {
    var directory = directory
    while directory.count > 1, directory.hasSuffix("/") { directory.removeLast() }
    self.directory = directory
  }

  package static let databaseName = "spendwatch.db"
  static let hashKeyName = "hash.key"

  package var database: String { path(Self.databaseName) }
  package var lock: String { path("spendwatch.lock") }
  package var marker: String { path("spendwatch.created") }
  package var newDatabase: String { database + ".new" }

  /// Of the database and its log together.
  func bytesOfDatabase() throws(StateError) -> Int {
    let main = try FileCalls.status(of: database)?.st_size ?? 0
    return main + (try FileCalls.status(of: database + "-wal")?.st_size ?? 0)
  }

  package func backup(ofVersion version: Int) -> String { "\(database).v\(version).backup" }

  /// - Parameter name: as from ``setAsideNames(among:)``.
  package func path(_ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  static let setAsidePrefix = databaseName + ".set-aside-"
  /// What SQLite keeps beside a database.
  static let companions = ["-wal", "-shm", "-journal"]

  static func isCompanion(_ name: String) -> Bool { companions.contains { name.hasSuffix($0) } }

  /// Databases that were set aside, oldest first.
  static func setAsideNames(among names: [String]) -> [String] {
    names.filter { $0.hasPrefix(setAsidePrefix) && !isCompanion($0) }.sorted()
  }

  /// Left behind by a creation, a migration or a copy that was cut short.
  static func strayNames(among names: [String]) -> [String] {
    names.filter { name in
      if name == "spendwatch.created.new" || name == hashKeyName + ".new" { return true }
      guard name.hasPrefix(databaseName + ".") else { return false }
      let stem = companions.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
      return (stem ?? name).hasSuffix(".new")
    }
  }

  /// A file that is only there when there once was a database.
  static func signOfState(among names: [String]) -> String? {
    names.sorted().first { name in
      name == "spendwatch.created" || companions.contains { name == databaseName + $0 }
        || (name.hasPrefix(databaseName + ".v") && name.hasSuffix(".backup"))
    }
  }
}
