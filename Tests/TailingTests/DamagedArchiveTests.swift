import Glibc
import Testing

@testable import Tailing

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

  @Test("nobody ever read it: one gap, also after restarts and renames", arguments: [false, true])
  func unread(cut: Bool) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl.1", Rig.lines(0..<500))
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz")
    damage(rig.disk, "events.jsonl.1.gz", cut: cut)
    rig.pass(4000)
    for _ in 0..<3 {
      rig.settle()
      try rig.kill()
      rig.pass(40)
    }
    rig.disk.rename("events.jsonl.1.gz", "events.jsonl.2.gz")
    rig.settle()
    #expect(rig.counted.isEmpty)
    #expect(gaps(rig) == 1)
    #expect(rig.status.map(\.gaps) == [1])
  }

  @Test("all of it was counted before: nothing is lost", arguments: Kills.allCases)
  func counted(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    rig.settle()
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.pass(40)
    try kills.step(rig)
    #expect(rig.states == [.sealed])
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz", keep: true)
    damage(rig.disk, "events.jsonl.1.gz")
    try kills.step(rig)
    rig.disk.unlink("events.jsonl.1")
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<500)
    #expect(gaps(rig) == 0)
  }

  @Test("the end of it was not read: a gap of its generation")
  func halfRead() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    rig.settle()
    try rig.kill()
    rig.disk.write("events.jsonl", Rig.lines(500..<900))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz")
    damage(rig.disk, "events.jsonl.1.gz")
    rig.settle()
    try rig.kill()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<500, gaps: 1)
    #expect(gaps(rig) == 1)
  }

  @Test("the plain file is still beside it: nothing is lost")
  func besidePlain() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl.1", Rig.lines(0..<500))
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz", keep: true)
    damage(rig.disk, "events.jsonl.1.gz")
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<500)
    #expect(gaps(rig) == 0)
  }
}
