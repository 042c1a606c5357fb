/// Whose copy an archive was that cannot be decompressed any more.
extension GenerationMatcher {
  /// The number of the generation of which a damaged archive was a copy, by what can be
  /// decompressed of it or by its name; nil: nobody ever read what it held.
  ///
  /// - Parameters:
  ///   - readable: Bytes that can be decompressed.
  ///   - length: What the end of the archive says of the length of its content, modulo 2³²; nil
  ///     where it says nothing. Then one that is over and whose file is gone has the name alone.
  func owner(
    ofDamaged candidate: MatchCandidate, _ reader: any ContentReader, readable: Int64,
    length: Int64?
  ) throws(FileError) -> UInt64? {
    let similar = zip(generations, try matches(in: reader)).filter { generation, match in
      match.verified > 0 && match.isAtLineEnd
        && match.verified * 2 >= min(readable, generation.offset)
    }
    let best = similar.max { $0.1.verified < $1.1.verified }?.0
    return best?.number
      ?? generations.last {
        guard isRelated(candidate, $0) else { return false }
        guard let length else { return $0.isHomeless && $0.stored.state == .sealed }
        return $0.offset & 0xFFFF_FFFF == length
      }?.number
  }
}
