/// The content of one open file by offset: as it lies there, or decompressed.
protocol ContentReader: AnyObject {
  var descriptor: Int32 { get }
  /// Fills the buffer from an offset; fewer bytes only at the end of the content. Compressed
  /// content is quick only when offsets ascend.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int
  /// Offset of the next byte that is not in a hole, nil if only a hole follows; the offset itself
  /// where that cannot be known.
  func nextData(from offset: Int64) -> Int64?
  /// Size of the file itself, compressed or not, at this moment.
  func fileSize() throws(FileError) -> Int64
  func close()
}
