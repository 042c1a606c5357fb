/// What should be watched now.
package struct WatchTargets: Hashable, Sendable {
  /// Generation → descriptor of its open file.
  package var files: [UInt64: Int32] = [:]
  package var directories: Set<String> = []
  /// Files that are not open, empty ones for instance: the first new line in them must not wait for
  /// the next look.
  package var empty: Set<String> = []

  package init() {}
}
