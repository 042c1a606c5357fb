/// A file as it lies there.
final class PlainReader: ContentReader {
  let file: CachedFile
  var comparison: Comparison?

  init(_ file: CachedFile) { self.file = file }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    try file.withDescriptor { (descriptor) throws(FileError) in
      try unsafe file.fileSystem.read(descriptor, into: buffer, at: offset)
    }
  }

  /// The offset itself where the file cannot be opened now: reading there says why.
  func nextData(from offset: Int64) -> Int64? {
    do throws(FileError) {
      return try file.withDescriptor { file.fileSystem.nextData($0, from: offset) }
    } catch {
      return offset
    }
  }
}
