/// Reading ahead: what follows a chunk comes from another thread.
extension SourceTail {
  /// To be read while the chunk that was handed out last is applied; nil when nothing follows it, or not simply so.
  func readAhead() -> ReadAhead? {
    guard let served, served.content == .lines, served.isFull,
      served.generation.offset + Int64(served.count) >= Int64(ChunkLayout.anchor),
      let reader = served.generation.reader as? PlainReader,
      let descriptor = fileSystem.duplicate(reader.descriptor)
    else { return nil }
    let window = context.options.window
    let buffer = spareBuffer?.window == window ? spareBuffer : nil
    spareBuffer = nil
    return ReadAhead(
      generation: served.generation.number,
      position: served.generation.offset + Int64(served.count), lookCount: context.lookCount,
      buffer: buffer ?? ReadBuffer(window: window), fileSystem: fileSystem, descriptor: descriptor)
  }

  /// What was read ahead in a generation, if it goes on where that begins and nobody looked since. It takes the place
  /// of the buffer.
  func takeAhead(of generation: Generation) -> ReadAhead? {
    guard let ahead else { return nil }
    self.ahead = nil
    guard ahead.isComplete, ahead.generation == generation.number,
      ahead.position == generation.offset, ahead.lookCount == context.lookCount,
      generation.fingerprint.anchor.count == ChunkLayout.anchor
    else {
      spareBuffer = ahead.buffer
      return nil
    }
    spareBuffer = buffer
    buffer = ahead.buffer
    return ahead
  }
}
