import CVectorLoads

/// A text as a ``Catalog`` looks for it. Up to 32 bytes it is known exactly, by its bytes and their
/// number; a longer one by a hash of 128 bits, and is then compared in full.
///
/// Reads 32 bytes from the start of the text whatever its length; they must be readable.
typealias TextKey = cvl_key

extension TextKey {
  static let exactBytes = 32

  @inline(__always)
  init(_ start: UnsafePointer<UInt8>, count: Int, seed: UInt64) {
    let text =
      count <= Self.exactBytes
      ? cvl_first_bytes32(start, Int64(count)) : LongText.hashed(start, count: count, seed: seed)
    let hash = Self.hash(text, count: count, seed: seed)
    self.init(text: text, start: start, count: count, hash: hash)
  }

  @inline(__always)
  static func hash(_ text: cvl_text, count: Int, seed: UInt64) -> UInt64 {
    withUnsafePointer(to: text) { cvl_hash_text($0, count, seed) }
  }
}
