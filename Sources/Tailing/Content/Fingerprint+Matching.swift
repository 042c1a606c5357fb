/// Comparing a file with what was consumed.
extension Fingerprint {
  /// How far a file begins with each of several fingerprints, in one pass over the file that ends
  /// where the last of them parts from it. Linear in the agreeing bytes; what was hashed before is
  /// not read again.
  static func matches(
    _ prints: [Fingerprint], in reader: any ContentReader
  ) throws(FileError) -> [PrefixMatch] {
    var results = [PrefixMatch](repeating: .none, count: prints.count)
    var alive = prints.indices.filter { prints[$0].offset > 0 }
    let comparison = reader.comparison
    var block = Block()
    var failure: FileError?
    unsafe withUnsafeTemporaryAllocation(byteCount: block.size, alignment: 64) { buffer in
      do throws(FileError) {
        var chunk = 0
        while !alive.isEmpty {
          if let comparison, chunk < comparison.chunks.count,
            case let hash = comparison.chunks[chunk],
            alive.allSatisfy({ prints[$0].agrees(hash, chunk: chunk) })
          {
            alive.removeAll { prints[$0].confirm(chunk: chunk, &results[$0]) }
          } else {
            let bytes = try unsafe block.bytes(of: chunk, reader, buffer)
            let isWhole = bytes.count == ChunkLayout.length(of: chunk)
            let hash = unsafe isWhole ? ContentHash.of(bytes) : nil
            if let hash { comparison?.note(hash, chunk: chunk) }
            alive.removeAll {
              unsafe prints[$0].parts(from: bytes, hash, chunk: chunk, &results[$0])
            }
          }
          chunk += 1
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return results
  }

  /// What was read of a file at a time.
  private struct Block {
    /// A multiple of every chunk length.
    let size = 4 * ChunkLayout.large
    private var start: Int64 = 0
    private var count = 0

    /// The bytes of a chunk; fewer only at the end of the file.
    mutating func bytes(
      of chunk: Int, _ reader: any ContentReader, _ buffer: UnsafeMutableRawBufferPointer
    ) throws(FileError) -> UnsafeRawBufferPointer {
      let first = ChunkLayout.start(of: chunk)
      let length = Int64(ChunkLayout.length(of: chunk))
      let isHeld = first >= start && first <= start + Int64(count)
      let isEnd = count > 0 && count < size
      if !isHeld || first + length > start + Int64(count) && !isEnd {
        if let comparison = reader.comparison, chunk >= comparison.chunks.count {
          try comparison.goOn(reader.file)
        }
        start = first
        count = try unsafe reader.read(into: buffer, at: first)
      }
      let from = Int(first - start)
      return unsafe UnsafeRawBufferPointer(rebasing: buffer[from..<min(from + Int(length), count)])
    }
  }

  /// Whether a whole chunk of a file with this hash is what was consumed there.
  private func agrees(_ hash: UInt64, chunk: Int) -> Bool {
    chunk < chunks.count && chunks[chunk] == hash
  }

  /// Notes that a chunk agrees. True: it is the end of what was consumed.
  private func confirm(chunk: Int, _ result: inout PrefixMatch) -> Bool {
    let end = ChunkLayout.start(of: chunk + 1)
    let isFull = end == offset
    result = PrefixMatch(verified: end, isFull: isFull, isAtLineEnd: isFull, isCutShort: false)
    return isFull
  }

  /// Compares one chunk. True: this is where the file and the fingerprint part or end.
  ///
  /// - Parameter hash: of the bytes, if they are a whole chunk.
  private func parts(
    from bytes: UnsafeRawBufferPointer, _ hash: UInt64?, chunk: Int, _ result: inout PrefixMatch
  ) -> Bool {
    let start = ChunkLayout.start(of: chunk)
    let remembered: [LineEnd]
    if chunk < chunks.count {
      if let hash, agrees(hash, chunk: chunk) { return confirm(chunk: chunk, &result) }
      guard let ends = ends[chunk] else {
        result.isCutShort = bytes.count < ChunkLayout.length(of: chunk)
        result.isUnclear = unsafe result.isCutShort && bytes.contains(0x0A)
        return true
      }
      remembered = ends
    } else {
      let mark = tailMark
      if bytes.count >= tailLength,
        unsafe ContentHash.of(UnsafeRawBufferPointer(rebasing: bytes[..<tailLength])) == mark.hash
      {
        result = PrefixMatch(verified: offset, isFull: true, isAtLineEnd: true, isCutShort: false)
        return true
      }
      remembered = mark.ends
    }
    unsafe refine(bytes, start: start, remembered, &result)
    return true
  }

  /// Goes on line by line within the chunk in which file and fingerprint part.
  private func refine(
    _ bytes: UnsafeRawBufferPointer, start: Int64, _ remembered: [LineEnd],
    _ result: inout PrefixMatch
  ) {
    var agreed = 0
    for (mine, theirs) in unsafe zip(remembered, LineEnd.all(in: bytes)) where mine == theirs {
      agreed = mine.position
    }
    // The chain makes a later pair equal only if all before it are.
    result.isCutShort =
      unsafe bytes.count < ChunkLayout.length(of: ChunkLayout.index(at: start))
      && bytes.firstIndex(of: 0x0A, from: agreed) == nil
    guard agreed > 0 else {
      // Nothing of this chunk agrees: the last line end is somewhere before its start.
      return stepBack(from: start, &result)
    }
    result.verified = start + Int64(agreed)
    result.isAtLineEnd = true
  }

  /// The last remembered line end at or before the start of a chunk.
  private func stepBack(from start: Int64, _ result: inout PrefixMatch) {
    guard start > 0 else {
      result.verified = 0
      result.isAtLineEnd = true
      return
    }
    var chunk = ChunkLayout.index(at: start - 1)
    while let ends = ends[chunk] {
      if let last = ends.last {
        result.verified = ChunkLayout.start(of: chunk) + Int64(last.position)
        result.isAtLineEnd = true
        return
      }
      guard chunk > 0 else {
        result.verified = 0
        result.isAtLineEnd = true
        return
      }
      chunk -= 1
    }
  }

  /// Whether a file that was known by identity still is what was consumed: its first chunk, its
  /// last chunks and its tail. On success the last bytes are taken in, so that reading can go on.
  mutating func resume(in reader: any ContentReader) throws(FileError) -> Bool {
    let last = chunks.count
    var wanted = Array(0..<min(1, last))
    wanted += Array(max(wanted.count, last - Self.lastChunksWithEnds)..<last)
    var buffer = [UInt8](repeating: 0, count: ChunkLayout.large)
    for index in wanted {
      let length = ChunkLayout.length(of: index)
      let count = try reader.read(into: &buffer, length, at: ChunkLayout.start(of: index))
      let hash = unsafe buffer.withUnsafeBytes {
        unsafe ContentHash.of(.init(rebasing: $0[..<count]))
      }
      guard count == length, hash == chunks[index] else { return false }
    }
    return try restoreTail(from: reader)
  }

  /// Reads the tail and the anchor back in. False: the tail is not what was consumed.
  mutating func restoreTail(from reader: any ContentReader) throws(FileError) -> Bool {
    var buffer = [UInt8](repeating: 0, count: ChunkLayout.large)
    let length = tailLength
    let anchorLength = Int(min(offset, Int64(ChunkLayout.anchor)))
    // The anchor before the tail first: compressed content is read forwards only.
    let anchorStart = offset - Int64(anchorLength)
    let first = min(anchorStart, tailStart)
    let total = Int(offset - first)
    if buffer.count < total { buffer = [UInt8](repeating: 0, count: total) }
    let count = try reader.read(into: &buffer, total, at: first)
    guard count == total else { return false }
    let bytes = Array(buffer[Int(tailStart - first)..<total])
    let hash = unsafe bytes.withUnsafeBytes { unsafe ContentHash.of($0) }
    guard length == 0 || hash == tailMark.hash else { return false }
    restore(tail: bytes, anchor: Array(buffer[Int(anchorStart - first)..<total]))
    return true
  }
}
