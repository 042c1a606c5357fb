/// What follows a chunk, to be read by another thread while the chunk is applied.
///
/// It is asked for and given back by the thread that owns the ``Tailer``, and used by one other in between. Only the
/// bytes come from here: whether they are what goes on in the file is decided when they are given back, as if they had
/// been read then.
package final class ReadAhead: @unchecked Sendable {
  // Sendable because it is handed from thread to thread and back, and used by one at a time.

  let generation: UInt64
  /// Where the bytes to hand out begin. The anchor stands in front of them.
  let position: Int64
  /// How often the files had been looked at; what is read before a look is not taken after it.
  let lookCount: Int
  let buffer: ReadBuffer
  private let fileSystem: any FileSystem
  private let descriptor: Int32
  /// Bytes that are read, the anchor included.
  private(set) var count = 0
  /// The end of the file was seen.
  private var isAtEnd = false

  /// - Parameter descriptor: owned by it.
  init(
    generation: UInt64, position: Int64, lookCount: Int, buffer: ReadBuffer,
    fileSystem: any FileSystem, descriptor: Int32
  ) {
    self.generation = generation
    self.position = position
    self.lookCount = lookCount
    self.buffer = buffer
    self.fileSystem = fileSystem
    self.descriptor = descriptor
  }

  deinit { fileSystem.close(descriptor) }

  /// Whether everything is read that a chunk is made of.
  var isComplete: Bool { count > 0 && (isAtEnd || count == wanted) }

  private var wanted: Int { ChunkLayout.anchor + buffer.window }

  /// The bytes that follow the chunk, as far as they are read. At least ``Chunk/padding`` more can be read.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      rebasing: buffer.memory[ChunkLayout.anchor..<max(count, ChunkLayout.anchor)])
  }

  /// Reads some more: little enough to be in the cache when it is decoded. False when there is no more to be had.
  /// A chunk is made of it only when it was read until then.
  ///
  /// Each block begins with what is known already. If that is something else by now, the file was written anew in
  /// between, and what follows belongs to another.
  package func readOn(atMost block: Int = 256 << 10) -> Bool {
    guard !isAtEnd, count < wanted else { return false }
    let overlap = min(count, ChunkLayout.anchor)
    let start = count - overlap
    let known = [UInt8](buffer.memory[start..<count])
    let room = UnsafeMutableRawBufferPointer(
      rebasing: buffer.memory[start..<min(wanted, count + block)])
    let offset = position - Int64(ChunkLayout.anchor) + Int64(start)
    let read = (try? fileSystem.read(descriptor, into: room, at: offset)) ?? 0
    let isSame = known.withUnsafeBytes {
      read >= overlap && UnsafeRawBufferPointer(rebasing: room[..<overlap]).isEqual(to: $0)
    }
    guard isSame else {
      // Read again from the start, by the tailer.
      isAtEnd = true
      count = 0
      return false
    }
    isAtEnd = read < room.count
    count = start + read
    return read > overlap
  }
}
