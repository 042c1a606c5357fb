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

  /// States hold them: another function would find every file changed.
  @Test("The hashes are what they always were")
  func unchanged() {
    let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 256) }
    let known: [(Int, UInt64, UInt64)] = [
      (0, 0x1ff5_c292_3a78_8d2c, 0x9ceb_48ba_07f3_befb),
      (1, 0xd9af_f341_6fb7_8758, 0xb1c7_cfb0_940c_593e),
      (16, 0x4a9e_807d_6048_6494, 0x70c4_2253_7063_7445),
      (17, 0xe985_eaf1_758d_2337, 0x86f2_dd64_1fd0_aec1),
      (48, 0x4743_0a1a_ab9f_0fcf, 0x1712_9798_0769_b8f1),
      (97, 0x8411_5e07_3d5f_1621, 0x6d8c_41b9_d13d_7f0d),
      (4096, 0x9a44_d84b_d2ee_f0bc, 0x1608_e5d2_9b2a_8cf0),
      (5000, 0xa9cb_4979_8a1f_6c61, 0xcbb0_ae4a_d7e8_5827),
    ]
    bytes.withUnsafeBytes { all in
      for (count, hash, seeded) in known {
        let part = UnsafeRawBufferPointer(rebasing: all[..<count])
        #expect(ContentHash.of(part) == hash && ContentHash.of(part, seed: 5) == seeded)
      }
    }
  }

  @Test("Two at once are hashed as one by one", arguments: [0, 1, 15, 48, 49, 100, 4096, 65536])
  func pairs(length: Int) {
    let bytes = (0..<2 * length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 251) }
    bytes.withUnsafeBytes { all in
      let one = UnsafeRawBufferPointer(rebasing: all[..<length])
      let two = UnsafeRawBufferPointer(rebasing: all[length...])
      let both = ContentHash.of(one, two)
      #expect(both.0 == ContentHash.of(one) && both.1 == ContentHash.of(two))
    }
  }
}
