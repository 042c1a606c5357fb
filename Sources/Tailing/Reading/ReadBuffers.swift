/// The memory that a source is read into: the window that is handed out, one to spare, and what
/// another thread has read ahead, which takes the place of the first.
struct ReadBuffers {
  /// What ``Served`` is a part of.
  private(set) var current: ReadBuffer?
  /// Kept for its memory.
  private var spare: ReadBuffer?
  private var ahead: ReadAhead?

  /// What to read into; made where there is none.
  mutating func use(window: Int) -> ReadBuffer {
    let buffer = current ?? ReadBuffer(window: window)
    current = buffer
    return buffer
  }

  /// For more to be read ahead.
  mutating func takeSpare(window: Int) -> ReadBuffer {
    defer { spare = nil }
    if let spare, spare.window == window { return spare }
    return ReadBuffer(window: window)
  }

  mutating func adopt(_ ahead: ReadAhead) { self.ahead = ahead }

  /// The files are looked at: what was read before says nothing any more.
  mutating func forgetAhead() { ahead = nil }

  /// What was read ahead in a generation, if it goes on where that begins and nobody looked since.
  /// It takes the place of the buffer.
  mutating func claimAhead(of generation: Generation, lookCount: Int) -> ReadAhead? {
    guard let ahead else { return nil }
    self.ahead = nil
    let start = ahead.start
    guard ahead.isComplete, start.generation == generation.number,
      start.position == generation.offset, start.lookCount == lookCount,
      generation.stored.fingerprint.anchor.count == ChunkLayout.anchor
    else {
      spare = ahead.buffer
      return nil
    }
    spare = current
    current = ahead.buffer
    return ahead
  }

  /// Gives memory back; what is handed out stays.
  mutating func release(isServed: Bool) {
    if !isServed { current = nil }
    (spare, ahead) = (nil, nil)
  }
}
