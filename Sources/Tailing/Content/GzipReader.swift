import Glibc

/// The decompressed content of a gzip file. Keeps a window of it and goes forward; asked for
/// something before the window it begins again.
final class GzipReader: ContentReader {
  /// Whether a file is a whole archive.
  enum Condition: Hashable {
    case whole(size: Int64)
    /// It ends in the middle: somebody is still writing it, or died over it.
    case cut
    case damaged
  }

  private(set) var descriptor: Int32
  private let fileSystem: any FileSystem
  private var inflater = Inflater()
  private var position: Int64 = 0
  private var window: [UInt8] = []
  private var windowStart: Int64 = 0
  private var isAtEnd = false
  private var isDamaged = false

  /// A lenient one ends where the archive is damaged.
  private let isLenient: Bool

  init(descriptor: Int32, fileSystem: any FileSystem, isLenient: Bool = false) {
    self.descriptor = descriptor
    self.fileSystem = fileSystem
    self.isLenient = isLenient
  }

  deinit { close() }

  func close() {
    if descriptor >= 0 { fileSystem.close(descriptor) }
    descriptor = -1
  }

  /// Decompresses everything once. Linear in the content; bounded memory.
  func condition() throws(FileError) -> Condition {
    let size = try readableSize()
    defer { restart() }
    return isDamaged ? .damaged : inflater.isAtMemberEnd ? .whole(size: size) : .cut
  }

  /// Bytes that can be decompressed. Linear in them; bounded memory.
  func readableSize() throws(FileError) -> Int64 {
    restart()
    while !isAtEnd {
      window.removeAll(keepingCapacity: true)
      try inflateMore()
      windowStart += Int64(window.count)
    }
    return windowStart
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    if offset < windowStart { restart() }
    while true {
      let skip = Int(min(offset - windowStart, Int64(window.count)))
      if skip > 1 << 20 || skip == window.count {
        window.removeFirst(skip)
        windowStart += Int64(skip)
      }
      let available = Int(Int64(window.count) - (offset - windowStart))
      if available >= buffer.count || isAtEnd {
        let count = max(0, min(available, buffer.count))
        let from = Int(offset - windowStart)
        if count > 0 {
          window.withUnsafeBytes {
            buffer.copyMemory(from: .init(rebasing: $0[from..<from + count]))
          }
        }
        return count
      }
      try inflateMore()
      if isDamaged, !isLenient { throw FileError(call: "decompress", path: "", code: EIO) }
    }
  }

  func nextData(from offset: Int64) -> Int64? { offset }

  func fileSize() throws(FileError) -> Int64 { try fileSystem.facts(of: descriptor).size }

  private func restart() {
    inflater = Inflater()
    position = 0
    windowStart = 0
    window.removeAll(keepingCapacity: true)
    isAtEnd = false
    isDamaged = false
  }

  /// Adds at least one byte to the window, or comes to the end.
  private func inflateMore() throws(FileError) {
    var input = [UInt8](repeating: 0, count: 1 << 16)
    var failure: FileError?
    let count = input.withUnsafeMutableBytes { bytes -> Int in
      do throws(FileError) {
        return try fileSystem.read(descriptor, into: bytes, at: position)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    guard count > 0 else {
      isAtEnd = true
      return
    }
    position += Int64(count)
    var output = [UInt8](repeating: 0, count: 1 << 18)
    input.withUnsafeBytes { bytes in
      var from = 0
      while true {
        let (used, made, damaged) = output.withUnsafeMutableBytes {
          inflater.step(.init(rebasing: bytes[from..<count]), $0)
        }
        window.append(contentsOf: output[..<made])
        from += used
        if damaged {
          isDamaged = true
          isAtEnd = true
          return
        }
        if used == 0 && made == 0 { return }
      }
    }
  }
}
