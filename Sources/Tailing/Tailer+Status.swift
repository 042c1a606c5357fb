/// What people and machines look at.
extension Tailer {
  /// Why something of a source cannot be read at the moment; nil when all of it can.
  package func problem(source: Int) -> FileError? {
    sources[source].failures.min { $0.key < $1.key }?.value
  }

  package func status() -> [GenerationStatus] {
    sources.flatMap { source in
      source.generations.map { generation in
        GenerationStatus(
          source: source.key, number: generation.number, path: generation.path,
          state: generation.state, offset: generation.offset,
          committedOffset: generation.log.offset, size: generation.contentSize,
          partial: min(generation.partial, max(0, generation.contentSize - generation.offset)),
          counts: generation.counts, oversize: generation.oversize, gaps: generation.gaps,
          unverifiedEnds: generation.unverifiedEnds)
      }
    }
  }
}
