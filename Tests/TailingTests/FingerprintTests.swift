import SpendTesting
import Testing

@testable import Tailing

@Suite("Fingerprint")
struct FingerprintTests {
  @Test("however the bytes are cut, it has the line ends of the first and the last chunks")
  func lineEnds() {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = SeededRandom(seed: seed)
    let line = Array("a line of the log\n".utf8)
    for total in [100_000, 1_500_000, 5_000_000] {
      let bytes = (0..<total).map { line[$0 % line.count] }
      var fingerprint = Fingerprint()
      var offset = 0
      while offset < total {
        let lengths = [1, 300, 4096, 9000, 262_144, 262_145, 1_000_000]
        let end = min(offset + (lengths.randomElement(using: &random) ?? 1), total)
        bytes[offset..<end].withUnsafeBytes { fingerprint.append($0) }
        offset = end
        let count = fingerprint.chunks.count
        let wanted = Set(0..<count).filter {
          $0 < Fingerprint.firstChunksWithEnds || $0 >= count - Fingerprint.lastChunksWithEnds
        }
        #expect(Set(fingerprint.ends.keys) == wanted, "seed \(seed), \(offset) of \(total)")
      }
    }
  }

  /// With chunks of both lengths: 4 KiB before the border, 64 KiB after it.
  @Test(
    "Hashes that were found elsewhere are those of its chunks", arguments: [0, 5, 4096, 70_000])
  func hashes(first: Int) {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = SeededRandom(seed: seed)
    let start = Int(ChunkLayout.border) - 200_000 + first
    let bytes = (0..<700_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let zeros = [UInt8](repeating: 0, count: start)
    var plain = Fingerprint()
    zeros.withUnsafeBytes { plain.append($0) }
    var helped = plain
    bytes.withUnsafeBytes { bytes in
      var hashes = ChunkHashes(from: Int64(start))
      var seen = 0
      while seen < bytes.count {
        seen = min(seen + random.next(below: 300_000), bytes.count)
        hashes.extend(with: UnsafeRawBufferPointer(rebasing: bytes[..<seen]), at: Int64(start))
      }
      var at = 0
      while at < bytes.count {
        let end = min(at + random.next(below: 400_000), bytes.count)
        let part = UnsafeRawBufferPointer(rebasing: bytes[at..<end])
        plain.append(part)
        helped.append(part, hashes: hashes)
        at = end
      }
      let known = plain.chunks.indices.filter { hashes[$0] != nil }
      #expect(
        known == plain.chunks.indices.filter { ChunkLayout.start(of: $0) >= start },
        "seed \(seed)")
      for chunk in known { #expect(hashes[chunk] == plain.chunks[chunk], "seed \(seed)") }
    }
    #expect(plain.chunks == helped.chunks && plain.offset == helped.offset, "seed \(seed)")
  }
}
