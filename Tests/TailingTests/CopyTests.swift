import Glibc
import SpendCore
import Testing

@testable import Tailing

/// What else is beside the file and holds the same: backups, copies that went on, files put back.
@Suite("Copies")
struct CopyTests {
  @Test("replaced by a longer copy while bytes of it were handed out, and looked at late")
  func replacedWhileServed() throws {
    let rig = try Rig()
    rig.bite = 300
    rig.disk.write("events.jsonl", Rig.lines(0..<100))
    rig.look()
    rig.commit()
    rig.read(chunks: 1)
    rig.disk.write("new", Rig.lines(0..<120))
    rig.disk.rename("new", "events.jsonl")
    rig.pass(40)
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<120)
  }

  @Test("a backup, and a replacement by a longer copy", arguments: Kills.allCases, [false, true])
  func backupAndReplacement(kills: Kills, isReadBefore: Bool) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<20))
    if isReadBefore { try kills.step(rig) }
    rig.disk.copy("events.jsonl", "events.jsonl-20261001")
    // So that it was born before what takes the place of the file.
    rig.pass(1)
    rig.disk.write("new", Rig.lines(0..<30))
    rig.disk.rename("new", "events.jsonl")
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(30..<40))
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<40)
  }

  @Test("a backup and copytruncate right after the first look", arguments: [1, 20, 200])
  func backupAndCopyTruncate(lines: Int) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<lines + 2))
    rig.disk.copy("events.jsonl", "events.jsonl-20261001")
    rig.disk.write("events.jsonl", Rig.lines(lines + 2..<300))
    rig.look()
    rig.commit()
    rig.disk.copy("events.jsonl", "events.jsonl.1")
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(300..<310))
    for _ in 0..<3 {
      rig.settle()
      rig.pass(40)
    }
    rig.expectCounted(0..<310)
  }

  @Test("the original goes before it was read, with a shorter and a longer copy beside it")
  func longerCopy() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<50))
    rig.settle()
    try rig.kill()
    rig.disk.write("events.jsonl", Rig.lines(50..<60))
    rig.disk.copy("events.jsonl", "events.jsonl-20261001")
    rig.disk.write("events.jsonl", Rig.lines(60..<70))
    rig.disk.copy("events.jsonl", "events.jsonl.1")
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(70..<80))
    rig.look()
    rig.commit()
    try rig.kill()
    rig.disk.unlink("events.jsonl-20261001")
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<80)
  }

  @Test("a copy from before stands in for the original, and a later look finds a longer one")
  func laterLongerCopy() throws {
    let rig = try Rig(options: TailOptions(window: 4096))
    rig.disk.write("events.jsonl", Rig.lines(0..<300))
    rig.disk.copy("events.jsonl", "events.jsonl-20261001")
    rig.disk.write("events.jsonl", Rig.lines(300..<500))
    rig.look()
    rig.commit()
    rig.read(chunks: 1)
    rig.commit()
    try rig.kill()
    // Out of sight of all who look for heirs.
    rig.disk.makeDirectories("a/b/c/d")
    rig.disk.copy("events.jsonl", "a/b/c/d/whole")
    rig.disk.truncate("events.jsonl")
    rig.settle()
    rig.expectCounted(0..<300)
    rig.disk.rename("a/b/c/d/whole", "events.jsonl.1")
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<500)
  }

  @Test("a backup that is not read yet goes, and the file it was made of is still there")
  func backupGoes() throws {
    let rig = try Rig()
    let hole = String(repeating: "\0", count: 5000)
    rig.disk.write("events.jsonl", hole + Rig.lines(0..<100))
    rig.disk.copy("events.jsonl", "events.jsonl-20261001")
    // So that it is decided about first.
    rig.disk.age("events.jsonl-20261001", seconds: 60)
    rig.look()
    rig.commit()
    try rig.kill()
    rig.disk.unlink("events.jsonl-20261001")
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<100)
  }

  @Test("a copy that went on under the old name, its original beside it", arguments: Kills.allCases)
  func goesOnInACopy(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<20))
    try kills.step(rig)
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.copy("events.jsonl.1", "events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(20..<30))
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<30)
  }

  @Test("deleted, sealed, and put back from a backup", arguments: Kills.allCases)
  func putBack(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<20))
    try kills.step(rig)
    rig.disk.copy("events.jsonl", "elsewhere")
    rig.disk.unlink("events.jsonl")
    for _ in 0..<3 {
      try kills.step(rig)
      rig.pass(40)
    }
    rig.disk.rename("elsewhere", "events.jsonl")
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(20..<30))
    try kills.step(rig)
    #expect(Set(rig.counted).count == 30)
    #expect(rig.counted.count == 30)
  }

  @Test("a file that was sealed with an unfinished line, and its copy with the whole line")
  func finishedInACopy() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<20) + "{\"id\"")
    rig.settle()
    rig.disk.copy("events.jsonl", "elsewhere")
    rig.disk.unlink("events.jsonl")
    rig.pass(40)
    rig.settle()
    #expect(rig.states == [.sealed])
    rig.disk.write("elsewhere", String(Rig.lines(20..<21).dropFirst(5)) + Rig.lines(21..<30))
    rig.disk.rename("elsewhere", "events.jsonl")
    rig.settle()
    rig.expectCounted(0..<30)
  }

  @Test("replaced by a copy where a link led before it was turned")
  func formerPlace() throws {
    let rig = try Rig()
    rig.disk.write("a", Rig.lines(0..<20))
    rig.disk.symlink("a", "events.jsonl")
    rig.settle()
    try rig.kill()
    rig.disk.write("new", Rig.lines(0..<30))
    rig.disk.rename("new", "a")
    rig.disk.write("b", Rig.lines(30..<40))
    rig.disk.symlink("b", "next")
    rig.disk.rename("next", "events.jsonl")
    rig.settle()
    rig.expectCounted(0..<40)
  }

  /// Any other copy that a glob matches is a file of its own.
  @Test(
    "a copy that a glob matches too, and that kept the time of its original",
    arguments: Kills.allCases)
  func globbed(kills: Kills) throws {
    let disk = Disk()
    disk.write("a.jsonl", Rig.lines(0..<20))
    usleep(20_000)
    disk.copy("a.jsonl", "b.jsonl")
    // So that it is decided about first, by its time and not by the tick in which both were born.
    disk.age("b.jsonl", seconds: 60)
    let rig = try Rig(
      disk: disk, [SourceSettings(origin: .file(pattern: disk.path("*.jsonl"), rotated: []))])
    try kills.step(rig)
    disk.write("a.jsonl", Rig.lines(20..<30))
    for _ in 0..<3 {
      rig.pass(40)
      try kills.step(rig)
    }
    rig.expectCounted(0..<30)
  }

  /// Which of the two is decided about first must not matter: their times may be of one tick.
  @Test("files of a glob with the same lines are counted each", arguments: [1, 20])
  func equal(lines: Int) throws {
    for (older, younger) in [("a.jsonl", "b.jsonl"), ("b.jsonl", "a.jsonl")] {
      let disk = Disk()
      disk.write(older, "")
      usleep(20_000)
      for name in [younger, older] {
        disk.write(name, Rig.lines(0..<lines))
        disk.age(name, seconds: -60)
      }
      let rig = try Rig(
        disk: disk, [SourceSettings(origin: .file(pattern: disk.path("*.jsonl"), rotated: []))])
      rig.settle()
      #expect(rig.counted.count == 2 * lines, "\(older) is older")
    }
  }
}
