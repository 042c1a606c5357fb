import Glibc
import Persistence
package import SpendCore

/// A copy of the state of a running daemon, or of a stopped one, as of one commit.
package enum StateBackup {
  /// What a backup holds.
  package struct Summary: Sendable {
    package var events: Int64
    package var committedAt: Timestamp?
    /// Values are hashed with a key that is a file beside the state, and not in the backup.
    package var lacksKey: Bool
  }

  /// - Parameters:
  ///   - directory: of the state.
  ///   - path: of the file to write, absolute.
  /// - Throws: ``StateError``, ``DamagedRecord``: then nothing is written.
  package static func write(_ directory: String, to path: String) throws -> Summary {
    let paths = StatePaths(directory: directory)
    guard path != paths.database, path + ".new" != paths.database else {
      throw StateError.notUsable(path: path, reason: "it is the state itself")
    }
    umask(0o077)
    let copy = try StateCopy.open(directory: directory)
    let (totals, clock, _) = try Engine.storedTotals(copy.state)
    try copy.write(to: path)
    let key = try? HashKeyFile(directory: directory).read()
    return Summary(
      events: totals.events, committedAt: clock, lacksKey: (key ?? nil) != nil)
  }
}
