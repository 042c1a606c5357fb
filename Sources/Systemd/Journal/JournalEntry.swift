/// One entry of a unit: the bytes of its MESSAGE as one line without end mark (a newline inside,
/// which a native client can send, is a space: JSON means the same by it).
package struct JournalEntry: Hashable, Sendable {
  package var bytes: [UInt8]
  /// The place after which to go on once this entry is committed.
  package var cursor: JournalCursor
  /// When journald took it in, microseconds since 1970.
  package var wallMicroseconds: UInt64

  package init(bytes: [UInt8], cursor: JournalCursor, wallMicroseconds: UInt64) {
    self.bytes = bytes
    self.cursor = cursor
    self.wallMicroseconds = wallMicroseconds
  }
}
