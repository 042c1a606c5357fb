import Glibc
import Testing

@testable import Tailing

@Suite("Files that are changed in place")
struct CopyTruncateTests {
  @Test("copytruncate between two looks, with unread lines", arguments: Kills.allCases)
  func live(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<500))
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(500..<600))
    rig.disk.copy("events.jsonl", "events.jsonl.1")
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(600..<620))
    try kills.step(rig)
    rig.expectCounted(0..<620)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<620)
    #expect(rig.states == [.sealed, .active])
  }

  @Test("a look at every moment of copytruncate", arguments: Kills.allCases)
  func everyMoment(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<300))
    try kills.step(rig)
    rig.disk.write("events.jsonl.1", "")
    try kills.step(rig)
    let half = Array(rig.disk.bytes("events.jsonl").prefix(7000))
    rig.disk.write("events.jsonl.1", String(decoding: half, as: UTF8.self))
    try kills.step(rig)
    rig.disk.copy("events.jsonl", "events.jsonl.1")
    try kills.step(rig)
    rig.disk.truncate("events.jsonl")
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(300..<310))
    try kills.step(rig)
    rig.expectCounted(0..<310)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<310)
  }

  @Test("copytruncate of a file with one line", arguments: Kills.allCases)
  func oneLine(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<1))
    try kills.step(rig)
    rig.disk.copy("events.jsonl", "events.jsonl.1")
    try kills.step(rig)
    rig.disk.truncate("events.jsonl")
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(1..<2))
    try kills.step(rig)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<2)
  }

  @Test("regrown beyond the old offset, also with the same head", arguments: Kills.allCases)
  func regrown(kills: Kills) throws {
    let rig = try Rig()
    let head = "{\"schema\":1}\n"
    rig.disk.write("events.jsonl", head + Rig.lines(0..<100))
    try kills.step(rig)
    rig.disk.copy("events.jsonl", "events.jsonl.1")
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", head + Rig.lines(100..<400))
    try kills.step(rig)
    let events = rig.counted.filter { $0.hasPrefix("{\"id") }
    #expect(events.sorted() == Rig.lines(0..<400).split(separator: "\n").map(String.init).sorted())
    #expect(rig.counted.count == 402)
  }

  @Test("truncated without a copy: everything read is an unverified end")
  func noCopy() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<100))
    rig.settle()
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(100..<110))
    rig.settle()
    rig.expectCounted(0..<110, unverified: 1)
  }

  @Test("truncated without a copy and with unread bytes: a gap")
  func gap() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<100) + "{\"id\":1")
    rig.settle()
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(100..<110))
    rig.settle()
    rig.expectCounted(0..<110, gaps: 1)
  }

  @Test("a writer without O_APPEND leaves a hole of NULs", arguments: Kills.allCases)
  func hole(kills: Kills) throws {
    let rig = try Rig()
    let fd = rig.disk.writer("events.jsonl", append: false)
    defer { close(fd) }
    Disk.write(fd, Array(Rig.lines(0..<5000).utf8))
    try kills.step(rig)
    rig.disk.copy("events.jsonl", "events.jsonl.1")
    rig.disk.truncate("events.jsonl")
    Disk.write(fd, Array(Rig.lines(5000..<5010).utf8))
    try kills.step(rig)
    rig.expectCounted(0..<5010)
    Disk.write(fd, Array(Rig.lines(5010..<5020).utf8))
    try kills.step(rig)
    rig.expectCounted(0..<5020)
    #expect(rig.status.contains { $0.counts.nulBytes > 200_000 })
  }

  @Test("cut back to an earlier line, as after a power cut", arguments: Kills.allCases)
  func cutBack(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<1000))
    try kills.step(rig)
    let size = Int64(Rig.lines(0..<900).utf8.count)
    rig.disk.truncate("events.jsonl", to: size)
    rig.disk.write("events.jsonl", Rig.lines(1000..<1010))
    try kills.step(rig)
    rig.expectCounted(0..<1010, unverified: 1)
  }

  @Test(
    "cut back to where no line ends are remembered: at most a chunk counts again",
    arguments: Kills.allCases, [2000, 5000])
  func cutFarBack(kills: Kills, left: Int) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<8000))
    try kills.step(rig)
    let size = Int64(Rig.lines(0..<left).utf8.count)
    rig.disk.truncate("events.jsonl", to: size)
    rig.disk.write("events.jsonl", Rig.lines(8000..<8010))
    try kills.step(rig)
    #expect(Set(rig.counted).count == 8010)
    let twice = rig.counted.count - 8010
    #expect(twice * 13 < ChunkLayout.small, "lines of 13 bytes and more")
  }

  @Test("a writer that leaves NULs each time, after a replacement that nobody has read")
  func headOfNULs() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", "")
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(0..<4), flags: 0, at: 8192)
    rig.disk.copy("events.jsonl", "new")
    rig.disk.write("new", Rig.lines(4..<9))
    rig.disk.rename("new", "events.jsonl")
    rig.disk.copy("events.jsonl", "events.jsonl.1")
    rig.look()
    rig.commit()
    try rig.kill()
    let size = Int64(rig.disk.bytes("events.jsonl").count)
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(9..<20), flags: 0, at: size)
    for _ in 0..<3 {
      rig.settle()
      rig.pass(40)
    }
    rig.expectCounted(0..<20)
  }

  @Test(
    "cut and copied while a part of it is handed out, with lines that only the copy keeps",
    arguments: [5, 50, 500])
  func cutWhileHandedOut(added: Int) throws {
    let rig = try Rig(options: TailOptions(window: 32_768))
    rig.disk.write("events.jsonl", Rig.lines(0..<1000))
    rig.bite = 300
    rig.look()
    rig.commit()
    rig.read(chunks: 1)
    let kept = Rig.lines(0..<100).utf8.count
    rig.disk.truncate("events.jsonl", to: Int64(kept))
    rig.disk.write("events.jsonl", Rig.lines(2000..<2000 + added))
    rig.disk.copy("events.jsonl", "events.jsonl.1")
    rig.pass(31)
    rig.look()
    rig.read()
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(3000..<3007))
    for _ in 0..<3 {
      rig.settle()
      rig.pass(40)
    }
    let lines = { (numbers: Range<Int>) in
      Rig.lines(numbers).split(separator: "\n").map(String.init)
    }
    let counted = Dictionary(rig.counted.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counted.values.allSatisfy { $0 == 1 })
    for line in lines(0..<100) + lines(2000..<2000 + added) + lines(3000..<3007) {
      #expect(counted[line] == 1, "\(line)")
    }
  }
}
