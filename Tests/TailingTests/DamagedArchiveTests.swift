import Glibc
import Tailing
import Testing

@Suite("Damaged archives")
struct DamagedArchiveTests {
  private func damage(_ disk: Disk, _ name: String, cut: Bool = false) {
    let archive = disk.bytes(name)
    if cut { return disk.truncate(name, to: Int64(archive.count / 2)) }
    let middle = archive.count / 2
    disk.write(
      name, String(decoding: [(archive[middle] ^ 0x7F) & 0x7F], as: UTF8.self), flags: 0,
      at: Int64(middle))
  }

  private func gaps(_ rig: Rig) -> Int { rig.gaps }

  @Test(
    "nobody ever read it: one gap, also after restarts and renames",
    arguments: ArchiveFormat.allCases, [false, true])
  func unread(format: ArchiveFormat, cut: Bool) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl.1", Rig.lines(0..<500))
    rig.disk.compress("events.jsonl.1", "events.jsonl.1" + format.ending, format)
    damage(rig.disk, "events.jsonl.1" + format.ending, cut: cut)
    rig.pass(4000)
    for _ in 0..<3 {
      rig.settle()
      try rig.kill()
      rig.pass(40)
    }
    rig.disk.rename("events.jsonl.1" + format.ending, "events.jsonl.2" + format.ending)
    rig.settle()
    #expect(rig.counted.isEmpty)
    #expect(gaps(rig) == 1)
    #expect(rig.status.map(\.gaps) == [1])
  }

  @Test(
    "all of it was counted before: nothing is lost", arguments: ArchiveFormat.allCases,
    Kills.allCases)
  func counted(format: ArchiveFormat, kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    rig.settle()
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.pass(40)
    try kills.step(rig)
    #expect(rig.states == [.sealed])
    rig.disk.compress("events.jsonl.1", "events.jsonl.1" + format.ending, format, keep: true)
    damage(rig.disk, "events.jsonl.1" + format.ending)
    try kills.step(rig)
    rig.disk.unlink("events.jsonl.1")
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<500)
    #expect(gaps(rig) == 0)
  }

  @Test("the end of it was not read: a gap of its generation", arguments: ArchiveFormat.allCases)
  func halfRead(format: ArchiveFormat) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<5000))
    rig.settle()
    try rig.kill()
    rig.disk.write("events.jsonl", Rig.lines(5000..<9000))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.compress("events.jsonl.1", "events.jsonl.1" + format.ending, format)
    damage(rig.disk, "events.jsonl.1" + format.ending)
    rig.settle()
    try rig.kill()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<5000, gaps: 1)
    #expect(gaps(rig) == 1)
  }

  @Test("the plain file is still beside it: nothing is lost", arguments: ArchiveFormat.allCases)
  func besidePlain(format: ArchiveFormat) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl.1", Rig.lines(0..<500))
    rig.disk.compress("events.jsonl.1", "events.jsonl.1" + format.ending, format, keep: true)
    damage(rig.disk, "events.jsonl.1" + format.ending)
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<500)
    #expect(gaps(rig) == 0)
  }
}
