package import SpendCore

/// What people and machines look at.
extension Tailer {
  /// Why something of a source cannot be read at the moment; nil when all of it can.
  package func problem(source: Int) -> FileError? {
    let failures = sources[source].failures.now
    return failures.min {
      // What there is and cannot be read says more than what is no file.
      let isLess = ($0.value.leavesNothingUnread ? 1 : 0, $0.key)
      return isLess < ($1.value.leavesNothingUnread ? 1 : 0, $1.key)
    }?.value
  }

  /// Whether files are there that the source does not read: an earlier one does, or they are
  /// damaged archives.
  package func hasOtherFiles(source: Int) -> Bool {
    let finder = sources[source].finder
    return !finder.shared.isEmpty
      || sources[source].generations.contains { generation in
        generation.state == .vanished
          && generation.stored.copies.contains { finder.reached[$0.facts.identity] != nil }
      }
  }

  /// Bytes of files of which it is not known yet whether they are new or copies.
  package func undecidedBytes(source: Int) -> Int64 {
    sources[source].settling.undecided.values.reduce(0) { $0.addingClamped($1.size) }
  }

  /// Those of some paths that a source does not look at by their names: files of its generations
  /// that were found by what is in them.
  package static func paths(_ paths: [FilePath], unknownTo settings: SourceSettings) -> [FilePath] {
    let pattern = SourcePattern(settings.origin)
    return paths.filter { pattern?.covers($0) != true }
  }

  package func status() -> [GenerationStatus] {
    sources.flatMap { source in
      source.generations.map { generation in
        GenerationStatus(
          source: source.key, number: generation.number, path: generation.path,
          state: generation.state, offset: generation.offset,
          committedOffset: generation.log.offset, base: generation.stored.base,
          size: generation.contentSize,
          partial: min(generation.open.partial, max(0, generation.contentSize - generation.offset)),
          counts: generation.stored.counts, oversize: generation.stored.oversize,
          gaps: generation.stored.gaps,
          unverifiedEnds: generation.stored.unverifiedEnds)
      }
    }
  }
}
