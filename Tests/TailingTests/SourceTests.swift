import Glibc
import SpendCore
import Testing

@testable import Tailing

@Suite("Sources")
struct SourceTests {
  private func source(
    _ disk: Disk, _ pattern: String, rotated: [String] = [],
    from: SourceSettings.ReadFrom = .all
  ) -> SourceSettings {
    SourceSettings(
      origin: .file(pattern: disk.path(pattern), rotated: rotated.map(disk.path)), readFrom: from)
  }

  @Test("read_from: all, the file, or nothing that is there", arguments: Kills.allCases)
  func readFrom(kills: Kills) throws {
    for (from, wanted) in [(SourceSettings.ReadFrom.all, 0), (.file, 20), (.end, 30)] {
      let disk = Disk()
      disk.write("events.jsonl.2", Rig.lines(0..<10))
      disk.compress("events.jsonl.2", "events.jsonl.2.gz")
      disk.write("events.jsonl.1", Rig.lines(10..<20))
      disk.write("events.jsonl", Rig.lines(20..<30))
      let rig = try Rig(disk: disk, [source(disk, "events.jsonl", from: from)])
      try kills.step(rig)
      disk.write("events.jsonl", Rig.lines(30..<40))
      disk.compress("events.jsonl.1", "events.jsonl.1.gz")
      try kills.step(rig)
      disk.rename("events.jsonl.2.gz", "events.jsonl.3.gz")
      disk.rename("events.jsonl.1.gz", "events.jsonl.2.gz")
      disk.rename("events.jsonl", "events.jsonl.1")
      disk.write("events.jsonl", Rig.lines(40..<50))
      rig.pass(40)
      try kills.step(rig)
      rig.expectCounted(wanted..<50)
    }
  }

  @Test("nothing is read before the start is committed")
  func startFirst() throws {
    let disk = Disk()
    disk.write("events.jsonl", Rig.lines(0..<10))
    let rig = try Rig(disk: disk, [source(disk, "events.jsonl", from: .end)])
    rig.look()
    disk.write("events.jsonl", Rig.lines(10..<20))
    rig.read()
    #expect(rig.counted.isEmpty)
    #expect(!rig.hasReachedEnd())
    #expect(rig.wantsCommit)
    rig.commit()
    try rig.kill()
    rig.settle()
    rig.expectCounted(10..<20)
  }

  @Test(
    "a glob picks up what appears; what it matches twice is counted once",
    arguments: Kills.allCases)
  func glob(kills: Kills) throws {
    let disk = Disk()
    let rig = try Rig(disk: disk, [source(disk, "*.jsonl*")])
    disk.write("a.jsonl", Rig.lines(0..<10))
    try kills.step(rig)
    disk.write("b.jsonl", Rig.lines(10..<20))
    disk.write("a.jsonl.bak", Rig.lines(0..<10))
    try kills.step(rig)
    disk.rename("a.jsonl", "a.jsonl.1")
    disk.write("a.jsonl", Rig.lines(20..<30))
    try kills.step(rig)
    disk.compress("a.jsonl.1", "a.jsonl.1.gz")
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    disk.write("b.jsonl", Rig.lines(30..<40))
    disk.write("cost-2026-01-01.jsonl", Rig.lines(40..<50))
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<50)
  }

  @Test("rotated files in another directory", arguments: Kills.allCases)
  func oldDirectory(kills: Kills) throws {
    let disk = Disk()
    disk.makeDirectory("old")
    let rig = try Rig(disk: disk, [source(disk, "events.jsonl", rotated: ["old/*"])])
    disk.write("events.jsonl", Rig.lines(0..<100))
    try kills.step(rig)
    disk.write("events.jsonl", Rig.lines(100..<110))
    disk.rename("events.jsonl", "old/events.jsonl-20260501")
    disk.write("events.jsonl", Rig.lines(110..<120))
    try rig.kill()
    rig.settle()
    disk.compress("old/events.jsonl-20260501", "old/events.jsonl-20260501.gz")
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<120)
  }

  @Test("a file belongs to the first of two sources")
  func overlap() throws {
    let disk = Disk()
    let rig = try Rig(disk: disk, [source(disk, "a.jsonl"), source(disk, "*.jsonl")])
    disk.write("a.jsonl", Rig.lines(0..<10))
    disk.write("b.jsonl", Rig.lines(10..<20))
    rig.settle()
    disk.rename("a.jsonl", "a.jsonl.1")
    disk.write("a.jsonl", Rig.lines(20..<30))
    rig.settle()
    rig.expectCounted(0..<30)
    #expect(Set(rig.status.map(\.source)).count == 2)
  }

  @Test("a source that goes and comes back reads on where it was")
  func reconfigured() throws {
    let disk = Disk()
    let rig = try Rig(disk: disk, [source(disk, "a.jsonl"), source(disk, "b.jsonl")])
    disk.write("a.jsonl", Rig.lines(0..<10))
    disk.write("b.jsonl", Rig.lines(10..<20))
    rig.settle()
    let both = rig.settings
    rig.reconfigure([both[1]])
    disk.write("a.jsonl", Rig.lines(20..<30))
    rig.settle()
    rig.expectCounted(0..<20)
    try rig.kill()
    rig.reconfigure(both)
    rig.settle()
    rig.expectCounted(0..<30)
  }

  @Test("what is written with a commit follows what changed, not the file")
  func commitSize() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<200_000))
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(0..<1))
    rig.look()
    rig.read()
    rig.commit()
    #expect(rig.lastCommitBytes > 0)
    #expect(rig.lastCommitBytes < 10_000)
    rig.look()
    rig.commit()
    #expect(rig.lastCommitBytes == 0)
  }

  @Test("damaged records are refused, never read as something else")
  func damaged() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<3000))
    rig.settle()
    let records = rig.records
    for index in records.indices {
      for cut in [0, 1, 5, 20] where cut < records[index].body?.count ?? 0 {
        var broken = records
        broken[index].body = broken[index].body.map { Array($0.prefix(cut)) }
        #expect(throws: DamagedRecord.self) {
          _ = try Tailer(sources: rig.settings, records: broken)
        }
      }
    }
  }
}
