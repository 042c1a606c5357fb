import SpendCore

/// What a generation is told of files.
extension Generation {
  /// Remembers the first bytes of a file of which nothing is consumed.
  func learnHead(_ reader: any ContentReader) throws(FileError) {
    stored.head = try reader.head(atMost: ChunkLayout.small)
    open.prefixes = try reader.prefixHashes()
    touch()
  }

  /// A file holds bytes of it, and is not read.
  ///
  /// - Parameter contentSize: 0 where it cannot be decompressed.
  func rememberCopy(_ candidate: Candidate, contentSize: Int64, at now: Timestamp) {
    stored.copies.append(
      KnownCopy(path: candidate.path, facts: candidate.facts, contentSize: contentSize))
    stored.lastThere = now
    touch()
  }

  /// The file that a part of it, or it itself, was found in holds bytes of it from now on.
  func rememberFile(of part: Generation) {
    guard let facts = part.facts else { return }
    stored.copies.append(
      KnownCopy(path: part.path, facts: facts, contentSize: part.contentSize))
  }

  /// Where its unterminated end began, after it was over, if a file has more of that line: what was
  /// rejected as the end of a file is the beginning of a line now.
  func tornLine(in candidate: Candidate, _ reader: any ContentReader) throws(FileError) -> Int64? {
    guard !isOpenEnded, offset > 0, candidate.size > offset else { return nil }
    let bytes = try reader.bytes(2, at: offset - 1)
    guard bytes.count == 2 else { return nil }
    let (last, next) = (bytes[0], bytes[1])
    let isTorn = last != 0x0A && next != 0x0A && next != 0x0D
    return isTorn ? try reader.lastLineEnd(upTo: offset) : nil
  }
}
