import CZlib

/// Archives that any decompressor reads and that take no time to make: gzip (RFC 1952) with stored
/// blocks (RFC 1951, 3.2.4).
package enum StoredGzip {
  package static func archive(of bytes: [UInt8]) -> [UInt8] {
    var archive: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    archive.reserveCapacity(bytes.count + 64)
    var rest = bytes[...]
    repeat {
      let part = rest.prefix(65535)
      rest = rest.dropFirst(part.count)
      archive.append(rest.isEmpty ? 1 : 0)
      append(UInt64(part.count), 2, to: &archive)
      append(~UInt64(part.count), 2, to: &archive)
      archive += part
    } while !rest.isEmpty
    let sum = unsafe bytes.withUnsafeBufferPointer {
      unsafe crc32(0, $0.baseAddress, UInt32($0.count))
    }
    append(UInt64(sum), 4, to: &archive)
    append(UInt64(bytes.count), 4, to: &archive)
    return archive
  }

  private static func append(_ number: UInt64, _ count: Int, to bytes: inout [UInt8]) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }
}
