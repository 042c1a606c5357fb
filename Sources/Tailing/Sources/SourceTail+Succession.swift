import SpendCore

/// Deciding what the file at the path itself is: new, or one that took the place of the one before.
extension SourceTail {
  /// The generations whose place a file may have taken: nowhere else to be found. The one that
  /// was last at the path first. Also what is over and gone: somebody may have put it back.
  private func replaced(by candidate: Candidate) -> [Generation] {
    let lost = generations.reversed().filter {
      $0.slot == candidate.slot && !$0.look.isFound && !$0.stored.isRemainder
    }
    guard let predecessor = candidate.predecessor, !predecessor.look.isFound else { return lost }
    return [predecessor] + lost.filter { $0 !== predecessor }
  }

  /// Whether the file at the path is a longer or equal copy of the one before; nil: not evidently.
  func successionVerdict(
    _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Verdict? {
    var best: (common: Int64, verdict: Verdict)?
    for generation in replaced(by: candidate) {
      guard let found = try succession(candidate, reader, generation),
        found.common > best?.common ?? 0
      else { continue }
      // Where nothing was consumed, nothing is passed over.
      var isBelieved = generation.offset == 0 && generation.reader == nil
      if !isBelieved { isBelieved = try isDistinct(reader, found.common) }
      if isBelieved { best = found }
    }
    return best?.verdict
  }

  private func succession(
    _ candidate: Candidate, _ reader: any ContentReader, _ generation: Generation
  ) throws(FileError) -> (common: Int64, verdict: Verdict)? {
    let match = try Fingerprint.matches([generation.stored.fingerprint], in: reader)[0]
    guard match.isFull || generation.offset == 0 else { return nil }
    guard let other = generation.reader else {
      if match.isFull { return (match.verified, .continues(generation)) }
      let isSame = try hasHead(of: generation, reader)
      return isSame ? (Int64(generation.stored.head.length), .continues(generation)) : nil
    }
    let common = try agreement(reader, other, of: generation, from: generation.offset)
    guard common >= min(generation.contentSize, candidate.size) else {
      return generation.offset > 0 ? (common, .new(base: common, of: generation)) : nil
    }
    return (common, .replaces(generation, common: common))
  }

  /// The file at the path itself is new, unless the one before it lost its place to it.
  func verdictOnCurrent(
    _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Verdict {
    if let original = try originalOfCopy(candidate, reader) { return original }
    // A predecessor that was found as a copy elsewhere goes on there; here everything is new.
    for generation in replaced(by: candidate) where generation.offset > 0 {
      let match = try Fingerprint.matches([generation.stored.fingerprint], in: reader)[0]
      if match.isFull, candidate.size > generation.offset {
        if let found = try succession(candidate, reader, generation) { return found.verdict }
      }
      // Where no line ends are remembered, those of the file are taken: all before is what was consumed.
      if match.verified > 0, isLong(match.verified, generation),
        try isDistinct(reader, match.verified)
      {
        return .new(base: match.verified, of: generation)
      }
    }
    return .new(base: 0, of: nil)
  }

  /// The file at the path begins with all that a rotated file holds: somebody is between copying and truncating, made
  /// a backup, or goes on in a copy.
  private func originalOfCopy(
    _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Verdict? {
    guard candidate.size > 0 else { return nil }
    let matches = try Fingerprint.matches(generations.map(\.stored.fingerprint), in: reader)
    var first: [UInt8] = [0]
    let isHollow = try read(reader, into: &first, 1, at: 0) == 1 && first[0] == 0
    var best: (common: Int64, verdict: Verdict)?
    for (generation, match) in zip(generations, matches)
    where generation.look.isFound && !generation.stored.isRemainder {
      guard match.isFull || generation.offset == 0, mayBeCopied(candidate, generation) else {
        continue
      }
      var common = generation.offset
      if let other = generation.reader {
        common = try agreement(reader, other, of: generation, from: common)
        guard common >= min(candidate.size, generation.contentSize) else { continue }
      }
      guard common > best?.common ?? 0 else { continue }
      var isBelieved = isBornAfter(candidate, generation)
      if !isBelieved { isBelieved = try isDistinct(reader, common) }
      guard isBelieved else { continue }
      // Of what nothing was consumed, this one is read: it may grow, and the other may go. Not where it begins with
      // NULs, by which it could not be told from what is written into it next.
      let takesOver = generation.offset == 0 && generation.state != .active && !isHollow
      best = (
        common,
        takesOver ? .takesOver(generation) : further(generation, candidate, common)
      )
    }
    return best?.verdict
  }

  /// Of the same file, or, where a glob matches both, seen first just now and not older: many files are not compared
  /// each with each.
  private func mayBeCopied(_ candidate: Candidate, _ generation: Generation) -> Bool {
    if generation.slot == candidate.slot { return true }
    guard generation.number >= firstNewNumber, let facts = generation.facts else { return false }
    return facts.identity.birth >= candidate.facts.identity.birth
  }

  /// Whether a file that was first seen just now too is younger than the one at the path.
  private func isBornAfter(_ candidate: Candidate, _ generation: Generation) -> Bool {
    guard generation.number >= firstNewNumber, let facts = generation.facts else { return false }
    return facts.identity.birth > candidate.facts.identity.birth
  }
}
