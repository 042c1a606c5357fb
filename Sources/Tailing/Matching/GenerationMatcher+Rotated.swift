/// What a rotated file is.
extension GenerationMatcher {
  func verdictOnRotated(
    _ candidate: MatchCandidate, _ reader: any ContentReader
  ) throws(FileError) -> FileVerdict {
    // Somebody is about to fill it, perhaps with a copy that must not be taken for new lines.
    if candidate.size == 0 { return .later }
    let comparable = try comparable(with: reader)
    let matches = try Self.matches(of: comparable, in: reader)
    var best: Overlap?
    // The best of those that have nothing of their own: the other comes first.
    var baseOnly: Overlap?
    // The best of those that lack their file.
    var fallback: KnownGeneration?
    var withFiles: [Overlap] = []
    var isUndecided = false
    for (generation, match) in zip(comparable, matches) {
      // Somebody is writing it again, and the first line is not whole yet.
      if match.verified == 0, match.isCutShort, generation.isHomeless { isUndecided = true }
      guard let found = try overlap(candidate, reader, generation, match) else { continue }
      if !generation.isHomeless { withFiles.append(found) }
      let isBaseOnly = generation.isBaseOnly && found.continues
      guard found.common > (isBaseOnly ? baseOnly : best)?.common ?? 0 else { continue }
      guard try isBelieved(found, candidate, reader) else {
        if case .copy = found.verdict { isUndecided = true }
        continue
      }
      if isBaseOnly { baseOnly = found } else { best = found }
      if found.continues, !isBaseOnly || fallback == nil { fallback = generation }
    }
    if let chosen = choice(best, baseOnly) {
      if let fallback, stillOwesBytes(fallback, passedOverBy: chosen, withFiles) {
        return .continues(fallback.number)
      }
      return chosen.verdict
    }
    // In the moment between copying and truncating, a copy without distinct lines looks new.
    let isYoung =
      candidate.facts.age(at: circumstances.now) < circumstances.sealQuietSeconds
    return isUndecided && isYoung && !circumstances.isOnce ? .later : .new(base: 0, of: nil)
  }

  /// What a rotated file would be, had it to do with this generation; nil: they have nothing in
  /// common.
  private func overlap(
    _ candidate: MatchCandidate, _ reader: any ContentReader, _ generation: KnownGeneration,
    _ match: PrefixMatch
  ) throws(FileError) -> Overlap? {
    let (number, offset) = (generation.number, generation.offset)
    if candidate.original == number, generation.isHomeless, match.isFull || offset == 0 {
      return Overlap(generation, common: candidate.size, .continues(number))
    }
    if match.isFull, offset > 0, generation.isHomeless {
      return Overlap(generation, common: offset, .continues(number))
    }
    // What a remainder has from before is not counted there, so it is no reason to skip a file.
    if generation.stored.isRemainder { return nil }
    // Nothing of it is consumed, nor can be now: its file is gone, or is an archive that somebody
    // writes again.
    if offset == 0, generation.reader == nil {
      guard try generation.stored.hasHead(in: reader) else { return nil }
      return Overlap(generation, common: Self.commonHead, .continues(number))
    }
    if match.isFull || offset == 0 {
      guard let other = generation.reader else {
        guard match.isFull else { return nil }
        let isAll = candidate.size == offset
        return Overlap(
          generation, common: offset, isAll ? .copy(of: number) : .new(base: offset, of: number))
      }
      return try overlapWithOpenFile(candidate, reader, generation, other)
    }
    // Somebody is copying: what is there of it says more than hashes of what it will be.
    if let other = generation.reader,
      try agreement(reader, other, of: generation, from: match.verified) >= candidate.size
    {
      return Overlap(generation, common: candidate.size, .copy(of: number))
    }
    guard match.verified > 0 else { return nil }
    if match.verified >= candidate.size || match.isCutShort {
      return Overlap(generation, common: match.verified, .copy(of: number))
    }
    return Overlap(
      generation, common: match.verified, .new(base: match.verified, of: number))
  }

  /// What a rotated file is that begins with all that was consumed of an open one.
  private func overlapWithOpenFile(
    _ candidate: MatchCandidate, _ reader: any ContentReader, _ generation: KnownGeneration,
    _ other: any ContentReader
  ) throws(FileError) -> Overlap? {
    let number = generation.number
    let common = try agreement(reader, other, of: generation, from: generation.offset)
    if common >= candidate.size {
      return Overlap(generation, common: common, .copy(of: number))
    }
    guard common > 0, common >= generation.contentSize else {
      guard generation.offset > 0 else { return nil }
      return Overlap(generation, common: common, .new(base: common, of: number))
    }
    if !generation.look.isFound {
      return Overlap(generation, common: common, .replaces(number, common: common))
    }
    return Overlap(generation, common: common, verdictOnLonger(generation, candidate, common))
  }

  /// One that has nothing of its own goes on where nothing else does, or where only a new file
  /// would begin.
  private func choice(_ best: Overlap?, _ baseOnly: Overlap?) -> Overlap? {
    guard let best, let baseOnly else { return best ?? baseOnly }
    if case .new = best.verdict, baseOnly.common >= best.common { return baseOnly }
    return best
  }

  /// Whether one that lost its file has still to count bytes that another passes over: a copy of
  /// these bytes is no copy to be skipped then, nor the file of one that has nothing of its own.
  ///
  /// - Parameter withFiles: what the file has in common with those that have their files. Where one
  ///   of them holds these bytes, it counts them.
  private func stillOwesBytes(
    _ lost: KnownGeneration, passedOverBy chosen: Overlap, _ withFiles: [Overlap]
  ) -> Bool {
    let other = chosen.generation
    guard chosen.isCopy || chosen.continues && other.isBaseOnly, lost.stored.isOpenEnded,
      !lost.stored.isRemainder, lost.offset < other.stored.base
    else { return false }
    let isCounted = withFiles.contains {
      $0.generation.number != other.number && $0.common >= other.stored.base
        && $0.generation.stored.base <= lost.offset && !$0.generation.stored.isRemainder
    }
    return !isCounted
      && !generations.contains {
        $0.stored.base > 0 && $0.stored.base >= lost.offset
          && $0.stored.base < other.stored.base && $0.number != lost.number
      }
  }

  /// What a file is that holds all of a generation, and mostly more. Where the generation is not
  /// read to its end, or another copy stands in for its file, this is the better one: what is left
  /// of several copies is the longest, and of equal ones that at the path itself, which may grow.
  func verdictOnLonger(
    _ generation: KnownGeneration, _ candidate: MatchCandidate, _ common: Int64
  ) -> FileVerdict {
    let isActive = generation.stored.state == .active
    let isUnread = generation.offset < common && !isActive
    // More of it was seen than its file holds: that is a copy from before.
    let isCopy = generation.stored.knownSize > generation.contentSize && !isActive
    let isBetter =
      candidate.size > common
      ? generation.look.isAdopted || isUnread || isCopy : isUnread && candidate.role == .current
    return isBetter ? .extends(generation.number) : .new(base: common, of: generation.number)
  }
}
