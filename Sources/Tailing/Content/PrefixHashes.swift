/// Hashes of the first 4, 8, … 4096 bytes of a file, as far as there are so many: by them one
/// finds, among thousands of files, those that may begin with all of another or be a beginning of
/// it, without reading any of them again.
struct PrefixHashes: Sendable {
  struct Key: Hashable, Sendable {
    let length: Int
    let hash: UInt64
  }

  static let lengths = (2...12).map { 1 << $0 }

  /// Ascending by length; none of a file that is shorter than all lengths.
  let keys: [Key]

  init(of bytes: [UInt8]) {
    keys = unsafe bytes.withUnsafeBytes { bytes in
      Self.lengths.prefix { $0 <= bytes.count }.map {
        Key(length: $0, hash: unsafe ContentHash.of(.init(rebasing: bytes[..<$0])))
      }
    }
  }
}

extension ContentReader {
  /// Of an archive it is read once, and not where a comparison is in the middle of it: what is
  /// compressed is read forwards.
  func prefixHashes() throws(FileError) -> PrefixHashes {
    if isCompressed, let known = comparison?.prefixes { return known }
    let prefixes = PrefixHashes(of: try bytes(ChunkLayout.small, at: 0))
    comparison?.prefixes = prefixes
    return prefixes
  }
}
