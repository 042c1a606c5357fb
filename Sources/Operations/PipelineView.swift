package import SpendCore
package import Status
package import Tailing

/// What the pipeline shows of itself, made on its thread.
package struct PipelineView: Sendable {
  package var engine: EngineView
  package var generations: [GenerationStatus]
  package var sources: [SourceView]
  package var prices = PriceBook.empty
  package var commits = StatusCommits()

  package init(
    engine: EngineView, generations: [GenerationStatus], sources: [SourceView], prices: PriceBook
  ) {
    (self.engine, self.generations) = (engine, generations)
    (self.sources, self.prices) = (sources, prices)
  }

  /// A source, whichever kind.
  package struct SourceView: Sendable {
    /// What the engine knows of it.
    package var state: SourceState
    package var path: String
    /// Why it cannot be read at the moment.
    package var problem: String?
    /// Bytes of files of which it is not known yet whether they are to be read.
    package var undecidedBytes: Int64
    /// Nothing of it is there; since when, as far as that is known.
    package var isMissing: Bool
    package var missingSince: Timestamp?
    /// Nothing is left to read, and all of it is committed.
    package var isAtEnd = false

    package init(
      _ state: SourceState, path: String, problem: String?, undecidedBytes: Int64, isMissing: Bool
    ) {
      (self.state, self.path, self.problem) = (state, path, problem)
      (self.undecidedBytes, self.isMissing) = (undecidedBytes, isMissing)
    }
  }
}
