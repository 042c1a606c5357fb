/// What people and machines look at.
extension Tailer {
  package func status() -> [GenerationStatus] {
    sources.flatMap { source in
      source.generations.map { generation in
        GenerationStatus(
          source: source.key, number: generation.number, path: generation.path,
          state: generation.state, offset: generation.offset,
          committedOffset: generation.log.offset, size: generation.contentSize,
          counts: generation.counts, oversize: generation.oversize, gaps: generation.gaps,
          unverifiedEnds: generation.unverifiedEnds)
      }
    }
  }
}
