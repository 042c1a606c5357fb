import Glibc

/// A file as it lies there. Owns its descriptor until ``close()``.
final class PlainReader: ContentReader {
  private(set) var descriptor: Int32
  private let fileSystem: any FileSystem

  init(descriptor: Int32, fileSystem: any FileSystem) {
    self.descriptor = descriptor
    self.fileSystem = fileSystem
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    try fileSystem.read(descriptor, into: buffer, at: offset)
  }

  func nextData(from offset: Int64) -> Int64? { fileSystem.nextData(descriptor, from: offset) }

  func fileSize() throws(FileError) -> Int64 { try fileSystem.facts(of: descriptor).size }

  /// Hands the descriptor to another owner.
  func release() -> Int32 {
    defer { descriptor = -1 }
    return descriptor
  }

  func close() {
    if descriptor >= 0 { fileSystem.close(descriptor) }
    descriptor = -1
  }

  deinit { close() }
}
