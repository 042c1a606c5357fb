import SpendCore

/// Doing what was decided about a file.
extension SourceTail {
  func carryOut(
    _ verdict: FileVerdict, _ candidate: Candidate, _ reader: any ContentReader,
    _ borrowers: [Generation]
  ) throws(FileError) {
    let generation = verdict.number.flatMap { self.generation($0) }
    try supersede(borrowers, verdict, candidate, reader)
    try prepare(verdict, candidate, reader)
    switch (verdict, generation) {
    case (.continues, let generation?), (.replaces, let generation?),
      (.extends, let generation?):
      guard let line = try generation.tornLine(in: candidate, reader) else { break }
      try begin(candidate, reader, base: line, after: generation)
      return
    case (.copy, _), (.takesOver, _), (.rewritten, _), (.repeats, _), (.later, _), (.new, _),
      (_, nil):
      break
    }
    switch (verdict, generation) {
    case (.continues, let generation?):
      try adopt(candidate, reader, for: generation)
    case (.replaces(_, let common), let generation?):
      try replace(generation, candidate, reader, common)
    case (.copy, let generation?):
      reader.close()
      generation.rememberCopy(candidate, contentSize: candidate.size, at: context.now)
      context.emit(
        .copySkipped(source: key, path: candidate.path, number: generation.number))
    case (.takesOver, let part?):
      let whole = try begin(candidate, reader, base: 0, after: nil)
      whole.rememberFile(of: part)
      keeper.forget(part)
    case (.extends, let generation?):
      generation.rememberFile(of: generation)
      generation.closeReader()
      try adopt(candidate, reader, for: generation)
    case (.rewritten(_, let end, let common), let generation?):
      try keeper.goOn(
        after: generation, candidate, reader, end: end, common: common,
        isLeftOut: isLeftOut(candidate))
    case (.repeats(let number, _), _?):
      settling.repeats(candidate.path, candidate.facts, of: number)
      opener.comparisons.keep(candidate.facts.identity)
      reader.close()
    case (.new(let base, _), let older):
      try begin(candidate, reader, base: base, after: older)
    case (.later, _), (_, nil):
      if candidate.role != .formerPlace { settling.undecided(candidate.path, candidate.facts) }
      opener.comparisons.keep(candidate.facts.identity)
      reader.close()
    }
  }

  /// Hashes what is taken over without being read to be counted. From then on nothing stops half
  /// way.
  private func prepare(
    _ verdict: FileVerdict, _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) {
    let end =
      switch verdict {
      case .replaces(_, let common): common
      case .rewritten(_, let end, _): end
      case .new(let base, _): isLeftOut(candidate) ? candidate.size : base
      case .continues, .copy, .takesOver, .extends, .repeats, .later: Int64(0)
      }
    if end > 0 { try reader.comparison?.hashChunks(of: reader, before: end) }
    reader.comparison?.isLifted = true
  }

  /// Those that lost their files, have nothing of their own, and could go on in this file as well,
  /// had not another one a better claim to it: that one counts what they did not read.
  private func supersede(
    _ borrowers: [Generation], _ verdict: FileVerdict, _ candidate: Candidate,
    _ reader: any ContentReader
  ) throws(FileError) {
    switch verdict {
    case .later, .repeats, .rewritten: return
    case .continues, .replaces, .copy, .takesOver, .extends, .new: break
    }
    let lost = borrowers.filter {
      $0.isHomeless && $0.isBorrower && $0.number != verdict.number
        && $0.stored.knownSize <= candidate.size && $0.stored.supersededTo < $0.stored.knownSize
    }
    if lost.isEmpty { return }
    let matches = try Fingerprint.matches(lost.map(\.stored.fingerprint), in: reader)
    for (generation, match) in zip(lost, matches) where match.isFull {
      generation.stored.supersededTo = candidate.size
      generation.touch()
    }
  }

  /// Whether nothing of a file that was there at first is to be counted.
  func isLeftOut(_ candidate: Candidate) -> Bool {
    !start.isOver && settings.readFrom != .all
      && (candidate.role == .rotated || settings.readFrom == .end)
  }

  /// A file is a generation of its own. `older`: what is before `base` in it is of that.
  @discardableResult
  private func begin(
    _ candidate: Candidate, _ reader: any ContentReader, base: Int64, after older: Generation?
  ) throws(FileError) -> Generation {
    let generation = try keeper.begin(
      candidate, reader, base: base, isLeftOut: isLeftOut(candidate))
    if let older, older.reader != nil {
      older.stored.supersededTo = max(older.stored.supersededTo, base)
    }
    return generation
  }

  /// Gives a generation its file back, under whatever name and in whatever form.
  private func adopt(
    _ candidate: Candidate, _ reader: any ContentReader, for generation: Generation
  ) throws(FileError) {
    if generation.stored.fingerprint.isDetached || generation.isOpenEnded {
      guard try generation.stored.fingerprint.restoreTail(from: reader) else {
        // It changed while we looked.
        reader.close()
        needsInventory = true
        return
      }
    }
    generation.stored.facts = candidate.facts
    generation.stored.head.length = 0
    generation.look.isAdopted = true
    place(generation, at: candidate)
  }

  /// The generation goes on in the new file. The old one can be reached through its descriptor
  /// only, so everything that the new one has too is taken from there.
  private func replace(
    _ generation: Generation, _ candidate: Candidate, _ reader: any ContentReader,
    _ common: Int64
  ) throws(FileError) {
    try keeper.leaveRest(of: generation, common, hashes: reader.comparison?.chunks ?? [])
    try adopt(candidate, reader, for: generation)
  }
}
