/// What follows a chunk, to be read by another thread while the chunk is applied.
///
/// It is asked for and given back by the thread that owns the ``Tailer``, and used by one other in
/// between. Only the bytes come from here: whether they are what goes on in the file is decided
/// when they are given back, as if they had been read then.
package final class ReadAhead: @unchecked Sendable {
  // Sendable because it is handed from thread to thread and back, and used by one at a time.

  /// Where it begins, and whether it may be taken.
  package struct Start: Sendable {
    let file: File
    let generation: UInt64
    /// Of the bytes to hand out. The anchor stands in front of them.
    var position: Int64
    /// How often the files had been looked at; what is read before a look is not taken after it.
    let lookCount: Int
  }

  let start: Start
  let buffer: ReadBuffer
  /// Bytes that are read, the anchor included.
  private(set) var count = 0
  /// Of the bytes to hand out.
  private(set) var hashes: ChunkHashes
  /// The end of the file was seen.
  private var isAtEnd = false

  package init(_ start: Start, buffer: ReadBuffer) {
    self.start = start
    self.buffer = buffer
    hashes = ChunkHashes(from: start.position)
  }

  /// Where the next one begins: after the whole lines of this one. Nil when nothing
  /// follows, or not simply so.
  package var next: Start? {
    guard count == wanted, let mark = unsafe bytes.lastLineMark() else { return nil }
    var next = start
    next.position += Int64(mark + 1)
    return next
  }

  /// Whether a chunk was made of it, and nothing of the chunk is consumed.
  package func isSource(of chunk: Chunk) -> Bool {
    unsafe chunk.isAhead && chunk.content == .lines && chunk.generation == start.generation
      && chunk.fileOffset == start.position && chunk.bytes.baseAddress == bytes.baseAddress
  }

  /// Whether everything is read that a chunk is made of.
  var isComplete: Bool { count > 0 && (isAtEnd || count == wanted) }

  private var wanted: Int { ChunkLayout.anchor + buffer.window }

  /// The bytes that follow the chunk, as far as they are read. At least
  /// ``Chunk/padding`` more can be read.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      rebasing: buffer.memory[ChunkLayout.anchor..<max(count, ChunkLayout.anchor)])
  }

  /// Reads some more: little enough to be in the cache when it is decoded. False when there is no
  /// more to be had. A chunk is made of it only when it was read until then.
  ///
  /// Each block begins with what is known already. If that is something else by now, the file was
  /// written anew in between, and what follows belongs to another.
  package func readOn(atMost block: Int = 256 << 10) -> Bool {
    guard !isAtEnd, count < wanted else { return false }
    let overlap = min(count, ChunkLayout.anchor)
    let first = count - overlap
    let known = unsafe [UInt8](buffer.memory[first..<count])
    let room = unsafe UnsafeMutableRawBufferPointer(
      rebasing: buffer.memory[first..<min(wanted, count + block)])
    let offset = start.position - Int64(ChunkLayout.anchor) + Int64(first)
    let read = unsafe start.file.read(into: room, at: offset)
    let isSame = unsafe known.withUnsafeBytes {
      unsafe read >= overlap && UnsafeRawBufferPointer(rebasing: room[..<overlap]).isEqual(to: $0)
    }
    guard isSame else {
      // Read again from the start, by the tailer.
      isAtEnd = true
      count = 0
      return false
    }
    isAtEnd = read < room.count
    count = first + read
    unsafe hashes.extend(with: bytes, at: start.position)
    return read > overlap
  }
}

extension ReadAhead {
  /// The file that is read, also when the tailer has closed it meanwhile.
  final class File: @unchecked Sendable {
    // Sendable because a descriptor of its own is all that it uses, which any thread may read from.

    private let descriptor: Int32
    private let fileSystem: any FileSystem

    /// Nil when there is no descriptor to be had.
    init?(duplicating file: CachedFile) {
      let fileSystem = file.fileSystem
      guard let copy = try? file.withDescriptor({ fileSystem.duplicate($0) }) else { return nil }
      descriptor = copy
      self.fileSystem = fileSystem
    }

    deinit { fileSystem.close(descriptor) }

    /// What fails reads nothing: the tailer reads there again, and says so.
    func read(into room: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
      unsafe (try? fileSystem.read(descriptor, into: room, at: offset)) ?? 0
    }
  }
}
