import Testing

@testable import Tailing

@Suite("Content hash")
struct ContentHashTests {
  @Test("every prefix of some bytes has a hash of its own")
  func prefixes() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
    let hashes = bytes.withUnsafeBytes { all in
      (0...all.count).map { ContentHash.of(UnsafeRawBufferPointer(rebasing: all[..<$0])) }
    }
    #expect(Set(hashes).count == hashes.count)
  }

  @Test("every single bit matters", arguments: [1, 7, 8, 15, 16, 17, 48, 49, 97, 4096])
  func bits(length: Int) {
    var bytes = [UInt8](repeating: 0x5A, count: length)
    var seen: Set<UInt64> = [bytes.withUnsafeBytes { ContentHash.of($0) }]
    for bit in 0..<min(length * 8, 2048) {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(seen.insert(bytes.withUnsafeBytes { ContentHash.of($0) }).inserted)
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }
}
