import Glibc

/// Memory that is read into again and again: room for the anchor, a window, and padding.
@safe
package final class ReadBuffer: @unchecked Sendable {
  // Sendable because it is handed from thread to thread and back, and used by one at a time.

  private(set) var memory: UnsafeMutableRawBufferPointer
  private(set) var window: Int

  init(window: Int) {
    self.window = window
    unsafe memory = unsafe Self.allocate(window)
  }

  deinit { unsafe free(memory.baseAddress) }

  /// Loses what is in it.
  func grow(to window: Int) {
    guard window > self.window else { return }
    unsafe free(memory.baseAddress)
    self.window = window
    unsafe memory = unsafe Self.allocate(window)
  }

  private static func allocate(_ window: Int) -> UnsafeMutableRawBufferPointer {
    let count = ChunkLayout.anchor + window + Chunk.padding
    // Zeros that cost no memory until they are written to: few live lines need
    // only the first pages.
    guard let memory = unsafe calloc(1, count) else { fatalError("no memory to read into") }
    return unsafe UnsafeMutableRawBufferPointer(start: memory, count: count)
  }
}
