@testable import Tailing

/// An open file that is an array of bytes.
final class MemoryReader: ContentReader {
  let descriptor: Int32 = -1
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    let rest = bytes.dropFirst(Int(offset)).prefix(buffer.count)
    buffer.copyBytes(from: rest)
    return rest.count
  }

  func nextData(from offset: Int64) -> Int64? { offset }

  func fileSize() throws(FileError) -> Int64 { Int64(bytes.count) }

  func close() {}
}
