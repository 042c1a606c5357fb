import Glibc
import SpendTesting
import Tailing
import Testing

@Suite("Compressed rotated files")
struct ArchiveTests {
  @Test(
    "rotated and compressed while nobody looked", arguments: ArchiveFormat.allCases, Kills.allCases)
  func compressed(format: ArchiveFormat, kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(500..<600))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.compress("events.jsonl.1", "events.jsonl.2" + format.ending, format)
    rig.disk.write("events.jsonl", Rig.lines(600..<700))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.compress("events.jsonl.1", "events.jsonl.1" + format.ending, format)
    rig.disk.write("events.jsonl", Rig.lines(700..<720))
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<720)
  }

  @Test(
    "the plain file and its archive, in any order and at any moment",
    arguments: ArchiveFormat.allCases, Kills.allCases)
  func both(format: ArchiveFormat, kills: Kills) throws {
    let rig = try Rig()
    let ending = format.ending
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    try kills.step(rig)
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.write("events.jsonl", Rig.lines(500..<510))
    rig.disk.compress(
      "events.jsonl.1", "events.jsonl.1" + ending, format, keep: true, cut: 100)
    try kills.step(rig)
    rig.disk.compress("events.jsonl.1", "events.jsonl.1" + ending, format, keep: true)
    try kills.step(rig)
    rig.disk.unlink("events.jsonl.1")
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.disk.rename("events.jsonl.1" + ending, "events.jsonl.2" + ending)
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.compress("events.jsonl.1", "events.jsonl.1" + ending, format)
    rig.disk.write("events.jsonl", Rig.lines(510..<520))
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<520)
  }

  @Test("both there at the first start", arguments: ArchiveFormat.allCases, [1, 2, 500])
  func bothAtFirst(format: ArchiveFormat, lines: Int) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl.1", Rig.lines(0..<lines))
    rig.disk.compress("events.jsonl.1", "events.jsonl.1" + format.ending, format, keep: true)
    rig.disk.write("events.jsonl", Rig.lines(lines..<lines + 10))
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<lines + 10)
  }

  @Test(
    "an archive of several members, under a name that says nothing or something else",
    arguments: ArchiveFormat.allCases, ["", ".gz", ".zip"])
  func members(format: ArchiveFormat, ending: String) throws {
    let rig = try Rig()
    let parts = [Rig.lines(0..<300), "", Rig.lines(300..<900)].map {
      TestArchive.make(Array($0.utf8), format)
    }
    let fd = rig.disk.writer("events.jsonl.1" + ending)
    for part in parts { Disk.write(fd, part) }
    close(fd)
    rig.settle()
    rig.expectCounted(0..<900)
    #expect(rig.states == [.sealed])
  }

  @Test(
    "a half-written archive waits and suspends the verdict on what is missing",
    arguments: ArchiveFormat.allCases)
  func halfWritten(format: ArchiveFormat) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(500..<600))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    let whole = TestArchive.make(rig.disk.bytes("events.jsonl.1"), format)
    rig.disk.unlink("events.jsonl.1")
    let fd = rig.disk.writer("events.jsonl.1" + format.ending)
    defer { close(fd) }
    try rig.kill()
    // From its first byte on.
    for cut in [0, 1, 3, 5, whole.count / 2, whole.count - 1] {
      rig.disk.truncate("events.jsonl.1" + format.ending)
      Disk.write(fd, Array(whole.prefix(cut)))
      rig.pass(1)
      rig.settle()
      rig.expectCounted(0..<500)
      #expect(rig.problem() != nil)
    }
    Disk.write(fd, Array(whole.suffix(1)))
    rig.pass(31)
    rig.settle()
    rig.expectCounted(0..<600)
    #expect(rig.problem() == nil)
  }

  @Test("one beside what it is made of waits, and is no error", arguments: ArchiveFormat.allCases)
  func besideItsFile(format: ArchiveFormat) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl.1", Rig.lines(0..<500))
    rig.disk.compress(
      "events.jsonl.1", "events.jsonl.1" + format.ending, format, keep: true, cut: 9)
    rig.settle()
    rig.expectCounted(0..<500)
    #expect(rig.problem() == nil)
    #expect(rig.happenings.contains { if case .waitingForArchive = $0 { true } else { false } })
  }

  @Test(
    "a damaged archive is said and nothing of it is counted", arguments: ArchiveFormat.allCases)
  func damaged(format: ArchiveFormat) throws {
    let rig = try Rig()
    var archive = TestArchive.make(Array(Rig.lines(0..<500).utf8), format)
    archive[archive.count / 2] ^= 0xFF
    let fd = rig.disk.writer("events.jsonl.1" + format.ending)
    Disk.write(fd, archive)
    close(fd)
    rig.settle()
    #expect(rig.counted.isEmpty)
    #expect(rig.happenings.contains { if case .damagedArchive = $0 { true } else { false } })
  }

  @Test("an archive in an archive is lines that are none", arguments: ArchiveFormat.allCases)
  func nested(format: ArchiveFormat) throws {
    let rig = try Rig()
    let inner = TestArchive.make(Array(Rig.lines(0..<50).utf8), format)
    let fd = rig.disk.writer("events.jsonl.1" + format.ending)
    Disk.write(fd, TestArchive.make(inner, format))
    close(fd)
    rig.settle()
    #expect(
      Set(rig.counted).isDisjoint(with: Rig.lines(0..<50).split(separator: "\n").map(String.init)))
    #expect(rig.status.map(\.offset) == [Int64(inner.count)])
  }

  @Test("what follows the end of an archive is ignored and said, where its tool does that")
  func trailing() throws {
    for format in [ArchiveFormat.gzip, .bzip2] {
      let rig = try Rig()
      let fd = rig.disk.writer("events.jsonl.1" + format.ending)
      Disk.write(fd, TestArchive.make(Array(Rig.lines(0..<50).utf8), format) + Array("-- \n".utf8))
      close(fd)
      for _ in 0..<3 {
        rig.pass(40)
        rig.settle()
      }
      rig.expectCounted(0..<50)
      let said = rig.happenings.filter { if case .trailingBytes = $0 { true } else { false } }
      #expect(said.count == 1)
    }
  }
}
