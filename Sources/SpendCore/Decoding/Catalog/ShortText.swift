import CVectorLoads

/// The first 16 bytes of a text as two words, filled up with zeros: what texts are hashed and
/// compared by. Two texts of at most 16 bytes are equal when their words and lengths are.
///
/// Reads up to 16 bytes from the start of the text whatever its length; they must be readable.
struct ShortText {
  var low: UInt64
  var high: UInt64

  @inline(__always)
  init(_ start: UnsafePointer<UInt8>, count: Int) {
    let words = cvl_first_bytes(start, Int64(min(count, 16)))
    low = words.low
    high = words.high
  }

  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// A hash by one widening multiplication (the folded multiplication of wyhash).
  @inline(__always)
  func hash(count: Int, seed: UInt64) -> UInt64 {
    SWAR.fold(low ^ seed, high ^ 0xE703_7ED1_A0B4_28DB ^ UInt64(count))
  }
}
