package import SpendCore

/// A generation as people look at it.
package struct GenerationStatus: Hashable, Sendable {
  package var source: String
  package var number: UInt64
  /// Where it was last seen.
  package var path: FilePath
  package var state: GenerationState
  /// Bytes consumed, and bytes consumed as of the last confirmed commit.
  package var offset: Int64
  package var committedOffset: Int64
  /// Bytes at its start that were counted as another generation.
  package var base: Int64
  /// Bytes known to be there; decompressed for archives.
  package var size: Int64
  /// Bytes after the offset that were looked at and end no line.
  package var partial: Int64
  package var counts: LineCounts
  /// Lines too long to be handed out.
  package var oversize: Int64
  package var gaps: Int64
  package var unverifiedEnds: Int64

  package var lagBytes: Int64 { max(0, size - offset) }
}
