import SpendCore

/// Reads what ``HistoryBodyWriter`` wrote. A body that it cannot have written is damage, found here
/// even if a checksum agreed: nothing traps and nothing is read beyond the end. O(bytes).
@safe
struct HistoryBodyReader {
  /// Appends the entries of a body, whose label sets ascend.
  /// - Throws: ``DamagedRecord``; what was appended before is then worth nothing.
  static func read<Sums>(_ body: [UInt8], into entries: inout [HistoryEntry<Sums>]) throws {
    try unsafe body.withUnsafeBytes { bytes in
      var reader = unsafe HistoryBodyReader(bytes: bytes)
      guard try reader.number() == HistoryBytes.version else {
        throw DamagedRecord("a part of the history has an unknown version")
      }
      var last: UInt64?
      while reader.offset < bytes.count {
        let step = try reader.number()
        let (labelSet, overflow) = (last ?? 0).addingReportingOverflow(step)
        guard !overflow, labelSet <= UInt64(UInt32.max), last == nil || step > 0 else {
          throw DamagedRecord("a part of the history has label sets out of order")
        }
        last = labelSet
        entries.append(
          HistoryEntry(
            labelSet: UInt32(truncatingIfNeeded: labelSet), sums: try Sums(reading: &reader)))
      }
    }
  }

  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  private init(bytes: UnsafeRawBufferPointer) { unsafe self.bytes = unsafe bytes }

  @inline(__always)
  mutating func signed() throws -> Int64 {
    let value = try number()
    return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
  }

  @inline(__always)
  mutating func number() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while unsafe offset < bytes.count {
      let byte = unsafe UInt64(bytes[offset])
      offset += 1
      // The tenth group has room for one bit.
      guard shift < 63 || byte <= 1 else { break }
      value |= (byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw DamagedRecord("a part of the history cannot be read")
  }
}
