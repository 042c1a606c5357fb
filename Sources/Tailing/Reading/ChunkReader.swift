import SpendCore

/// Reads the generations of a source and hands out their bytes, as many whole lines as a window
/// holds. What was handed out stays until it is consumed.
///
/// Of a generation it changes only how far that is read. What it finds it says, and others decide
/// what follows: whether a file is over, or is another one by now.
struct ChunkReader {
  let source: String
  let context: TailContext
  private let failures: FileFailures
  private var buffers = ReadBuffers()
  private var served: Served?

  init(source: String, _ context: TailContext, _ failures: FileFailures) {
    self.source = source
    self.context = context
    self.failures = failures
  }

  /// What came of reading on in a generation.
  enum Found {
    case chunk(Served)
    /// Everything that is there was read. `last`: what ends no line, and is to be handed out if
    /// the file is over.
    case end(last: Served?)
    /// Something follows, but not now.
    case nothing
    /// What was consumed is not in the file any more: it is another one, and nothing was taken of
    /// it.
    case otherFile
  }

  // MARK: Reading

  /// Reads on in a generation. Nothing may be handed out meanwhile.
  ///
  /// - Parameter maxLineBytes: a longer line is passed over.
  mutating func read(
    _ generation: Generation, maxLineBytes: Int
  ) throws(FileError) -> Found {
    guard let reader = generation.reader else { return .nothing }
    // Of an archive a tenth of a second, too.
    var budget = generation.isCompressed ? 4 << 20 : 64 << 20
    while budget > 0 {
      let ahead = buffers.claimAhead(of: generation, lookCount: context.lookCount)
      let buffer = buffers.use(window: context.options.window)
      let bytes = unsafe try fill(buffer, with: generation, reader, ahead)
      failures.end(call: "read", at: generation.path)
      guard let bytes = unsafe bytes else { return .otherFile }
      budget -= bytes.count
      var served = Served(
        generation: generation, content: .lines, start: generation.stored.fingerprint.anchor.count,
        count: 0, isFull: bytes.count == buffer.window, ahead: ahead)
      switch unsafe step(generation, bytes, buffer, maxLineBytes: maxLineBytes) {
      case .again: continue
      case .nothing: return .nothing
      case .end: return .end(last: nil)
      case .hand(let content, let count):
        (served.content, served.count) = (content, count)
        return .chunk(served)
      case .last(let content, let count):
        (served.content, served.count) = (content, count)
        return .end(last: served)
      }
    }
    return .chunk(
      Served(
        generation: generation, content: .progress, start: 0, count: 0, isFull: false, ahead: nil))
  }

  /// Reads the anchor and what follows it. Nil: the anchor is not what was consumed.
  ///
  /// - Parameter ahead: what the buffer is full of already.
  private func fill(
    _ buffer: ReadBuffer, with generation: Generation, _ reader: any ContentReader,
    _ ahead: ReadAhead?
  ) throws(FileError) -> UnsafeRawBufferPointer? {
    let anchor = generation.stored.fingerprint.anchor
    let wanted = unsafe UnsafeMutableRawBufferPointer(
      rebasing: buffer.memory[..<(anchor.count + buffer.window)])
    let count =
      if let ahead {
        ahead.count
      } else {
        try unsafe reader.read(into: wanted, at: generation.offset - Int64(anchor.count))
      }
    let read = unsafe UnsafeRawBufferPointer(rebasing: wanted[..<count])
    guard try unsafe generation.stored.isHead(atStartOf: read, reader),
      unsafe generation.stored.isAnchor(atStartOf: read)
    else { return nil }
    let end = generation.offset + Int64(count - anchor.count)
    let size = generation.isCompressed ? 0 : generation.facts?.size ?? 0
    generation.stored.knownSize = max(generation.stored.knownSize, end, size)
    return unsafe UnsafeRawBufferPointer(rebasing: read[anchor.count...])
  }

  // MARK: What is handed out

  /// What was handed out last, as far as it is not consumed.
  var chunk: Chunk? {
    guard let served, let buffer = buffers.current else { return nil }
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

  /// The generation whose bytes are handed out and not consumed.
  var servedGeneration: Generation? { served?.generation }

  /// Hands out what was found last.
  mutating func handOut(_ found: Served) -> Chunk? {
    served = found
    return chunk
  }

  /// The first `bytes` of what was handed out are applied. Returns the generation where that was
  /// the last of it.
  mutating func consume(_ bytes: Int, _ counts: LineCounts) -> Generation? {
    guard var served, let buffer = buffers.current else { return nil }
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
      return nil
    }
    self.served = nil
    switch served.content {
    case .lines, .progress: return nil
    case .oversize:
      generation.stored.oversize += 1
      generation.stored.skipStart = nil
      return nil
    case .lastLine: return generation
    }
  }

  /// Whether a file still is what was handed out of it, by the last bytes of that. If it was cut
  /// since, what is a copy of it now is none of what will have been consumed.
  func holdsServed(_ generation: Generation, _ reader: any ContentReader) -> Bool {
    guard let served, served.generation === generation, let buffer = buffers.current else {
      return true
    }
    let length = min(served.count, ChunkLayout.anchor)
    let place = generation.offset + Int64(served.count - length)
    guard let bytes = try? reader.bytes(length, at: place) else { return true }
    let end = served.start + served.count
    return unsafe bytes.elementsEqual(buffer.memory[end - length..<end])
  }

  // MARK: Reading ahead: what follows a chunk comes from another thread

  /// To be read while the chunk that was handed out last is applied; nil when nothing follows it,
  /// or not simply so.
  mutating func readAhead() -> ReadAhead? {
    guard let served, served.content == .lines, served.isFull,
      served.generation.offset + Int64(served.count) >= Int64(ChunkLayout.anchor),
      let reader = served.generation.reader as? PlainReader,
      let file = ReadAhead.File(duplicating: reader.file)
    else { return nil }
    let start = ReadAhead.Start(
      file: file, generation: served.generation.number,
      position: served.generation.offset + Int64(served.count), lookCount: context.lookCount)
    return ReadAhead(start, buffer: takeSpareBuffer())
  }

  /// For more to be read ahead.
  mutating func takeSpareBuffer() -> ReadBuffer {
    buffers.takeSpare(window: context.options.window)
  }

  /// Takes what was read ahead, for the next chunk to be made of.
  mutating func adopt(_ ahead: ReadAhead) { buffers.adopt(ahead) }

  /// The files are looked at: what was read before says nothing any more.
  mutating func forgetAhead() { buffers.forgetAhead() }

  /// Gives memory back; what is handed out stays.
  mutating func releaseMemory() { buffers.release(isServed: served != nil) }
}
