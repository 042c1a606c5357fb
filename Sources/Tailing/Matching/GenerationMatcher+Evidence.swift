/// What speaks for a file being that of a generation, or a copy of it.
extension GenerationMatcher {
  /// What the first bytes of a generation of which nothing was consumed are worth: less than
  /// anything that was.
  static var commonHead: Int64 { 1 }

  /// Whether circumstances support what the content says.
  func isBelieved(
    _ overlap: Overlap, _ candidate: MatchCandidate, _ reader: any ContentReader
  ) throws(FileError) -> Bool {
    let (generation, common) = (overlap.generation, overlap.common)
    switch overlap.verdict {
    case .continues where candidate.original == generation.number: return true
    // Nothing of it is passed over because of that.
    case .continues where generation.offset == 0: return true
    case .continues:
      // The whole of it, just when its file is gone, is no coincidence.
      if generation.stored.isOpenEnded || candidate.predecessor == generation.number {
        return true
      }
      if generation.stored.state != .vanished, candidate.size == common { return true }
    case .new:
      // Files may begin alike and have nothing to do with each other.
      if !isLong(common, generation) {
        guard generation.isHomeless else { return false }
        return try isSameBeginning(common, generation, reader)
      }
    case .copy where generation.isHidden && candidate.size == generation.contentSize:
      return true
    case .copy, .replaces, .takesOver, .extends, .repeats, .rewritten, .later: break
    }
    if isYounger(candidate, than: generation) { return true }
    if isRelated(candidate, generation) { return true }
    if try reader.hasDistinctLines(before: common) { return true }
    guard generation.isHomeless else { return false }
    return try isSameBeginning(common, generation, reader)
  }

  /// A rotated file is older than the file at the path; a younger one was copied from it. So was
  /// one that was born while another was still written to.
  private func isYounger(_ candidate: MatchCandidate, than generation: KnownGeneration) -> Bool {
    let birth = candidate.facts.identity.birth
    guard generation.look.isFound, let original = generation.stored.facts,
      original.identity.birth != 0, birth > original.identity.birth
    else { return false }
    return generation.stored.state == .active || birth <= original.modified
  }

  /// Whether a common beginning is too long for two files that only begin alike, with a few lines
  /// of a header.
  func isLong(_ common: Int64, _ generation: KnownGeneration) -> Bool {
    common * 2 >= generation.offset || common >= Int64(ChunkLayout.large)
  }

  /// Whether a file that begins with these bytes of a generation, and holds others after them or
  /// none, is the file of it that somebody cut or writes again. Lines without an id or a time,
  /// which come again and again, say nothing.
  func isSameBeginning(
    _ common: Int64, _ generation: KnownGeneration, _ reader: any ContentReader
  ) throws(FileError) -> Bool {
    let isDistinct = try reader.hasDistinctLines(before: common)
    if isDistinct, isLong(common, generation) { return true }
    guard common > 0, let window = generation.stored.tailWindow else { return false }
    return isDistinct ? window.hasMostlyDistinctLines : window.hasDistinctLines
  }

  /// `F.1` and `F.1.gz`.
  func isRelated(_ candidate: MatchCandidate, _ generation: KnownGeneration) -> Bool {
    let name = RotationNames.withoutArchive(candidate.path)
    let paths = [generation.stored.path] + generation.stored.copies.map(\.path)
    return paths.contains {
      $0 != candidate.path && RotationNames.withoutArchive($0) == name
    }
  }

  /// Up to where a file agrees with the open file of a generation. Throws `changedMeanwhile` with
  /// the path of the generation if its file changed: then the comparison says nothing.
  ///
  /// - Parameters:
  ///   - start: where the file of the generation is compared from.
  ///   - place: where that is in the other file, if it is elsewhere.
  /// - Returns: a place in the file of the generation.
  func agreement(
    _ reader: any ContentReader, _ other: any ContentReader, of generation: KnownGeneration,
    from start: Int64, at place: Int64? = nil
  ) throws(FileError) -> Int64 {
    let pair = Comparison.Pair(
      number: generation.number, other: generation.stored.facts?.identity, start: start,
      place: place ?? start)
    let common = try other.agreement(with: reader, from: start, at: place, pair: pair)
    var isChanged = generation.isChanged
    if !isChanged, !generation.stored.isCompressed {
      isChanged = !generation.stored.isAnchored(in: other)
    }
    let isCut = try other.fileSize() < generation.stored.facts?.size ?? 0
    if isChanged || isCut { throw .changedMeanwhile(generation.stored.path) }
    return common
  }
}
