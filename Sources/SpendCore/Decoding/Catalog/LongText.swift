import CVectorLoads

/// What the catalog does with texts over 32 bytes: hash them, and cut those that are too long to
/// keep.
enum LongText {
  /// 128 bits that stand for the whole text. O(count).
  @inline(never)
  static func hashed(_ start: UnsafePointer<UInt8>, count: Int, seed: UInt64) -> cvl_text {
    var low = seed
    var high = ~seed
    var offset = 0
    while offset < count {
      let piece = ShortText(start + offset, count: count - offset)
      low = SWAR.fold(low ^ piece.low, 0xE703_7ED1_A0B4_28DB ^ piece.high)
      high = SWAR.fold(high ^ piece.high, 0x8EBC_6AF0_9C88_C6E3 ^ piece.low)
      offset += 16
    }
    return cvl_text(words: (low, high, 0, 0))
  }

  /// The text up to a character boundary at most 1,024 bytes in, `…`, and 16 hexadecimal digits of
  /// the FNV-1a hash of all of it. The hash is part of stored texts, so it must never change.
  static func cut(_ start: UnsafePointer<UInt8>, count: Int) -> String {
    var length = Catalog.maxTextBytes
    while length > 0, start[length] & 0xC0 == 0x80 { length -= 1 }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<count { hash = (hash ^ UInt64(start[index])) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    let padding = String(repeating: "0", count: 16 - digits.utf8.count)
    let head = UnsafeBufferPointer(start: start, count: length)
    return String(decoding: head, as: UTF8.self) + "…" + padding + digits
  }

  /// Whether a text over 1,024 bytes looks like what ``cut(_:count:)`` makes.
  static func isCut(_ start: UnsafePointer<UInt8>, count: Int) -> Bool {
    // `…` is three bytes; a character is at most four, so up to three are lost to its boundary.
    let headCount = count - 19
    guard headCount <= Catalog.maxTextBytes, headCount > Catalog.maxTextBytes - 4 else {
      return false
    }
    let tail = UnsafeBufferPointer(start: start + headCount, count: 19)
    return tail.starts(with: "…".utf8)
      && tail.dropFirst(3).allSatisfy {
        ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
          || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "f"))
      }
  }
}
