import GRDB
import Glibc

extension StateCopy {
  /// Writes the copy to a file, for the owner alone: a whole database without a log beside it,
  /// which is one that was not interrupted. The file is replaced as a whole or not at all.
  ///
  /// - Parameter path: absolute.
  package func write(to path: String) throws(StateError) {
    let new = path + ".new"
    if let status = try FileCalls.status(of: path), status.st_mode & S_IFMT != S_IFREG {
      throw StateError.notUsable(path: path, reason: "it is not a regular file")
    }
    try FileCalls.remove(new)
    // SQLite would make it with the rights of the database that it copies, or with none.
    try FileCalls.write("", to: new)
    do {
      try queue.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [new]) }
      // A state is one with a log, from its header on.
      let database = try DatabaseQueue(path: new)
      try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
      try StateConnection.close(database)
      try FileCalls.sync(new)
      try FileCalls.rename(new, to: path)
      let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? "."
      try FileCalls.sync(folder.isEmpty ? "/" : String(folder))
    } catch {
      try? FileCalls.remove(new)
      throw StateError(error, path: path, call: "backup")
    }
  }
}
