import Glibc
import SpendCore
import Testing

@testable import Tailing

@Suite("Which file it is")
struct IdentityTests {
  @Test("deleted and created again", arguments: Kills.allCases)
  func recreated(kills: Kills) throws {
    let rig = try Rig()
    for round in 0..<4 {
      rig.disk.write("events.jsonl", Rig.lines(round * 100..<round * 100 + 50))
      try kills.step(rig)
      rig.disk.write("events.jsonl", Rig.lines(round * 100 + 50..<round * 100 + 100))
      rig.settle()
      rig.disk.unlink("events.jsonl")
    }
    try kills.step(rig)
    #expect(rig.counted.count == 400)
    #expect(Set(rig.counted).count == 400)
    #expect(rig.status.allSatisfy { $0.gaps == 0 })
  }

  @Test("deleted while open: read to its end, then closed", arguments: [true, false])
  func deleted(isCommitted: Bool) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<100))
    rig.settle()
    let late = rig.disk.writer("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(100..<200))
    rig.disk.unlink("events.jsonl")
    rig.settle()
    Disk.write(late, Array(Rig.lines(200..<210).utf8))
    rig.settle()
    rig.expectCounted(0..<210)
    close(late)
    rig.pass(40)
    rig.look()
    rig.read()
    #expect(rig.isOpen(0))
    rig.commit()
    #expect(!rig.isOpen(0))
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<210)
    #expect(rig.states == [.vanished])
  }

  @Test("deleted while down: unread bytes are a gap, otherwise the end is unverified")
  func deletedWhileDown() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<100))
    rig.settle()
    try rig.kill()
    rig.disk.unlink("events.jsonl")
    rig.settle()
    rig.expectCounted(0..<100, unverified: 1)
    rig.disk.write("events.jsonl", Rig.lines(100..<200) + "{")
    rig.settle()
    try rig.kill()
    rig.disk.unlink("events.jsonl")
    rig.settle()
    rig.expectCounted(0..<200, gaps: 1, unverified: 1)
  }

  @Test("replaced by a longer copy of itself", arguments: Kills.allCases, [1, 2, 700])
  func replaced(kills: Kills, lines: Int) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<lines))
    try kills.step(rig)
    rig.disk.write("new", Rig.lines(0..<lines + 50))
    rig.disk.rename("new", "events.jsonl")
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(lines + 50..<lines + 60))
    try kills.step(rig)
    let all = rig.counted.sorted()
    #expect(
      all == Rig.lines(0..<lines + 60).split(separator: "\n").map(String.init).sorted())
    #expect(rig.status.allSatisfy { $0.gaps == 0 })
  }

  @Test("equal lines in rotated files are no copies", arguments: Kills.allCases)
  func equalLines(kills: Kills) throws {
    let rig = try Rig()
    let line = "{\"cost_usd\":1}\n"
    rig.disk.write("events.jsonl", line + line + line)
    try kills.step(rig)
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.write("events.jsonl", line + line + line)
    try kills.step(rig)
    #expect(rig.counted.count == 6)
    rig.disk.rename("events.jsonl.1", "events.jsonl.2")
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.write("events.jsonl", line)
    try kills.step(rig)
    rig.pass(60)
    try kills.step(rig)
    #expect(rig.counted.count == 7)
  }

  @Test("hard links and backups beside the file", arguments: Kills.allCases)
  func copies(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<300))
    try kills.step(rig)
    rig.disk.link("events.jsonl", "events.jsonl.1")
    rig.disk.copy("events.jsonl", "events.jsonl.bak")
    rig.disk.copy("events.jsonl", "events.jsonl~")
    rig.disk.copy("events.jsonl", "events.jsonl.2")
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(300..<400))
    rig.pass(40)
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<400)
  }

  @Test("symbolic links that are turned", arguments: Kills.allCases)
  func links(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.makeDirectory("a")
    rig.disk.makeDirectory("b")
    rig.disk.symlink("a", "now")
    rig.disk.symlink("now/real.jsonl", "events.jsonl")
    rig.disk.write("a/real.jsonl", Rig.lines(0..<100))
    try kills.step(rig)
    rig.disk.write("b/real.jsonl", Rig.lines(100..<200))
    rig.disk.write("a/real.jsonl", Rig.lines(200..<210))
    rig.disk.symlink("b", "next")
    rig.disk.rename("next", "now")
    try kills.step(rig)
    rig.expectCounted(0..<210)
    rig.disk.rename("b/real.jsonl", "b/real.jsonl.1")
    rig.disk.write("b/real.jsonl", Rig.lines(210..<220))
    try kills.step(rig)
    rig.expectCounted(0..<220)
  }

  @Test("a directory that is missing, moved, removed and made again", arguments: Kills.allCases)
  func directories(kills: Kills) throws {
    let disk = Disk()
    let rig = try Rig(
      disk: disk,
      [SourceSettings(origin: .file(pattern: disk.path("d/e/events.jsonl"), rotated: []))])
    try kills.step(rig)
    disk.makeDirectory("d")
    disk.makeDirectory("d/e")
    disk.write("d/e/events.jsonl", Rig.lines(0..<100))
    try kills.step(rig)
    disk.write("d/e/events.jsonl", Rig.lines(100..<110))
    if kills == .none { disk.rename("d", "old") } else { disk.rename("d/e", "d/kept") }
    rig.settle()
    if kills == .none { disk.makeDirectory("d") }
    disk.makeDirectory("d/e")
    disk.write("d/e/events.jsonl", Rig.lines(110..<120))
    rig.settle()
    rig.expectCounted(0..<120)
  }
}
