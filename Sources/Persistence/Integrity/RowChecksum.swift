import SpendCore

/// A 64-bit checksum over the columns of a row, for finding damage, not attackers.
///
/// Words of eight bytes, each mixed in with an exclusive or, a multiplication by an odd constant
/// and a shift (the steps and constants of MurmurHash3's finaliser). Every step can be undone, so
/// two rows that differ in a single word never share a checksum; others do with a chance of 2⁻⁶⁴.
/// Texts go in after their length.
struct RowChecksum {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  init(table: DigestKey.Scope) { add(UInt64(table.rawValue)) }

  mutating func add(_ word: UInt64) {
    state = (state ^ word) &* 0xFF51_AFD7_ED55_8CCD
    state ^= state >> 33
  }

  mutating func add(_ value: Int64) { add(UInt64(bitPattern: value)) }

  mutating func add(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe add($0) } }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    add(UInt64(bytes.count))
    var offset = 0
    while offset + 8 <= bytes.count {
      unsafe add(
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    var tail: UInt64 = 0
    while offset < bytes.count {
      tail = unsafe tail << 8 | UInt64(bytes[offset])
      offset += 1
    }
    add(tail)
  }

  var value: Int64 {
    var mixed = state &* 0xC4CE_B9FE_1A85_EC53
    mixed ^= mixed >> 33
    return Int64(bitPattern: mixed)
  }

  static func of(record kind: Record.Kind, key: [UInt8], body: [UInt8]) -> Int64 {
    unsafe key.withUnsafeBytes { key in
      unsafe body.withUnsafeBytes { unsafe of(record: kind, key: key, body: $0) }
    }
  }

  static func of(
    record kind: Record.Kind, key: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer
  ) -> Int64 {
    var checksum = RowChecksum(table: DigestKey.Scope(kind))
    unsafe checksum.add(key)
    unsafe checksum.add(body)
    return checksum.value
  }
}
