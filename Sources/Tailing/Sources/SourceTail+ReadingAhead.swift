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
  func takeSpareBuffer() -> ReadBuffer { buffers.takeSpare(window: context.options.window) }
}
