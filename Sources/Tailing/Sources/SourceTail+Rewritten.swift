/// A file that is known by its tail: what is new in it is a generation of its own.
extension SourceTail {
  /// The generation ends where its last consumed bytes are in the new file, and what follows them
  /// there is read on.
  ///
  /// - Parameters:
  ///   - end: where those bytes end in the new file.
  ///   - common: up to where the old file, if it is open, goes on as the new one does.
  func goOn(
    after generation: Generation, _ candidate: Candidate, _ reader: any ContentReader,
    end: Int64, common: Int64
  ) throws(FileError) {
    let isOpen = generation.reader != nil
    // What both have is read where a path leads to it.
    if common > generation.offset {
      // Of the new file only what is not the old one's is hashed.
      try leaveRest(of: generation, common, hashes: generation.stored.fingerprint.chunks)
    }
    try begin(candidate, reader, base: end, after: nil)
    // Nothing is open about its end: what followed it is in the new file, or in the rest.
    let seen =
      generation.reader != nil
      ? generation.offset
      : isOpen ? generation.stored.knownSize : generation.offset + candidate.size - end
    generation.stored.supersededTo = max(generation.stored.supersededTo, seen)
    generation.touch()
    context.wantsCommit = true
    context.emit(
      .rewritten(source: key, path: candidate.path, number: generation.number, base: end))
  }

  func rememberCopy(_ candidate: Candidate, of generation: Generation) {
    generation.stored.copies.append(
      KnownCopy(path: candidate.path, facts: candidate.facts, contentSize: candidate.size))
    generation.stored.lastThere = context.now
    generation.touch()
  }
}
