import SpendCore

/// Deciding about the bytes that follow the offset of a generation.
extension ChunkReader {
  enum Step {
    /// Something was passed over, or the buffer grew: what follows is read next.
    case again
    /// Something follows, but not now.
    case nothing
    case hand(Chunk.Content, Int)
    /// Everything is read.
    case end
    /// The same, and this ends no line.
    case last(Chunk.Content, Int)
  }

  /// - Parameter bytes: fewer than the window of the buffer holds are at the end of the file.
  func step(
    _ generation: Generation, _ bytes: UnsafeRawBufferPointer, _ buffer: ReadBuffer,
    maxLineBytes: Int
  ) -> Step {
    let isAtEnd = bytes.count < buffer.window
    if let skipStart = generation.stored.skipStart {
      return unsafe skip(generation, bytes, from: skipStart, isAtEnd: isAtEnd)
    }
    guard unsafe !bytes.isEmpty else { return unsafe finish(generation, bytes) }
    if generation.offset == 0, bytes.count >= 3, unsafe bytes[0] == 0xEF, unsafe bytes[1] == 0xBB,
      unsafe bytes[2] == 0xBF
    {
      unsafe generation.stored.fingerprint.append(UnsafeRawBufferPointer(rebasing: bytes[..<3]))
      generation.touch()
      return .again
    }
    if let mark = unsafe bytes.lastLineMark() {
      sayZeros(before: generation.offset, of: generation)
      return .hand(.lines, mark + 1)
    }
    let zeros = unsafe bytes.leadingZeros
    if zeros >= ChunkLayout.large || zeros == bytes.count {
      return skipZeros(generation, seen: zeros, of: bytes.count, isAtEnd: isAtEnd)
    }
    if isAtEnd { return unsafe finish(generation, bytes) }
    let largest = maxLineBytes + ChunkLayout.anchor
    if buffer.window < largest {
      buffer.grow(to: min(largest, buffer.window * 2))
      return .again
    }
    generation.stored.skipStart = generation.offset
    return .again
  }

  /// Everything is read.
  private func finish(_ generation: Generation, _ bytes: UnsafeRawBufferPointer) -> Step {
    generation.open.mayHaveData = false
    generation.open.partial = Int64(bytes.count)
    // An end that another generation has too is handed out there.
    let isOver = generation.offset + Int64(bytes.count) == generation.stored.supersededTo
    return unsafe bytes.isEmpty || isOver ? .end : .last(.lastLine, bytes.count)
  }

  /// Goes through a line that is too long to be held, to its end.
  private func skip(
    _ generation: Generation, _ bytes: UnsafeRawBufferPointer, from start: Int64, isAtEnd: Bool
  ) -> Step {
    if let mark = unsafe bytes.firstIndex(of: 0x0A, from: 0) {
      let length = generation.offset + Int64(mark) - start
      return .hand(.oversize(offset: start, length: length), mark + 1)
    }
    if unsafe !bytes.isEmpty {
      unsafe generation.stored.fingerprint.append(bytes)
      generation.touch()
      if !isAtEnd { return .again }
    }
    generation.open.mayHaveData = false
    generation.open.partial = 0
    return .last(.oversize(offset: start, length: generation.offset - start), 0)
  }

  /// Passes a long run of NULs at the start of a line, but only once something follows it: what
  /// the file system has not written yet also reads as NULs.
  private func skipZeros(
    _ generation: Generation, seen: Int, of available: Int, isAtEnd: Bool
  ) -> Step {
    let from = generation.offset
    var end: Int64? = seen < available ? from + Int64(seen) : nil
    if end == nil, generation.isCompressed {
      // Nothing else will come in their place.
      generation.stored.fingerprint.appendZeros(Int64(seen))
      generation.stored.counts.nulBytes += Int64(seen)
      generation.open.zeroRun += Int64(seen)
      generation.touch()
      return .again
    }
    if end == nil, !isAtEnd, let reader = generation.reader {
      end = reader.nextNonZero(from: from + Int64(seen))
    }
    guard let end else {
      generation.open.mayHaveData = false
      generation.open.partial = max(0, (generation.facts?.size ?? from) - from)
      return isAtEnd ? .end : .nothing
    }
    let count = end - from
    generation.stored.fingerprint.appendZeros(count)
    generation.stored.counts.nulBytes += count
    generation.touch()
    generation.open.zeroRun += count
    sayZeros(before: end, of: generation)
    return .again
  }

  private func sayZeros(before end: Int64, of generation: Generation) {
    let count = generation.open.zeroRun
    guard count > 0 else { return }
    generation.open.zeroRun = 0
    context.emit(
      .nulsSkipped(
        source: source, path: generation.path, number: generation.number, offset: end - count,
        bytes: count))
  }
}
