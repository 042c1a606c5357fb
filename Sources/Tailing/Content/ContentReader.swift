/// The content of one open file by offset: as it lies there, or decompressed.
protocol ContentReader: AnyObject {
  var descriptor: Int32 { get }
  /// Fills the buffer from an offset; fewer bytes only at the end of the content. Compressed
  /// content is quick only when offsets ascend.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int
  func close()
}
