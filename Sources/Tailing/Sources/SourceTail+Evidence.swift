import SpendCore

/// What speaks for a file being that of a generation, or a copy of it.
extension SourceTail {
  /// Whether a file begins as a generation did of which nothing was consumed.
  func hasHead(
    of generation: Generation, _ reader: any ContentReader
  ) throws(FileError) -> Bool {
    guard generation.stored.head.length > 0 else { return false }
    let head = try head(of: reader, atMost: generation.stored.head.length)
    return head == generation.stored.head
  }

  /// What a file is known by of which nothing is consumed: a hash of its first bytes, of at most so many.
  ///
  /// A page of NULs says nothing: a file begins so that was truncated under a writer that goes on where it was, each time
  /// anew. Then the bytes behind all of the NULs are taken, and where they are. None (0) as long as there are only NULs.
  func head(
    of reader: any ContentReader, atMost length: Int
  ) throws(FileError) -> ContentHead {
    var bytes = [UInt8](repeating: 0, count: ChunkLayout.small)
    var count = try read(reader, into: &bytes, bytes.count, at: 0)
    var start: Int64 = 0
    if bytes[..<count].allSatisfy({ $0 == 0 }) {
      guard count == bytes.count, let data = nextNonZero(reader, from: Int64(count)) else {
        return .unknown
      }
      start = data
      count = try read(reader, into: &bytes, bytes.count, at: start)
    }
    let known = min(count, length)
    let hash = bytes.withUnsafeBytes {
      ContentHash.of(.init(rebasing: $0[..<known]), seed: UInt64(start))
    }
    return ContentHead(length: known, hash: hash)
  }

  /// Where the next byte is that is not NUL; nil when there is none, or it cannot be read.
  func nextNonZero(_ reader: any ContentReader, from start: Int64) -> Int64? {
    var position = start
    return withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { block in
      while true {
        if !(reader is GzipReader) {
          guard let data = fileSystem.nextData(reader.descriptor, from: position) else {
            return nil
          }
          position = max(position, data)
        }
        guard let count = try? reader.read(into: block, at: position), count > 0 else {
          return nil
        }
        let zeros = UnsafeRawBufferPointer(rebasing: block[..<count]).leadingZeros
        position += Int64(zeros)
        if zeros < count { return position }
      }
    }
  }

  /// A rotated file is older than the file at the path; a younger one was copied from it. So was one that was born
  /// while another was still written to.
  func isYounger(_ facts: FileFacts, than generation: Generation) -> Bool {
    guard generation.look.isFound, let original = generation.facts, original.identity.birth != 0,
      facts.identity.birth > original.identity.birth
    else { return false }
    return generation.state == .active || facts.identity.birth <= original.modified
  }

  /// Whether a common beginning is too long for two files that only begin alike, with a few lines of a header.
  func isLong(_ common: Int64, _ generation: Generation) -> Bool {
    common * 2 >= generation.offset || common >= Int64(ChunkLayout.large)
  }

  /// Open, but to be found at no path.
  func isHidden(_ generation: Generation) -> Bool {
    !generation.look.isFound && generation.reader != nil
  }

  /// `F.1` and `F.1.gz`.
  func isRelated(_ candidate: Candidate, _ generation: Generation) -> Bool {
    let name = RotationNames.withoutArchive(candidate.path)
    let paths = [generation.path] + generation.stored.copies.map(\.path)
    return paths.contains {
      $0 != candidate.path && RotationNames.withoutArchive($0) == name
    }
  }

  /// Whether the lines before `end` are all different, so that to find them again is no chance.
  func isDistinct(
    _ reader: any ContentReader, _ end: Int64
  ) throws(FileError) -> Bool {
    var bytes = [UInt8](repeating: 0, count: Int(min(end, 1 << 16)))
    let count = try read(reader, into: &bytes, bytes.count, at: end - Int64(bytes.count))
    let lines = bytes[..<count].split(separator: 0x0A).map { $0.drop { $0 == 0 } }
    guard Set(lines).count == lines.count else { return false }
    return lines.count >= 2 || lines.reduce(0) { $0 + $1.count } >= 1024
  }

  /// Up to where a file agrees with the open file of a generation, which must not have changed meanwhile.
  func agreement(
    _ reader: any ContentReader, _ other: any ContentReader, of generation: Generation,
    from start: Int64
  ) throws(FileError) -> Int64 {
    let common = try agreement(reader, other, from: start)
    if !generation.isCompressed { checkAnchor(generation) }
    let isCut = try fileSystem.facts(of: other.descriptor).size < generation.facts?.size ?? 0
    if generation.open.isChanged || isCut { throw .changedMeanwhile(generation.path) }
    return common
  }

  /// Up to where two files agree, looking only behind `start`; never less than `start`.
  private func agreement(
    _ a: any ContentReader, _ b: any ContentReader, from start: Int64
  ) throws(FileError) -> Int64 {
    let size = 1 << 16
    var failure: FileError?
    let end = withUnsafeTemporaryAllocation(byteCount: 2 * size, alignment: 16) {
      memory -> Int64 in
      let mine = UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
      let theirs = UnsafeMutableRawBufferPointer(rebasing: memory[size...])
      var position = start
      do throws(FileError) {
        while true {
          let counts = (
            try a.read(into: mine, at: position), try b.read(into: theirs, at: position)
          )
          let count = min(counts.0, counts.1)
          let same = UnsafeRawBufferPointer(rebasing: mine[..<count])
            .commonPrefix(with: UnsafeRawBufferPointer(rebasing: theirs[..<count]))
          position += Int64(same)
          if same < size { return position }
        }
      } catch {
        failure = error
        return start
      }
    }
    if let failure { throw failure }
    return end
  }
}
