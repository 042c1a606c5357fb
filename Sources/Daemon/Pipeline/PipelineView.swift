package import SpendCore
package import Tailing

/// What the pipeline shows of itself, made on its thread.
package struct PipelineView: Sendable {
  package var engine: EngineView
  package var generations: [GenerationStatus]
  package var sources: [SourceView]
  package var prices = PriceBook.empty

  /// A source, whichever kind.
  package struct SourceView: Sendable {
    package var key: String
    package var path: String
    package var lastEvent: Timestamp?
    package var isNew: Bool
    /// Why it cannot be read at the moment.
    package var problem: String?
    /// Bytes of files of which it is not known yet whether they are to be read.
    package var undecidedBytes: Int64
    /// Nothing of it is there; since when, as far as that is known.
    package var isMissing = false
    package var missingSince: Timestamp?
    /// What its lines look like that are no events.
    package var looksLike: String?
    package var spent = Spent()
    package var rejected: Int64 = 0
    package var reading: SourceReading?
    /// Lines by ``LineTraits/counted``.
    package var framing: [Int64] = []
    /// Events by ``LineFormat/counted``.
    package var formats: [Int64] = []
    /// Nothing is left to read, and all of it is committed.
    package var isAtEnd: Bool
  }
}
