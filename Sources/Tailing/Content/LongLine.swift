/// A line of which a window holds the end only, as long tool definitions or prompts at the end of
/// every line make it: it tells this line from others that end alike.
struct LongLine: Hashable, Sendable {
  /// Bytes, the line's mark included.
  var length: Int
  /// ``ContentHash`` of them.
  var hash: UInt64

  /// Longer ones are not remembered.
  static let limit = 65536

  init(length: Int, hash: UInt64) {
    self.length = length
    self.hash = hash
  }

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count <= Self.limit else { return nil }
    unsafe self.init(length: bytes.count, hash: ContentHash.of(bytes))
  }

  /// Whether the line ends there in a file, and begins after another or with the file.
  func isFound(in reader: any ContentReader, endingAt end: Int64) throws(FileError) -> Bool {
    let start = end - Int64(length)
    guard start >= 0 else { return false }
    if start > 0, try reader.bytes(1, at: start - 1) != [0x0A] { return false }
    return try unsafe reader.bytes(length, at: start).withUnsafeBytes { unsafe ContentHash.of($0) }
      == hash
  }
}
