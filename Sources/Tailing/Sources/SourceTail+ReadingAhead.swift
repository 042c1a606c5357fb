/// Reading ahead: what follows a chunk comes from another thread.
extension SourceTail {
  /// To be read while the chunk that was handed out last is applied; nil when nothing follows it,
  /// or not simply so.
  func readAhead() -> ReadAhead? {
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
  func takeSpareBuffer() -> ReadBuffer {
    let window = context.options.window
    defer { spareBuffer = nil }
    if let spareBuffer, spareBuffer.window == window { return spareBuffer }
    return ReadBuffer(window: window)
  }

  /// What was read ahead in a generation, if it goes on where that begins and nobody looked since.
  /// It takes the place of the buffer.
  func takeAhead(of generation: Generation) -> ReadAhead? {
    guard let ahead else { return nil }
    self.ahead = nil
    let start = ahead.start
    guard ahead.isComplete, start.generation == generation.number,
      start.position == generation.offset, start.lookCount == context.lookCount,
      generation.stored.fingerprint.anchor.count == ChunkLayout.anchor
    else {
      spareBuffer = ahead.buffer
      return nil
    }
    spareBuffer = buffer
    buffer = ahead.buffer
    return ahead
  }
}
