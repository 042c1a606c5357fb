import SpendCore

/// Doing what was decided about a file.
extension SourceTail {
  func carryOut(
    _ verdict: FileVerdict, _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) {
    let generation = verdict.number.flatMap { self.generation($0) }
    try supersede(verdict, candidate, reader)
    try prepare(verdict, candidate, reader)
    switch (verdict, generation) {
    case (.continues, let generation?), (.replaces, let generation?),
      (.extends, let generation?):
      guard let line = try tornLine(of: generation, candidate, reader) else { break }
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
      rememberCopy(candidate, of: generation)
      context.emit(
        .copySkipped(source: key, path: candidate.path, number: generation.number))
    case (.takesOver, let part?):
      let whole = try begin(candidate, reader, base: 0, after: nil)
      rememberFile(of: part, asCopyOf: whole)
      forget(part)
    case (.extends, let generation?):
      rememberFile(of: generation, asCopyOf: generation)
      generation.closeReader()
      try adopt(candidate, reader, for: generation)
    case (.rewritten(_, let end, let common), let generation?):
      try goOn(after: generation, candidate, reader, end: end, common: common)
    case (.repeats(let number, _), _?):
      settling.repeats(candidate.path, candidate.facts, of: number)
      comparisons.keep(candidate.facts.identity)
      reader.close()
    case (.new(let base, _), let older):
      try begin(candidate, reader, base: base, after: older)
    case (.later, _), (_, nil):
      if candidate.role != .formerPlace { settling.undecided(candidate.path, candidate.facts) }
      comparisons.keep(candidate.facts.identity)
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
    _ verdict: FileVerdict, _ candidate: Candidate, _ reader: any ContentReader
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
  private func isLeftOut(_ candidate: Candidate) -> Bool {
    !start.isOver && settings.readFrom != .all
      && (candidate.role == .rotated || settings.readFrom == .end)
  }

  /// The file that a generation was found in holds bytes of another, or of itself, from now on.
  private func rememberFile(of part: Generation, asCopyOf whole: Generation) {
    guard let facts = part.facts else { return }
    whole.stored.copies.append(
      KnownCopy(path: part.path, facts: facts, contentSize: part.contentSize))
  }

  /// Where the unterminated end of a generation that was over began, if the file has more of that
  /// line: what was rejected as the end of a file is the beginning of a line now.
  private func tornLine(
    of generation: Generation, _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Int64? {
    guard !generation.isOpenEnded, generation.offset > 0, candidate.size > generation.offset
    else { return nil }
    let bytes = try reader.bytes(2, at: generation.offset - 1)
    guard bytes.count == 2 else { return nil }
    let (last, next) = (bytes[0], bytes[1])
    let isTorn = last != 0x0A && next != 0x0A && next != 0x0D
    return isTorn ? try reader.lastLineEnd(upTo: generation.offset) : nil
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
    try leaveRest(of: generation, common, hashes: reader.comparison?.chunks ?? [])
    try adopt(candidate, reader, for: generation)
  }

  /// The open file of a generation is one of its own from now on: what is added to it after
  /// `common`, up to where another file holds it too.
  ///
  /// - Parameter hashes: of the chunks with which both files begin, as far as they are known.
  func leaveRest(
    of generation: Generation, _ common: Int64, hashes: [UInt64]
  ) throws(FileError) {
    guard let old = generation.reader else { return }
    var fingerprint = Fingerprint()
    try fingerprint.append(
      contentsOf: old, upTo: try old.lastLineEnd(upTo: common), hashes: hashes)
    var stored = StoredGeneration(
      slot: generation.slot, path: generation.path, state: .draining, at: context.now)
    stored.fingerprint = fingerprint
    stored.base = fingerprint.offset
    stored.isRemainder = true
    stored.supersededTo = common
    stored.facts = generation.facts
    stored.isCompressed = generation.isCompressed
    stored.knownSize = fingerprint.offset
    stored.realPath = generation.stored.realPath
    let rest = Generation(number: context.takeNumber(), stored)
    rest.open.archiveSize = generation.open.archiveSize
    rest.open.reader = old
    rest.open.watchedSince = context.monotonic
    enlist(rest)
    rest.expectData()
    generation.open.reader = nil
    generation.open.mayHaveData = false
    context.wantsCommit = true
  }

  @discardableResult
  func begin(
    _ candidate: Candidate, _ reader: any ContentReader, base: Int64, after older: Generation?
  ) throws(FileError) -> Generation {
    let isLeftOut = isLeftOut(candidate)
    let hashes = reader.comparison?.chunks ?? []
    var fingerprint = Fingerprint()
    if isLeftOut {
      // What is left out is remembered all the same, to be recognised under other names.
      let isWhole = candidate.role == .rotated
      let end = isWhole ? candidate.size : try reader.lastLineEnd(upTo: candidate.size)
      try fingerprint.append(contentsOf: reader, upTo: end, hashes: hashes)
    } else if base > 0 {
      try fingerprint.append(
        contentsOf: reader, upTo: try reader.lastLineEnd(upTo: base), hashes: hashes)
    }
    var stored = StoredGeneration(
      slot: candidate.slot, path: candidate.path,
      state: candidate.role == .current ? .active : isLeftOut ? .ignored : .draining,
      at: context.now)
    stored.fingerprint = fingerprint
    stored.base = isLeftOut ? 0 : fingerprint.offset
    stored.facts = candidate.facts
    stored.isCompressed = candidate.isCompressed
    stored.knownSize = candidate.size
    let generation = Generation(number: context.takeNumber(), stored)
    if generation.offset == 0 {
      try learnHead(of: generation, reader)
      // Its turn may come late, after many others.
      reader.releaseMemory()
    }
    generation.open.archiveSize = candidate.size
    generation.look.isFound = true
    generation.open.watchedSince = context.monotonic
    enlist(generation)
    if generation.state == .ignored {
      reader.close()
    } else {
      generation.open.reader = reader
      generation.stored.realPath = fileSystem.realPath(candidate.path) ?? candidate.path
      generation.expectData()
    }
    if let older, older.reader != nil {
      older.stored.supersededTo = max(older.stored.supersededTo, base)
    }
    context.wantsCommit = true
    context.emit(
      .appeared(
        source: key, path: candidate.path, number: generation.number,
        offset: generation.offset))
    return generation
  }

  /// Remembers the first bytes of a file of which nothing is consumed.
  func learnHead(
    of generation: Generation, _ reader: any ContentReader
  ) throws(FileError) {
    generation.stored.head = try reader.head(atMost: ChunkLayout.small)
    generation.touch()
  }
}
