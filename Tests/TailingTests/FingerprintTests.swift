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
}
