import Glibc
import SpendCore
import Testing

@testable import Tailing

@Suite("Lines of every kind")
struct LineTests {
  @Test("a byte order mark at the start of a file is skipped", arguments: Kills.allCases)
  func bom(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", "\u{FEFF}" + Rig.lines(0..<3))
    try kills.step(rig)
    rig.expectCounted(0..<3)
  }

  @Test("lines too long for the buffer are counted once each", arguments: Kills.allCases)
  func oversize(kills: Kills) throws {
    let disk = Disk()
    let settings = SourceSettings(
      origin: .file(pattern: disk.path("events.jsonl"), rotated: []), maxLineBytes: 10_000)
    let rig = try Rig(disk: disk, [settings], options: TailOptions(window: 8192))
    disk.write("events.jsonl", Rig.lines(0..<10) + String(repeating: "a", count: 30_000))
    try kills.step(rig)
    #expect(rig.oversize == 0)
    disk.write("events.jsonl", String(repeating: "b", count: 50_000))
    try kills.step(rig)
    disk.write("events.jsonl", "\n" + Rig.lines(10..<20) + String(repeating: "c", count: 20_000))
    try kills.step(rig)
    #expect(rig.oversize == 1)
    disk.rename("events.jsonl", "events.jsonl.1")
    disk.write("events.jsonl", Rig.lines(20..<30))
    rig.pass(40)
    try kills.step(rig)
    #expect(rig.oversize == 2)
    rig.expectCounted(0..<30)
    #expect(rig.status.reduce(0) { $0 + $1.oversize } == 2)
  }

  @Test("a line just within the limit is handed out whole, however small the window")
  func withinLimit() throws {
    let disk = Disk()
    let settings = SourceSettings(
      origin: .file(pattern: disk.path("events.jsonl"), rotated: []), maxLineBytes: 100_000)
    let rig = try Rig(disk: disk, [settings], options: TailOptions(window: 4096))
    let line = String(repeating: "z", count: 100_000)
    disk.write("events.jsonl", line + "\n" + Rig.lines(1..<2))
    rig.settle()
    #expect(rig.counted.first == line)
    #expect(rig.oversize == 0)
    #expect(rig.counted.count == 2)
  }

  @Test("NULs wait until something follows them", arguments: Kills.allCases)
  func nuls(kills: Kills) throws {
    let rig = try Rig(options: TailOptions(window: 65536))
    rig.disk.write("events.jsonl", Rig.lines(0..<5))
    rig.disk.truncate("events.jsonl", to: 300_000)
    try kills.step(rig)
    rig.expectCounted(0..<5)
    rig.disk.write("events.jsonl", String(repeating: "\0", count: 200_000))
    try kills.step(rig)
    rig.expectCounted(0..<5)
    rig.disk.write("events.jsonl", Rig.lines(5..<9))
    try kills.step(rig)
    rig.expectCounted(0..<9)
    let nuls = 500_000 - Int64(Rig.lines(0..<5).utf8.count)
    #expect(rig.status.reduce(0) { $0 + $1.counts.nulBytes } == nuls)
  }

  @Test("an unterminated end is handed out when its file is over", arguments: Kills.allCases)
  func unterminated(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<3) + String(Rig.lines(3..<4).dropLast()))
    try kills.step(rig)
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    try kills.step(rig)
    rig.expectCounted(0..<3)
    rig.pass(40)
    try kills.step(rig)
    try kills.step(rig)
    rig.expectCounted(0..<4)
    #expect(rig.states == [.sealed])
  }

  @Test("a rest that comes late to a sealed file is read on", arguments: Kills.allCases)
  func late(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<3))
    try kills.step(rig)
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.pass(40)
    try kills.step(rig)
    #expect(rig.states == [.sealed])
    rig.disk.write("events.jsonl.1", Rig.lines(3..<6))
    rig.pass(40)
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<6)
    #expect(rig.states == [.sealed])
  }

  @Test("a run that ends seals by the age of the last write")
  func once() throws {
    let rig = try Rig(options: TailOptions(isOnce: true))
    rig.disk.write("events.jsonl.1", "{\"id\":1}")
    rig.disk.write("events.jsonl.2", "{\"id\":2}")
    rig.disk.age("events.jsonl.2", seconds: 100)
    rig.look()
    rig.commit()
    rig.read()
    #expect(rig.counted == ["{\"id\":2}"])
    #expect(rig.hasReachedEnd())
  }
}
