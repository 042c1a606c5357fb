/// Whether a file that begins as none that is known holds the end of what was consumed: somebody
/// cut its head off, or edited it farther up.
///
/// Losing is worse than counting twice. So the last bytes consumed are found at one place, or the
/// file begins with lines that were consumed last; and the file that they were in is gone.
extension GenerationMatcher {
  /// What a file is that would be new, and of which only what is before `base` is known to have
  /// been counted; nil: it is new.
  func rewriting(
    _ candidate: MatchCandidate, _ reader: any ContentReader, beyond base: Int64
  ) throws(FileError) -> FileVerdict? {
    guard candidate.size > base else { return nil }
    var lost: [Rewritten] = []
    for generation in replaced(by: candidate) + originals(ofArchive: candidate) {
      guard let window = generation.stored.tailWindow, window.offset > base else { continue }
      lost.append(Rewritten(generation: generation, window: window))
    }
    try findWindows(of: &lost, candidate, reader)
    try findSuffixes(of: &lost, candidate, reader)
    // The latest comes first, and the most is what somebody left of it.
    guard let best = lost.max(by: { ($0.end ?? 0) < ($1.end ?? 0) }), let end = best.end, end > base
    else { return nil }
    let generation = best.generation
    var common = generation.offset
    if let other = generation.reader {
      common = try agreement(reader, other, of: generation, from: common, at: end)
    }
    return .rewritten(generation.number, end: end, common: common)
  }

  /// The same of the very file of a generation, which comes after all that may have been it before
  /// that was edited, and before others: a copy that ends earlier is one of what it is now.
  func returning(
    _ candidate: MatchCandidate, _ reader: any ContentReader, beyond base: Int64
  ) throws(FileError) -> FileVerdict? {
    guard let number = candidate.predecessor,
      let verdict = try rewriting(candidate, reader, beyond: base), verdict.number == number
    else { return nil }
    return verdict
  }

  /// Of what an archive may be made: a file beside it that is over. Where somebody edited that in
  /// place after it was read, only its end is what was consumed.
  private func originals(ofArchive candidate: MatchCandidate) -> [KnownGeneration] {
    index.sealed(ofSlot: candidate.slot).compactMap { self[$0] }
      .filter { isRelated(candidate, $0) }
  }

  /// A generation that may be known by its tail.
  private struct Rewritten {
    let generation: KnownGeneration
    let window: TailWindow
    /// Where the known part of the file ends; nil: nothing of it is known.
    var end: Int64?
    /// It is in the file more than once.
    var isAmbiguous = false
  }

  /// The last bytes consumed, at one place, with no more in front than was consumed.
  private func findWindows(
    of lost: inout [Rewritten], _ candidate: MatchCandidate, _ reader: any ContentReader
  ) throws(FileError) {
    let able = lost.indices.filter {
      lost[$0].window.isTelling && lost[$0].window.length <= candidate.size
    }
    for length in Set(able.map { lost[$0].window.length }).sorted() {
      let alike = able.filter { lost[$0].window.length == length }
      let wanted = alike.map {
        let window = lost[$0].window
        return StretchSearch.Wanted(
          rolling: window.rolling, hash: window.hash, limit: window.offset,
          line: window.wholeLines.isEmpty ? window.longLine : nil,
          after: window.lengthAfterLongLine)
      }
      let places = try StretchSearch.places(
        of: wanted, length: length, in: reader, size: candidate.size)
      for (index, found) in zip(alike, places) {
        if found.places == 1 { lost[index].end = found.end }
        lost[index].isAmbiguous = found.places > 1
      }
    }
  }

  /// The file begins, at a line, with the end of what was consumed, and the first line of that is
  /// there once: in what was consumed, as far as that is known, and in the file.
  private func findSuffixes(
    of lost: inout [Rewritten], _ candidate: MatchCandidate, _ reader: any ContentReader
  ) throws(FileError) {
    guard lost.contains(where: { $0.end == nil && !$0.isAmbiguous }) else { return }
    let beginnings = try beginnings(of: reader)
    for index in lost.indices where lost[index].end == nil && !lost[index].isAmbiguous {
      let window = lost[index].window
      let line = window.wholeLines.first {
        let suffix = window.suffix($0)
        return suffix.length < beginnings.count && beginnings[suffix.length] == suffix.rolling
      }
      guard let line, window.isOnlyOne(line) else { continue }
      let first = window.line(line)
      let places = try StretchSearch.places(
        of: [.init(rolling: first.rolling, hash: nil, limit: window.offset)], length: first.length,
        in: reader, size: candidate.size)
      if places[0].places == 1 { lost[index].end = Int64(window.suffix(line).length) }
    }
  }

  /// The hash of every beginning of a file that may be a suffix of a window.
  private func beginnings(of reader: any ContentReader) throws(FileError) -> [UInt64] {
    var hashes: [UInt64] = [0]
    for byte in try reader.bytes(ChunkLayout.anchor, at: 0) {
      hashes.append(PolynomialHash.extend(hashes[hashes.count - 1], by: byte))
    }
    return hashes
  }
}
