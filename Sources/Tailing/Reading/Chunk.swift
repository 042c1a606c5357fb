package import SpendCore

/// Bytes to decode, or a line that was too long to be handed out.
///
/// Valid until the next call that concerns the same source. At least ``padding`` bytes after the
/// end of `bytes` can be read (and mean nothing).
@safe
package struct Chunk {
  package enum Content: Hashable, Sendable {
    /// Complete lines.
    case lines
    /// The unterminated end of a file that nobody writes to any more: it counts if it is a
    /// complete event and is rejected (`not_json`) otherwise. Consume all of it.
    case lastLine
    /// A line longer than the limit; `bytes` is empty. Count one rejection (`oversize`), then
    /// consume `byteCount`.
    case oversize(offset: Int64, length: Int64)
    /// Nothing to decode, but reading goes on: consume `byteCount`, then ask again.
    case progress
  }

  package static let padding = 64

  package var bytes: UnsafeRawBufferPointer
  package var content: Content
  /// What to hand to `consume` when all of it is applied.
  package var byteCount: Int
  package var generation: UInt64
  package var path: FilePath
  /// The path of the source whose life the generation is a part of, wherever its file is now.
  package var slot: FilePath
  /// Offset of the first byte in the file; decompressed for archives.
  package var fileOffset: Int64
  /// When the file was last written; nil where that is not known.
  package var lastWrite: Timestamp?
  /// Made of what was read ahead.
  package var isAhead = false
}
