import SpendCore

/// Generations begin, and go on in other files.
extension GenerationKeeper {
  /// A file is a generation of its own from now on.
  ///
  /// - Parameters:
  ///   - base: so much of it is counted as an older generation.
  ///   - isLeftOut: nothing is to be counted of what is there.
  @discardableResult
  func begin(
    _ candidate: Candidate, _ reader: any ContentReader, base: Int64, isLeftOut: Bool
  ) throws(FileError) -> Generation {
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
    let generation = Generation(number: context.takeNumber(candidate.number), stored)
    if generation.offset == 0 {
      try generation.learnHead(reader)
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
      generation.stored.realPath = context.fileSystem.realPath(candidate.path) ?? candidate.path
      generation.expectData()
    }
    context.wantsCommit = true
    context.emit(
      .appeared(
        source: source, path: candidate.path, number: generation.number,
        offset: generation.offset))
    return generation
  }

  /// The file of a generation is found again, and open: it is read on, or closed where nothing of
  /// it is wanted any more.
  func resume(_ generation: Generation, in candidate: Candidate, _ reader: any ContentReader) {
    let hasMore = candidate.size > generation.offset
    generation.stored.isCompressed = candidate.isCompressed
    generation.open.archiveSize = candidate.size
    generation.stored.facts = candidate.facts
    generation.touch()
    if generation.isOpenEnded || hasMore || candidate.role == .current {
      if !generation.isOpenEnded, hasMore, candidate.role != .current {
        context.emit(
          .lateWrite(source: source, path: candidate.path, number: generation.number))
        generation.stored.state = .draining
      }
      // Before anything is consumed the first bytes tell whether it is still the same file.
      if generation.offset == 0, generation.stored.head.length < ChunkLayout.small {
        try? generation.learnHead(reader)
        reader.releaseMemory()
      }
      generation.open.reader = reader
      generation.open.watchedSince = context.monotonic
      generation.stored.realPath = context.fileSystem.realPath(candidate.path) ?? candidate.path
      generation.stored.knownSize = max(generation.stored.knownSize, candidate.size)
      generation.expectData()
    } else {
      reader.close()
    }
  }

  /// The open file of a generation is one of its own from now on: what is added to it after
  /// `common`, up to where another file holds it too. It can be reached through its descriptor
  /// only.
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

  /// A generation ends where its last consumed bytes are in another file, and what follows them
  /// there is a generation of its own.
  ///
  /// - Parameters:
  ///   - end: where those bytes end in the new file.
  ///   - common: up to where the old file, if it is open, goes on as the new one does.
  func goOn(
    after generation: Generation, _ candidate: Candidate, _ reader: any ContentReader,
    end: Int64, common: Int64, isLeftOut: Bool
  ) throws(FileError) {
    let isOpen = generation.reader != nil
    // What both have is read where a path leads to it.
    if common > generation.offset {
      // Of the new file only what is not the old one's is hashed.
      try leaveRest(of: generation, common, hashes: generation.stored.fingerprint.chunks)
    }
    try begin(candidate, reader, base: end, isLeftOut: isLeftOut)
    // Nothing is open about its end: what followed it is in the new file, or in the rest.
    let seen =
      generation.reader != nil
      ? generation.offset
      : isOpen ? generation.stored.knownSize : generation.offset + candidate.size - end
    generation.stored.supersededTo = max(generation.stored.supersededTo, seen)
    generation.touch()
    context.wantsCommit = true
    context.emit(
      .rewritten(source: source, path: candidate.path, number: generation.number, base: end))
  }

  /// Nobody ever read what a damaged archive held: a generation of which nothing is left stands
  /// for it.
  ///
  /// - Parameter isLeftOut: it was not to be counted, so nothing is missing.
  func declareLost(_ candidate: Candidate, isLeftOut: Bool) -> Generation {
    let lost = Generation(
      number: context.takeNumber(candidate.number),
      StoredGeneration(
        slot: candidate.slot, path: candidate.path, state: .vanished, at: context.now))
    enlist(lost)
    context.wantsCommit = true
    if isLeftOut { return lost }
    lost.stored.gaps = 1
    context.emit(
      .gap(source: source, path: candidate.path, number: lost.number, offset: 0, bytes: 0))
    return lost
  }
}
