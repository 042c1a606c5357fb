package import SpendCore

/// What should be watched now.
package struct WatchTargets: Hashable, Sendable {
  /// A file that is read. A watch is on the file, not on its path or its descriptor, so it stays
  /// when those change.
  package struct File: Hashable, Sendable {
    /// Another one is another file.
    package var serial: UInt64
    /// Where a watch can be placed now: best through its descriptor, if it has one.
    package var path: FilePath
  }

  package var files: [UInt64: File] = [:]
  package var directories: Set<FilePath> = []
  /// Files that are not open, empty ones for instance: the first new line in them must not wait for
  /// the next look.
  package var empty: Set<FilePath> = []

  package init() {}
}
