/// What is read of an open file in order to compare it.
extension ContentReader {
  /// Fills the beginning of a block.
  func read(
    into block: inout [UInt8], _ count: Int, at offset: Int64
  ) throws(FileError) -> Int {
    var failure: FileError?
    let got = unsafe block.withUnsafeMutableBytes { bytes -> Int in
      do throws(FileError) {
        return try unsafe read(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]), at: offset)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return got
  }

  /// At most so many bytes from an offset.
  func bytes(_ count: Int, at offset: Int64) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = try read(into: &bytes, count, at: offset)
    bytes.removeLast(count - got)
    return bytes
  }

  /// What a file is known by of which nothing is consumed: its first bytes, at most so many.
  ///
  /// A page of NULs says nothing: a file begins so that was truncated under a writer that goes on
  /// where it was, each time anew. Then the bytes after all of the NULs are taken, and where they
  /// are. Unknown as long as there are only NULs.
  func head(atMost length: Int) throws(FileError) -> ContentHead {
    var page = try bytes(ChunkLayout.small, at: 0)
    var start: Int64 = 0
    if page.allSatisfy({ $0 == 0 }) {
      guard page.count == ChunkLayout.small, let data = nextNonZero(from: Int64(page.count))
      else { return .unknown }
      start = data
      page = try bytes(ChunkLayout.small, at: start)
    }
    let known = min(page.count, length)
    let hash = unsafe page.withUnsafeBytes {
      unsafe ContentHash.of(.init(rebasing: $0[..<known]), seed: UInt64(start))
    }
    return ContentHead(length: known, hash: hash)
  }

  /// Where the next byte is that is not NUL; nil when there is none, or it cannot be read. Also
  /// where so many of an archive are NULs that it takes long: a kilobyte may hold a gigabyte.
  func nextNonZero(from start: Int64) -> Int64? {
    var position = start
    let limit = isCompressed ? start + 64 << 20 : .max
    return unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { block in
      while true {
        guard position < limit, let data = nextData(from: position) else { return nil }
        position = max(position, data)
        guard let count = try? unsafe read(into: block, at: position), count > 0 else { return nil }
        let zeros = unsafe UnsafeRawBufferPointer(rebasing: block[..<count]).leadingZeros
        position += Int64(zeros)
        if zeros < count { return position }
      }
    }
  }

  /// Where the last line before `limit` ends, its mark included; 0 without one.
  func lastLineEnd(upTo limit: Int64) throws(FileError) -> Int64 {
    var block = [UInt8](repeating: 0, count: 1 << 18)
    // Nearly always it is in the last block. What is compressed is read from its beginning where it
    // is not.
    var bound = limit
    var start = max(0, limit - Int64(block.count))
    while true {
      let end = try lastLineEnd(from: start, upTo: bound, &block)
      if end > 0 || start == 0 { return end }
      bound = start
      start = isCompressed ? 0 : max(0, start - Int64(block.count))
    }
  }

  private func lastLineEnd(
    from start: Int64, upTo limit: Int64, _ block: inout [UInt8]
  ) throws(FileError) -> Int64 {
    var position = start
    var end: Int64 = 0
    while position < limit {
      let wanted = Int(min(limit - position, Int64(block.count)))
      let count = try read(into: &block, wanted, at: position)
      guard count > 0 else { break }
      let mark = unsafe block.withUnsafeBytes {
        unsafe UnsafeRawBufferPointer(rebasing: $0[..<count]).lastLineMark()
      }
      if let mark { end = position + Int64(mark) + 1 }
      position += Int64(count)
    }
    return end
  }

  /// Whether most of the lines before `end` are there once, so that to find them again is no
  /// chance: a few may be alike, redacted ones for instance.
  func hasDistinctLines(before end: Int64) throws(FileError) -> Bool {
    let length = Int(min(end, 1 << 16))
    let lines = try bytes(length, at: end - Int64(length)).split(separator: 0x0A)
      .map { $0.drop { $0 == 0 } }
    var counts: [ArraySlice<UInt8>: Int] = [:]
    for line in lines { counts[line, default: 0] += 1 }
    let once = counts.values.count { $0 == 1 }
    guard once * 2 > lines.count else { return false }
    return once >= 2 || lines.reduce(0) { $0 + $1.count } >= 1024
  }

  /// Up to where two files agree, comparing only what follows `start`; never less than `start`.
  ///
  /// - Parameters:
  ///   - place: where that is in the other file, if it is elsewhere.
  ///   - pair: what is known of both from earlier looks, by the comparison of the other file.
  func agreement(
    with other: any ContentReader, from start: Int64, at place: Int64? = nil,
    pair: Comparison.Pair? = nil
  ) throws(FileError) -> Int64 {
    let size = 1 << 16
    let shift = (place ?? start) - start
    let comparison = other.comparison
    let known = pair.flatMap { comparison?.agreed[$0] } ?? start
    var failure: FileError?
    let end = unsafe withUnsafeTemporaryAllocation(byteCount: 2 * size, alignment: 16) {
      memory -> Int64 in
      let mine = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
      let theirs = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[size...])
      var position = known
      defer { if let pair { comparison?.agreed[pair] = position } }
      do throws(FileError) {
        while true {
          try comparison?.goOn(other.file)
          let counts = unsafe (
            try read(into: mine, at: position),
            try other.read(into: theirs, at: position + shift)
          )
          let count = min(counts.0, counts.1)
          let same = unsafe UnsafeRawBufferPointer(rebasing: mine[..<count])
            .commonPrefix(with: UnsafeRawBufferPointer(rebasing: theirs[..<count]))
          position += Int64(same)
          if same < size { return position }
          comparison?.spend(2 * same)
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
