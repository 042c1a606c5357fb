import Glibc
import SpendCore
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

  /// Names of an archive, and what a source says of it: itself, or a glob that matches it.
  static let named = [
    ("events.jsonl", "events.jsonl"), ("events.jsonl.gz", "events.jsonl.gz"),
    ("events.jsonl.gz", "*.gz"), ("sub/events.jsonl.gz", "**/*.gz"),
  ]

  private func rig(_ pattern: String) throws -> Rig {
    let disk = Disk()
    mkdir(disk.path("sub"), 0o755)
    return try Rig(
      disk: disk, [SourceSettings(origin: .file(pattern: disk.path(pattern), rotated: []))])
  }

  @Test("a source names it: one gap, also after restarts", arguments: named, [false, true])
  func ofSource(named: (name: String, pattern: String), cut: Bool) throws {
    let rig = try rig(named.pattern)
    rig.disk.write("plain", Rig.lines(0..<500))
    rig.disk.compress("plain", named.name, .gzip)
    damage(rig.disk, named.name, cut: cut)
    rig.pass(4000)
    for _ in 0..<3 {
      rig.settle()
      #expect(rig.problem() == nil)
      #expect(rig.hasOtherFiles())
      try rig.kill()
      rig.pass(40)
    }
    #expect(rig.counted.isEmpty)
    #expect(rig.gaps == 1)
    #expect(rig.status.map(\.gaps) == [1])
    // Somebody brings a whole one.
    rig.disk.write("plain", Rig.lines(0..<500))
    rig.disk.compress("plain", "whole", .gzip)
    rig.disk.rename("whole", named.name)
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<500, gaps: 1)
  }

  @Test("it is what is left of another that a source names: a file of its own")
  func ofAnother() throws {
    let rig = try rig("*.gz")
    rig.disk.write("plain", Rig.lines(0..<5000))
    rig.disk.compress("plain", "a.gz", .gzip)
    rig.disk.copy("a.gz", "b.gz")
    damage(rig.disk, "b.gz", cut: true)
    rig.pass(4000)
    for _ in 0..<3 {
      rig.settle()
      try rig.kill()
      rig.pass(40)
    }
    rig.expectCounted(0..<5000, gaps: 1)
    #expect(rig.gaps == 1)
  }

  @Test("a source names one that is not whole yet: an error until it is", arguments: named)
  func unfinished(named: (name: String, pattern: String)) throws {
    let rig = try rig(named.pattern)
    rig.disk.write("plain", Rig.lines(0..<500))
    rig.disk.compress("plain", "whole", .gzip)
    let whole = rig.disk.bytes("whole")
    let fd = rig.disk.writer(named.name)
    defer { close(fd) }
    Disk.write(fd, Array(whole.prefix(100)))
    for _ in 0..<3 {
      rig.pass(40)
      rig.settle()
      #expect(rig.problem()?.description.hasSuffix("is read when that is there") == true)
    }
    let said = rig.happenings.count { if case .unreadable = $0 { true } else { false } }
    #expect(said == 1)
    Disk.write(fd, Array(whole.dropFirst(100)))
    rig.pass(40)
    rig.settle()
    #expect(rig.problem() == nil)
    rig.expectCounted(0..<500)
  }
}
