import CVectorLoads

/// A text as a ``Catalog`` looks for it. Up to 32 bytes it is known exactly, by its bytes and their number; a longer one
/// by a hash of 128 bits, and is then compared in full.
///
/// Reads 32 bytes from the start of the text whatever its length; they must be readable.
struct TextKey {
  /// The text, zero behind its end; of a longer one than ``exactBytes`` its hash.
  var text: cvl_text
  var start: UnsafePointer<UInt8>
  var count: Int
  var hash: UInt64

  static let exactBytes = 32

  @inline(__always)
  init(_ start: UnsafePointer<UInt8>, count: Int, seed: UInt64) {
    self.start = start
    self.count = count
    text =
      count <= Self.exactBytes
      ? cvl_first_bytes32(start, Int64(count)) : LongText.hashed(start, count: count, seed: seed)
    hash = Self.hash(text, count: count, seed: seed)
  }

  @inline(__always)
  static func hash(_ text: cvl_text, count: Int, seed: UInt64) -> UInt64 {
    let (a, b, c, d) = text.words
    return Words.fold(a ^ seed, b ^ 0xE703_7ED1_A0B4_28DB ^ UInt64(truncatingIfNeeded: count))
      ^ Words.fold(c ^ ~seed, d ^ 0x8EBC_6AF0_9C88_C6E3)
  }
}
