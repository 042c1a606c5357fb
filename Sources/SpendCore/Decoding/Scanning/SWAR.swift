import CVectorLoads

/// SIMD within a register: words of bytes at any address, and arithmetic on the eight digits that
/// one holds.
enum SWAR {
  /// Eight bytes, the first one lowest.
  @inline(__always)
  static func load(_ p: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
  }

  /// Four bytes, the first one lowest.
  @inline(__always)
  static func load32(_ p: UnsafePointer<UInt8>) -> UInt32 {
    UInt32(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt32.self))
  }

  /// Two bytes, the first one lowest.
  @inline(__always)
  static func load16(_ p: UnsafePointer<UInt8>) -> UInt16 {
    UInt16(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt16.self))
  }

  @inline(__always)
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 { cvl_fold(a, b) }

  /// How many of the eight bytes are ASCII digits before the first that is not.
  ///
  /// Adding 0x76 sets the top bit of what is above 9; a carry only reaches bytes after the first
  /// non-digit.
  @inline(__always)
  static func digitCount(_ word: UInt64) -> Int {
    let digits = word ^ 0x3030_3030_3030_3030
    let marks = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    return marks.trailingZeroBitCount &>> 3
  }

  /// The number that eight digits are, as ASCII or as values 0 to 9 (zero bytes are zeros). Each
  /// step joins neighbours: 8 digits, 4 pairs, 2 fours, 1 eight.
  @inline(__always)
  static func eightDigits(_ word: UInt64) -> UInt64 {
    let pairs = ((word & 0x0F0F_0F0F_0F0F_0F0F) &* 2561) &>> 8
    let fours = ((pairs & 0x00FF_00FF_00FF_00FF) &* 6_553_601) &>> 16
    return ((fours & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) &>> 32
  }

  /// The number that the first `count` (1 to 8) digits are.
  @inline(__always)
  static func number(_ word: UInt64, digits count: Int) -> UInt64 {
    eightDigits(word &<< (64 &- 8 &* UInt64(count)))
  }

  /// The first `count` (0 to 8) digits as a fraction, in units of 10⁻⁸.
  @inline(__always)
  static func fraction(_ word: UInt64, digits count: Int) -> UInt64 {
    eightDigits(count >= 8 ? word : word & ((1 &<< (8 &* UInt64(count))) &- 1))
  }

  /// Whether two texts of `count` bytes are equal.
  @inline(__always)
  static func equal(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int
  ) -> Bool {
    var offset = 0
    while offset < count {
      let wanted = count - offset
      let equal = cvl_equal16(a + offset, b + offset)
      let keep = wanted >= 16 ? UInt32(0xFFFF) : (1 &<< UInt32(wanted)) &- 1
      if equal & keep != keep { return false }
      offset += 16
    }
    return true
  }

  /// The same where nothing past the texts may be read.
  @inline(__always)
  static func equalWithin(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int
  ) -> Bool {
    guard count >= 8 else {
      for index in 0..<count where a[index] != b[index] { return false }
      return true
    }
    var offset = 0
    while offset < count &- 8 {
      if load(a + offset) != load(b + offset) { return false }
      offset &+= 8
    }
    return load(a + (count &- 8)) == load(b + (count &- 8))
  }
}
