package import SpendCore
package import Tailing

/// What a ``SourceReader`` hands out to be applied next: lines of one source, in the order of its
/// file. Give it back with ``SourceReader/applied(_:)`` before asking for the next one.
@safe
package struct SourceBatch: ~Copyable {
  package enum Content: Sendable, Equatable {
    case lines
    /// One line that was too long to be held: `lines` is empty, and it counts as rejected.
    case oversize(offset: Int64, length: Int64)
    /// Reading went on without a line, over a hole for instance. There is nothing to apply.
    case progress
  }

  /// Number of the source in the configuration.
  package let source: Int
  package let content: Content
  package internal(set) var lines = LineSlice()
  /// What the lines are: made here, so that nobody goes through them again for it.
  package internal(set) var counts = LineCounts()
  /// Bytes of the source that are consumed with it.
  package internal(set) var byteCount = 0
  package let path: String
  /// Offset in the file of the first decoded byte, from which ``Line/end`` counts.
  package let fileOffset: Int64
  /// The bytes that were decoded; empty for a journal. Valid until the batch is given back.
  package internal(set) var bytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// When the file was last written, as far as that is known.
  package internal(set) var lastWrite: Timestamp?
  /// The source has no decoded line left after this batch. Look here whether a commit is due, not
  /// after each batch: a merge hands out single lines.
  package internal(set) var endsWindow = true

  init(source: Int, content: Content, path: String, fileOffset: Int64) {
    self.source = source
    self.content = content
    self.path = path
    self.fileOffset = fileOffset
  }
}
