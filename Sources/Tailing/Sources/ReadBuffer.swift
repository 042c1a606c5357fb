/// Memory that is read into again and again: room for the anchor, a window, and padding.
final class ReadBuffer {
  private(set) var memory: UnsafeMutableRawBufferPointer
  private(set) var window: Int

  init(window: Int) {
    self.window = window
    memory = Self.allocate(window)
  }

  deinit { memory.deallocate() }

  /// Loses what is in it.
  func grow(to window: Int) {
    guard window > self.window else { return }
    memory.deallocate()
    self.window = window
    memory = Self.allocate(window)
  }

  private static func allocate(_ window: Int) -> UnsafeMutableRawBufferPointer {
    let count = ChunkLayout.anchor + window + Chunk.padding
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    return memory
  }
}
