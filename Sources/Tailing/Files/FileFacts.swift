package import SpendCore

/// What the file system says about a file at one moment. Times are nanoseconds since 1970.
package struct FileFacts: Hashable, Sendable {
  package var identity: FileIdentity
  package var size: Int64
  package var modified: Int64
  package var changed: Int64
  package var links: UInt32
  package var kind: FileKind

  package init(
    identity: FileIdentity, size: Int64, modified: Int64, changed: Int64, links: UInt32 = 1,
    kind: FileKind = .file
  ) {
    self.identity = identity
    self.size = size
    self.modified = modified
    self.changed = changed
    self.links = links
    self.kind = kind
  }

  package var isRegular: Bool { kind == .file }

  /// Nothing was written between the two looks, as far as the file system can tell.
  package func isUntouched(since other: FileFacts) -> Bool {
    identity == other.identity && size == other.size && modified == other.modified
      && changed == other.changed
  }

  /// Seconds since the file was last written to, by the wall clock.
  func age(at now: Timestamp) -> Double {
    Double(now.microseconds - modified / 1000) / 1e6
  }
}
