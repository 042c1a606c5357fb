import SpendCore

/// Handing out bytes.
extension SourceTail {
  func nextChunk() -> Chunk? {
    if let served { return chunk(served) }
    guard start != .unconfirmed, hasInventory else { return nil }
    while let generation = readQueue.next(of: self) {
      let served = read(generation)
      noteReadFirst(generation)
      if let served {
        self.served = served
        readQueue.handedOut(served.count)
        return chunk(served)
      }
    }
    if !needsInventory, !isShort, !heirs.isUnderWay {
      hasReachedEnd = true
      endShortage()
    }
    return nil
  }

  /// The first `bytes` of what was handed out are applied.
  func consume(_ bytes: Int, _ counts: LineCounts) {
    guard var served, let buffer = buffers.current else { return }
    let generation = served.generation
    let take = min(bytes, served.count)
    unsafe generation.stored.fingerprint.append(
      UnsafeRawBufferPointer(rebasing: buffer.memory[served.start..<served.start + take]),
      hashes: served.ahead?.hashes)
    generation.stored.counts += counts
    generation.open.partial = 0
    generation.touch()
    served.start += take
    served.count -= take
    guard served.count == 0 else {
      self.served = served
      return
    }
    self.served = nil
    switch served.content {
    case .lines, .progress: break
    case .oversize:
      generation.stored.oversize += 1
      generation.stored.skipStart = nil
    case .lastLine:
      generation.open.partial = 0
      seal(generation)
    }
  }

  /// What waited for a generation to be read is looked at.
  private func noteReadFirst(_ generation: Generation) {
    guard generation.open.isAwaited, let end = generation.open.readFirst,
      generation.offset + generation.open.partial >= end || !generation.open.mayHaveData
    else { return }
    generation.open.isAwaited = false
    needsInventory = true
  }

  private func chunk(_ served: Served) -> Chunk? {
    guard let buffer = buffers.current else { return nil }
    let generation = served.generation
    var bytes = unsafe UnsafeRawBufferPointer(
      rebasing: buffer.memory[served.start..<served.start + served.count])
    if case .oversize = served.content { unsafe bytes = unsafe .init(rebasing: bytes[..<0]) }
    return unsafe Chunk(
      bytes: bytes, content: served.content, byteCount: served.count,
      generation: generation.number, path: generation.path, slot: generation.slot,
      fileOffset: generation.offset,
      lastWrite: generation.facts.map { Timestamp(microseconds: $0.modified / 1000) },
      isAhead: served.ahead != nil)
  }

  /// Reads on in a generation; nil: nothing to hand out of it now.
  private func read(_ generation: Generation) -> Served? {
    // Of an archive a tenth of a second, too.
    var budget = generation.isCompressed ? 4 << 20 : 64 << 20
    while budget > 0 {
      let ahead = buffers.claimAhead(of: generation, lookCount: context.lookCount)
      let buffer = buffers.use(window: context.options.window)
      guard let bytes = unsafe fill(generation, buffer, ahead) else { return nil }
      budget -= bytes.count
      let start = generation.stored.fingerprint.anchor.count
      switch unsafe step(generation, bytes, buffer) {
      case .again: continue
      case .nothing: return nil
      case .hand(let content, let count):
        return Served(
          generation: generation, content: content, start: start, count: count,
          isFull: bytes.count == buffer.window, ahead: ahead)
      }
    }
    return Served(
      generation: generation, content: .progress, start: 0, count: 0, isFull: false)
  }

  private enum Step {
    case again
    case nothing
    case hand(Chunk.Content, Int)
  }

  /// Decides about the bytes after the offset.
  private func step(
    _ generation: Generation, _ bytes: UnsafeRawBufferPointer, _ buffer: ReadBuffer
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
    let largest = settings.maxLineBytes + ChunkLayout.anchor
    if buffer.window < largest {
      buffer.grow(to: min(largest, buffer.window * 2))
      return .again
    }
    generation.stored.skipStart = generation.offset
    return .again
  }

