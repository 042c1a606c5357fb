/// Hashes of whole chunks (``ChunkLayout``), found where the bytes were in the cache, for a
/// ``Fingerprint`` that these bytes are appended to.
struct ChunkHashes: Sendable {
  /// Number of the first chunk.
  private let first: Int
  private var hashes: [UInt64] = []

  /// - Parameter offset: where the bytes begin; a chunk that begins before is left out.
  init(from offset: Int64) {
    let index = ChunkLayout.index(at: offset)
    first = ChunkLayout.start(of: index) < offset ? index + 1 : index
  }

  /// Nil when it is not among them.
  subscript(chunk: Int) -> UInt64? {
    let index = chunk - first
    return hashes.indices.contains(index) ? hashes[index] : nil
  }

  /// Hashes the chunks that are whole by now.
  ///
  /// - Parameter bytes: those from `offset` on, with what was there the last
  ///   time at the same places.
  mutating func extend(with bytes: UnsafeRawBufferPointer, at offset: Int64) {
    while let one = unsafe whole(first + hashes.count, of: bytes, at: offset) {
      guard let two = unsafe whole(first + hashes.count + 1, of: bytes, at: offset),
        two.count == one.count
      else {
        unsafe hashes.append(ContentHash.of(one))
        continue
      }
      let both = unsafe ContentHash.of(one, two)
      hashes.append(both.0)
      hashes.append(both.1)
    }
  }

  private func whole(
    _ chunk: Int, of bytes: UnsafeRawBufferPointer, at offset: Int64
  ) -> UnsafeRawBufferPointer? {
    let start = Int(ChunkLayout.start(of: chunk) - offset)
    let end = start + ChunkLayout.length(of: chunk)
    return unsafe end <= bytes.count ? UnsafeRawBufferPointer(rebasing: bytes[start..<end]) : nil
  }
}
