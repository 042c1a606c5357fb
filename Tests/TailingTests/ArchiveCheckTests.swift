import Glibc
import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// Archives beside other files: what takes long is done in parts, and what is not read is said.
@Suite("Archives beside others")
struct ArchiveCheckTests {
  private func put(_ rig: Rig, _ name: String, _ bytes: [UInt8]) {
    let fd = rig.disk.writer(name)
    Disk.write(fd, bytes)
    close(fd)
  }

  /// Little enough at a time that even a small archive takes several looks.
  private func makeRig() throws -> Rig {
    var options = TailOptions()
    options.archiveBytesPerLook = 1 << 16
    return try Rig(options: options)
  }

  @Test("a large one is looked at in parts, and what is known is read meanwhile")
  func parts() throws {
    let rig = try makeRig()
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    rig.settle()
    put(rig, "events.jsonl.1.gz", TestArchive.gzip(Array(Rig.lines(1000..<9000).utf8)))
    rig.pass(31)
    for round in 1..<4 {
      rig.disk.write("events.jsonl", Rig.lines(10 * round..<10 * round + 10))
      rig.look()
      rig.read()
      rig.commit()
      #expect(rig.counted.count == 10 * round + 10)
    }
    #expect(rig.states == [.active])
    rig.settle()
    #expect(rig.counted.count == 8040)
  }

  @Test("the order is kept where everything is new", arguments: ArchiveFormat.allCases)
  func order(format: ArchiveFormat) throws {
    let rig = try makeRig()
    put(rig, "events.jsonl.2", TestArchive.make(Array(Rig.lines(0..<2000).utf8), format))
    put(rig, "events.jsonl.1", TestArchive.make(Array(Rig.lines(2000..<4000).utf8), format))
    rig.disk.age("events.jsonl.2", seconds: 100)
    rig.disk.write("events.jsonl", Rig.lines(4000..<4010))
    rig.settle()
    #expect(rig.counted.count == 4010)
    #expect(rig.counted == Rig.lines(0..<4010).split(separator: "\n").map(String.init))
  }

  @Test("a kill while one is looked at costs nothing", arguments: Kills.allCases)
  func kill(kills: Kills) throws {
    let rig = try makeRig()
    rig.disk.write("events.jsonl", Rig.lines(0..<2000))
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(2000..<4000))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.zst", .zstd)
    rig.disk.write("events.jsonl", Rig.lines(4000..<4010))
    try rig.kill()
    rig.look()
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<4010)
  }

  @Test("NULs without end are passed over and do not hold up the next lines")
  func zeros() throws {
    let rig = try Rig()
    let zeros = [UInt8](repeating: 0, count: 40 << 20)
    put(rig, "events.jsonl.1", TestArchive.zstd(zeros + Array(Rig.lines(0..<10).utf8) + zeros))
    rig.disk.write("events.jsonl", Rig.lines(10..<20))
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<20)
    #expect(rig.status.allSatisfy { $0.lagBytes == 0 })
    #expect(rig.status.first?.counts.nulBytes == 80 << 20)
    let said = rig.happenings.compactMap { happening -> Int64? in
      if case .nulsSkipped(_, _, _, _, let bytes) = happening { bytes } else { nil }
    }
    #expect(said.count == 1 && said.allSatisfy { $0 > 39 << 20 && $0 <= 40 << 20 })
  }

  @Test("a line without end is oversize and costs no memory")
  func oversize() throws {
    let rig = try Rig()
    let line = [UInt8](repeating: 0x61, count: 40 << 20)
    put(rig, "events.jsonl.1", TestArchive.zstd(line + Array("\n\(Rig.lines(0..<10))".utf8)))
    rig.settle()
    rig.expectCounted(0..<10)
    #expect(rig.oversize == 1)
  }

  /// A file that is not read, and the reason that is said.
  static let refused: [(name: String, bytes: [UInt8], reason: String)] = [
    ("events.jsonl.1.zip", [0x50, 0x4B, 3, 4] + Array("\n{}\n".utf8), "is a zip archive"),
    ("events.jsonl.1", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0x0A], "is a 7z archive"),
    ("events.jsonl.1.gz", [0x1F, 0x9D, 0x90, 0x0A], "is an archive of compress"),
    (
      "events.jsonl.1.zst", TestArchive.zstd([0x0A], hasSize: false, windowLog: 27), "needs 128 MiB"
    ),
  ]

  @Test(
    "other archives, and those that need too much, are an error of the source", arguments: refused)
  func refusal(name: String, bytes: [UInt8], reason: String) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    put(rig, name, bytes)
    for _ in 0..<3 {
      rig.pass(40)
      rig.settle()
    }
    rig.expectCounted(0..<10)
    #expect(rig.problem()?.description.contains(reason) == true)
    #expect(rig.problem()?.path.text == rig.disk.path(name))
    let said = rig.happenings.filter { if case .unreadable = $0 { true } else { false } }
    #expect(said.count == 1)
    rig.disk.unlink(name)
    rig.pass(40)
    rig.settle()
    #expect(rig.problem() == nil)
  }
}
