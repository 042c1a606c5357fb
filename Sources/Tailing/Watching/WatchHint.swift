package import SpendCore

/// What inotify reported: where to look. Nothing is believed because of it.
package struct WatchHint: Hashable, Sendable {
  /// Generations whose file was written to, changed or moved.
  package var generations: Set<UInt64> = []
  /// Generations whose file was closed by a writer.
  package var closed: Set<UInt64> = []
  /// Names that came or went, as paths; a directory itself where it was moved or removed.
  package var paths: Set<FilePath> = []
  /// Those of them that are directories.
  package var directories: Set<FilePath> = []
  /// Renames of which both names are in watched directories, in their order.
  package var moves: [Move] = []
  /// Events were lost: look at everything.
  package var isOverflow = false

  package struct Move: Hashable, Sendable {
    package var from: FilePath
    package var to: FilePath

    package init(from: FilePath, to: FilePath) {
      self.from = from
      self.to = to
    }
  }

  package init() {}

  package var isEmpty: Bool {
    generations.isEmpty && closed.isEmpty && paths.isEmpty && !isOverflow
  }
}
