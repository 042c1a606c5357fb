import SpendCore
import SpendTesting

@testable import Tailing

/// A file that is an array of bytes.
final class MemoryReader: ContentReader {
  let file: CachedFile
  var comparison: Comparison?
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let files = MemoryFileSystem()
    files.create("/file", bytes)
    guard let opened = try? OpenFileCache(fileSystem: files, limit: 4).open("/file") else {
      preconditionFailure("a file in memory can be opened")
    }
    file = opened.file
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    let rest = bytes.dropFirst(Int(offset)).prefix(buffer.count)
    buffer.copyBytes(from: rest)
    return rest.count
  }

  func nextData(from offset: Int64) -> Int64? { offset }
}