  /// Everything is read: waits, or hands out the unterminated rest of a file that is over.
  private func finish(_ generation: Generation, _ bytes: UnsafeRawBufferPointer) -> Step {
    generation.open.mayHaveData = false
    generation.open.partial = Int64(bytes.count)
    guard isSealDue(generation) else { return .nothing }
    let end = generation.offset + Int64(bytes.count)
    if unsafe bytes.isEmpty || end == generation.stored.supersededTo
      || bytes.leadingZeros == bytes.count
    {
      seal(generation)
      return .nothing
    }
    generation.expectData()
    return .hand(.lastLine, bytes.count)
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
    guard isSealDue(generation) else { return .nothing }
    generation.expectData()
    return .hand(.oversize(offset: start, length: generation.offset - start), 0)
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
      return isAtEnd ? finishZeros(generation) : .nothing
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
        source: key, path: generation.path, number: generation.number, offset: end - count,
        bytes: count))
  }

  private func finishZeros(_ generation: Generation) -> Step {
    if isSealDue(generation) { seal(generation) }
    return .nothing
  }

  /// Reads the anchor again, before an open file is compared with others.
  func checkAnchor(_ generation: Generation) {
    guard let reader = generation.reader, !generation.open.isChanged else { return }
    if !generation.stored.isAnchored(in: reader) || !holdsServed(generation, reader) {
      generation.open.isChanged = true
    }
  }

  /// Whether a file still is what was handed out of it, by the last bytes of that. If it was cut
  /// since, what is a copy of it now is none of what will have been consumed.
  private func holdsServed(_ generation: Generation, _ reader: any ContentReader) -> Bool {
    guard let served, served.generation === generation, let buffer = buffers.current else {
      return true
    }
    let length = min(served.count, ChunkLayout.anchor)
    let place = generation.offset + Int64(served.count - length)
    guard let bytes = try? reader.bytes(length, at: place) else { return true }
    let end = served.start + served.count
    return unsafe bytes.elementsEqual(buffer.memory[end - length..<end])
  }

  /// Reads the anchor and what follows it. Nil: nothing can be read, or the anchor is not what was
  /// consumed; then the file is another than it was and nothing of it may be taken.
  ///
  /// - Parameter ahead: what the buffer is full of already.
  private func fill(
    _ generation: Generation, _ buffer: ReadBuffer, _ ahead: ReadAhead?
  ) -> UnsafeRawBufferPointer? {
    guard let reader = generation.reader else { return nil }
    let anchor = generation.stored.fingerprint.anchor
    let wanted = unsafe UnsafeMutableRawBufferPointer(
      rebasing: buffer.memory[..<(anchor.count + buffer.window)])
    let count: Int
    let hasHead: Bool
    do throws(FileError) {
      if let ahead {
        count = ahead.count
      } else {
        count = try unsafe reader.read(into: wanted, at: generation.offset - Int64(anchor.count))
      }
      hasHead = try unsafe generation.stored.isHead(
        atStartOf: .init(rebasing: wanted[..<count]), reader)
    } catch {
      noteFailure(error, at: generation.path)
      generation.open.mayHaveData = false
      if error.isStale { generation.closeReader() }
      return nil
    }
    noteSuccess(of: "read", at: generation.path)
    guard hasHead,
      unsafe generation.stored.isAnchor(
        atStartOf: UnsafeRawBufferPointer(rebasing: wanted[..<count]))
    else {
      generation.open.isChanged = true
      generation.open.mayHaveData = false
      needsInventory = true
      context.wantsCommit = true
      return nil
    }
    let end = generation.offset + Int64(count - anchor.count)
    let size = generation.isCompressed ? 0 : generation.facts?.size ?? 0
    generation.stored.knownSize = max(generation.stored.knownSize, end, size)
    return unsafe UnsafeRawBufferPointer(rebasing: wanted[anchor.count..<count])
  }
}
