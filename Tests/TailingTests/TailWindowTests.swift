import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// The window in the state, and its hashes.
@Suite("The window of the last bytes consumed")
struct TailWindowTests {
  private func made(_ text: String, offset: Int64? = nil) -> TailWindow? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { TailWindow($0, endingAt: offset ?? Int64(bytes.count)) }
  }

  private func isWindow(_ record: Record) -> Bool {
    if case .part(_, .window, _) = GenerationKeys.parse(record.key) { return true }
    return false
  }

  @Test("the hashes of its lines and suffixes are those of their bytes")
  func parts() throws {
    let window = try #require(made("one\ntwo\n\nthree"))
    #expect(window.starts.map(\.position) == [0, 4, 8, 9])
    for (index, text) in ["one\n", "two\n", "\n", "three"].enumerated() {
      #expect(window.line(index).rolling == Array(text.utf8).withUnsafeBytes(PolynomialHash.of))
      #expect(window.line(index).length == text.utf8.count)
    }
    let suffix = Array("\nthree".utf8).withUnsafeBytes(PolynomialHash.of)
    #expect(window.suffix(2) == TailWindow.Stretch(length: 6, rolling: suffix))
    #expect(try #require(made("one\ntwo\n", offset: 9)).starts.map(\.position) == [4])
  }

  @Test("it is read as it was written; what is astray is damage")
  func codec() throws {
    let window = try #require(made(Rig.lines(0..<40)))
    #expect(try StoredGeneration.window(StoredGeneration.windowBody(window)) == window)
    let bad = TailWindow(offset: 5, length: 6, rolling: 1, hash: 1, starts: [], longLine: nil)
    #expect(throws: DamagedRecord.self) {
      try StoredGeneration.window(StoredGeneration.windowBody(bad))
    }
  }

  @Test("a line of which it holds the end only is read as it was written")
  func longLine() throws {
    var fingerprint = Fingerprint()
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 4999) + [0x0A]
    (Array("one\n".utf8) + line).withUnsafeBytes { fingerprint.append($0) }
    let whole = line.withUnsafeBytes { LongLine($0) }
    #expect(fingerprint.longLine == whole)
    let window = try #require(
      fingerprint.anchor.withUnsafeBytes {
        TailWindow($0, endingAt: fingerprint.offset, longLine: fingerprint.longLine)
      })
    #expect(window.starts.isEmpty && window.isTelling)
    #expect(try StoredGeneration.window(StoredGeneration.windowBody(window)) == window)
    // A part of a line after it leaves it what it was, and one that ends does not.
    Array("{\"id".utf8).withUnsafeBytes { fingerprint.append($0) }
    #expect(fingerprint.longLine == whole)
    let torn = try #require(
      fingerprint.anchor.withUnsafeBytes {
        TailWindow($0, endingAt: fingerprint.offset, longLine: fingerprint.longLine)
      })
    #expect(torn.lengthAfterLongLine == 4 && torn.isTelling)
    #expect(try StoredGeneration.window(StoredGeneration.windowBody(torn)) == torn)
    Array("\":1}\n".utf8).withUnsafeBytes { fingerprint.append($0) }
    #expect(fingerprint.longLine == nil)
    // Handed in by halves, nobody knows where it began.
    fingerprint = Fingerprint()
    line[..<2500].withUnsafeBytes { fingerprint.append($0) }
    line[2500...].withUnsafeBytes { fingerprint.append($0) }
    #expect(fingerprint.longLine == nil)
  }

  @Test("neither blank lines nor nothing are remembered")
  func nothing() {
    #expect(made("") == nil)
    #expect(made(String(repeating: "\n", count: 4096)) == nil)
  }

  @Test("it is searched over the borders of blocks", arguments: [0, 1, 262_143, 262_144, 300_000])
  func search(front: Int) throws {
    let text = Rig.lines(0..<60)
    let window = try #require(made(text, offset: 1 << 40))
    let bytes =
      [UInt8](repeating: 0x23, count: front) + Array(text.utf8)
      + [UInt8](repeating: 0x24, count: 300_000)
    let found = try StretchSearch.places(
      of: [.init(rolling: window.rolling, hash: window.hash, limit: window.offset)],
      length: window.length, in: MemoryReader(bytes), size: Int64(bytes.count))
    #expect(found[0].places == 1)
    #expect(found[0].end == Int64(front + text.utf8.count))
  }

  @Test("a state without windows works as it did, and one without the rest is passed over")
  func older() throws {
    let disk = Disk()
    let rig = try Rig(disk: disk)
    disk.write("events.jsonl", Rig.lines(0..<1000))
    rig.settle()
    #expect(rig.records.contains(where: isWindow))
    var saved = rig.harness.saved
    for record in rig.records where isWindow(record) { saved.records[record.key] = nil }
    saved.records[GenerationKeys.part(77, .window)] = rig.records.first(where: isWindow)?.body
    try rig.harness.begin(with: saved)
    disk.write("events.jsonl", Rig.lines(1000..<1010))
    rig.settle()
    rig.expectCounted(0..<1010)
    try rig.harness.begin(with: saved)
    disk.write("t", Rig.lines(700..<1010))
    disk.rename("t", "events.jsonl")
    rig.settle()
    #expect(rig.counted.count == 1310)
  }

  @Test("one that is not of the offset is ignored")
  func stale() throws {
    let disk = Disk()
    let rig = try Rig(disk: disk)
    disk.write("events.jsonl", Rig.lines(0..<900))
    rig.settle()
    let old = rig.records.first(where: isWindow)
    disk.write("events.jsonl", Rig.lines(900..<1000))
    rig.settle()
    var saved = rig.harness.saved
    if let old { saved.records[old.key] = old.body }
    try rig.harness.begin(with: saved)
    disk.write("t", Rig.lines(700..<1000))
    disk.rename("t", "events.jsonl")
    rig.settle()
    #expect(rig.counted.count == 1300)
  }

  @Test("it goes with its generation")
  func removal() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<100))
    rig.settle()
    rig.disk.unlink("events.jsonl")
    rig.pass(100)
    rig.settle()
    for _ in 0..<3 {
      rig.pass(8 * 86_400)
      rig.settle()
    }
    #expect(rig.status.isEmpty)
    #expect(!rig.records.contains(where: isWindow))
  }
}
