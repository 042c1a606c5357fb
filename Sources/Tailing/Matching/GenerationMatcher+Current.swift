/// What the file at the path itself is: new, or one that took the place of the one before.
extension GenerationMatcher {
  /// The generations whose place a file may have taken: nowhere else to be found. The one that
  /// was last at the path comes first. Also what is over and gone: somebody may have put it back.
  func replaced(by candidate: MatchCandidate) -> [KnownGeneration] {
    var replaced = index.missing(ofSlot: candidate.slot).reversed().compactMap { self[$0] }
    guard let number = candidate.predecessor, let predecessor = self[number],
      !predecessor.look.isFound
    else { return replaced }
    replaced.removeAll { $0.number == number }
    return [predecessor] + replaced
  }

  /// Whether the file at the path is a longer or equal copy of the one before; nil: not evidently.
  func verdictOnSuccession(
    _ candidate: MatchCandidate, _ reader: any ContentReader
  ) throws(FileError) -> FileVerdict? {
    var best: Overlap?
    let replaced = replaced(by: candidate)
    for (generation, match) in zip(replaced, try Self.matches(of: replaced, in: reader)) {
      guard let found = try succession(candidate, reader, generation, match),
        found.common > best?.common ?? 0
      else { continue }
      // Where nothing was consumed, nothing is passed over.
      var isBelieved = generation.offset == 0 && generation.reader == nil
      if !isBelieved { isBelieved = try reader.hasDistinctLines(before: found.common) }
      if isBelieved { best = found }
    }
    return best?.verdict
  }

  private func succession(
    _ candidate: MatchCandidate, _ reader: any ContentReader, _ generation: KnownGeneration,
    _ match: PrefixMatch
  ) throws(FileError) -> Overlap? {
    let number = generation.number
    guard match.isFull || generation.offset == 0 else { return nil }
    guard let other = generation.reader else {
      if match.isFull {
        return Overlap(generation, common: match.verified, .continues(number))
      }
      guard try generation.stored.hasHead(in: reader) else { return nil }
      return Overlap(generation, common: Self.commonHead, .continues(number))
    }
    let common = try agreement(reader, other, of: generation, from: generation.offset)
    guard common >= min(generation.contentSize, candidate.size) else {
      guard generation.offset > 0 else { return nil }
      return Overlap(generation, common: common, .new(base: common, of: number))
    }
    return Overlap(generation, common: common, .replaces(number, common: common))
  }

  /// The file at the path itself is new, unless the one before it lost its place to it.
  func verdictOnCurrent(
    _ candidate: MatchCandidate, _ reader: any ContentReader
  ) throws(FileError) -> FileVerdict {
    if let original = try originalOfCopy(candidate, reader) { return original }
    // A predecessor that was found as a copy elsewhere goes on there; here everything is new.
    let replaced = replaced(by: candidate).filter { $0.offset > 0 }
    for (generation, match) in zip(replaced, try Self.matches(of: replaced, in: reader)) {
      let mayContinue: Bool
      if match.isFull, candidate.size == generation.offset {
        mayContinue = try isSameBeginning(match.verified, generation, reader)
      } else {
        mayContinue = match.isFull
      }
      if mayContinue {
        if let found = try succession(candidate, reader, generation, match) {
          return found.verdict
        }
      }
      // Nothing of it can be told from what was consumed yet.
      let isBeginning = match.isCutShort || match.verified == candidate.size
      if isBeginning, match.verified == 0, !circumstances.isOnce {
        return .repeats(generation.number, base: nil)
      }
      // Where no line ends are remembered, those of the file are taken: all before is what was
      // consumed.
      if match.verified > 0, try isSameBeginning(match.verified, generation, reader) {
        return isBeginning && !circumstances.isOnce
          ? .repeats(generation.number, base: match.isUnclear ? match.verified : nil)
          : .new(base: match.verified, of: generation.number)
      }
    }
    return .new(base: 0, of: nil)
  }

  /// The file at the path begins with all that a rotated file holds: somebody is between copying
  /// and truncating, made a backup, or goes on in a copy.
  private func originalOfCopy(
    _ candidate: MatchCandidate, _ reader: any ContentReader
  ) throws(FileError) -> FileVerdict? {
    guard candidate.size > 0 else { return nil }
    let originals = originals(of: candidate)
    let matches = try Self.matches(of: originals, in: reader)
    let isHollow = try reader.bytes(1, at: 0) == [0]
    var best: Overlap?
    for (generation, match) in zip(originals, matches) {
      guard match.isFull || generation.offset == 0 else { continue }
      var common = generation.offset
      if let other = generation.reader {
        common = try agreement(reader, other, of: generation, from: common)
        guard common >= min(candidate.size, generation.contentSize) else { continue }
      }
      guard common > best?.common ?? 0 else { continue }
      var isBelieved = isBornAfter(candidate, generation)
      if !isBelieved { isBelieved = try reader.hasDistinctLines(before: common) }
      guard isBelieved else { continue }
      // Of what nothing was consumed, this one is read: it may grow, and the other may go. Not
      // where it begins with NULs, by which it could not be told from what is written into it
      // next.
      let takesOver =
        generation.offset == 0 && generation.stored.state != .active && !isHollow
      best = Overlap(
        generation, common: common,
        takesOver
          ? .takesOver(generation.number) : verdictOnLonger(generation, candidate, common))
    }
    return best?.verdict
  }

  /// Found, and of the same file; or, where a glob matches both, seen first just now and a younger
  /// copy that kept the time of its original. Others are files of their own, whatever they hold.
  /// Ascending by number.
  private func originals(of candidate: MatchCandidate) -> [KnownGeneration] {
    let others = index.new(bornSince: candidate.facts.identity.birth)
    return Set(index.numbers(ofSlot: candidate.slot) + others).sorted()
      .compactMap { self[$0] }
      .filter { $0.look.isFound && !$0.stored.isRemainder }
      .filter { $0.stored.slot == candidate.slot || hasKeptTime($0) }
  }

  /// Whether a file was last written to before it was born.
  private func hasKeptTime(_ generation: KnownGeneration) -> Bool {
    generation.stored.facts.map { $0.modified < $0.identity.birth } ?? false
  }

  /// Whether a file that was first seen just now too is younger than the one at the path.
  private func isBornAfter(_ candidate: MatchCandidate, _ generation: KnownGeneration) -> Bool {
    guard isNew(generation), let facts = generation.stored.facts else { return false }
    return facts.identity.birth > candidate.facts.identity.birth
  }

  private func isNew(_ generation: KnownGeneration) -> Bool {
    generation.number >= circumstances.firstNewNumber
  }
}
