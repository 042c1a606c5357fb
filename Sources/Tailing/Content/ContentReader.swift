/// The content of one file by offset: as it lies there, or decompressed.
///
/// What is decompressed stays as it is, and is quick to read only where offsets ascend.
protocol ContentReader: AnyObject {
  var file: CachedFile { get }
  var isCompressed: Bool { get }
  /// What is found of it while it is compared; nil for one that is only read.
  var comparison: Comparison? { get set }
  /// Fills the buffer from an offset; fewer bytes only at the end of the content.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int
  /// Offset of the next byte that is not in a hole, nil if only a hole follows; the offset itself
  /// where that cannot be known.
  func nextData(from offset: Int64) -> Int64?
  /// Gives back what is held in order to read on; the next read takes it again.
  func releaseMemory()
}

extension ContentReader {
  var isResting: Bool { file.isResting }
  /// Until it is read again.
  func close() {
    releaseMemory()
    file.rest()
  }
  /// Size of the file itself, compressed or not, at this moment.
  func fileSize() throws(FileError) -> Int64 { try file.facts().size }
}

extension ContentReader {
  var isCompressed: Bool { false }
  func releaseMemory() {}
}
