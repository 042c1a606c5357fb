import Glibc
import Testing

@testable import Tailing

@Suite("Compressed rotated files")
struct ArchiveTests {
  @Test("rotated and compressed while nobody looked", arguments: Kills.allCases)
  func compressed(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(500..<600))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.compress("events.jsonl.1", "events.jsonl.2.gz")
    rig.disk.write("events.jsonl", Rig.lines(600..<700))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz")
    rig.disk.write("events.jsonl", Rig.lines(700..<720))
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<720)
  }

  @Test("the plain file and its archive, in any order and at any moment", arguments: Kills.allCases)
  func both(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    try kills.step(rig)
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.write("events.jsonl", Rig.lines(500..<510))
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz", keep: true, cut: 100)
    try kills.step(rig)
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz", keep: true)
    try kills.step(rig)
    rig.disk.unlink("events.jsonl.1")
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.disk.rename("events.jsonl.1.gz", "events.jsonl.2.gz")
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz")
    rig.disk.write("events.jsonl", Rig.lines(510..<520))
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<520)
  }

  @Test("both there at the first start", arguments: [1, 2, 500])
  func bothAtFirst(lines: Int) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl.1", Rig.lines(0..<lines))
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz", keep: true)
    rig.disk.write("events.jsonl", Rig.lines(lines..<lines + 10))
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<lines + 10)
  }

  @Test("an archive of several members, without the .gz in its name")
  func members() throws {
    let rig = try Rig()
    let parts = [Rig.lines(0..<300), Rig.lines(300..<900)].map { Disk.gzip(Array($0.utf8)) }
    let fd = rig.disk.writer("events.jsonl.1")
    for part in parts { Disk.write(fd, part) }
    close(fd)
    rig.settle()
    rig.expectCounted(0..<900)
    #expect(rig.states == [.sealed])
  }

  @Test("a half-written archive waits and suspends the verdict on what is missing")
  func halfWritten() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(500..<600))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    let whole = Disk.gzip(rig.disk.bytes("events.jsonl.1"))
    rig.disk.unlink("events.jsonl.1")
    let fd = rig.disk.writer("events.jsonl.1.gz")
    defer { close(fd) }
    Disk.write(fd, Array(whole.prefix(whole.count / 2)))
    try rig.kill()
    rig.settle()
    rig.expectCounted(0..<500)
    #expect(rig.happenings.contains { if case .waitingForArchive = $0 { true } else { false } })
    Disk.write(fd, Array(whole.dropFirst(whole.count / 2)))
    rig.pass(31)
    rig.settle()
    rig.expectCounted(0..<600)
  }

  @Test("a damaged archive is said and nothing of it is counted")
  func damaged() throws {
    let rig = try Rig()
    var archive = Disk.gzip(Array(Rig.lines(0..<500).utf8))
    archive[archive.count / 2] ^= 0xFF
    let fd = rig.disk.writer("events.jsonl.1.gz")
    Disk.write(fd, archive)
    close(fd)
    rig.settle()
    #expect(rig.counted.isEmpty)
    #expect(rig.happenings.contains { if case .damagedArchive = $0 { true } else { false } })
  }
}
