/// What should be watched now.
package struct WatchTargets: Hashable, Sendable {
  /// Generation → descriptor of its open file.
  package var files: [UInt64: Int32] = [:]
  package var directories: Set<String> = []

  package init() {}
}
