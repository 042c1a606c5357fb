import Glibc
import SpendCore
import Testing

@testable import Tailing

/// When a kill comes: never, or after every step.
enum Kills: String, CaseIterable, CustomTestStringConvertible {
  case none
  case everywhere
  case withoutLastCommit

  var testDescription: String { rawValue }

  /// What the daemon does after a step of a scenario.
  func step(_ rig: Rig) throws {
    switch self {
    case .none: rig.settle()
    case .everywhere:
      rig.settle()
      try rig.kill()
      rig.settle()
    case .withoutLastCommit:
      rig.look()
      if rig.wantsCommit { rig.commit() }
      rig.read()
      try rig.kill()
      rig.settle()
    }
  }
}

@Suite("Following a file and its rename rotation")
struct RenameRotationTests {
  @Test("lines are counted once, partial ones when they are complete", arguments: Kills.allCases)
  func partial(kills: Kills) throws {
    let rig = try Rig()
    try kills.step(rig)
    #expect(rig.hasReachedEnd())
    rig.disk.write("events.jsonl", Rig.lines(0..<10) + "{\"id\":10,\"pa")
    try kills.step(rig)
    rig.expectCounted(0..<10)
    rig.disk.write("events.jsonl", String(Rig.lines(10..<12).dropFirst(12)))
    try kills.step(rig)
    rig.expectCounted(0..<12)
  }

  @Test("a renamed file is read to its end, late writers included", arguments: Kills.allCases)
  func renamed(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<1000))
    let late = rig.disk.writer("events.jsonl")
    try kills.step(rig)
    rig.disk.write("events.jsonl", Rig.lines(1000..<1100))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.write("events.jsonl", Rig.lines(1100..<1200))
    try kills.step(rig)
    rig.expectCounted(0..<1200)
    Disk.write(late, Array(Rig.lines(1200..<1210).utf8))
    try kills.step(rig)
    rig.expectCounted(0..<1210)
    rig.pass(40)
    try kills.step(rig)
    #expect(rig.states == [.draining, .active])
    close(late)
    rig.pass(40)
    try kills.step(rig)
    #expect(rig.states == [.sealed, .active])
    rig.expectCounted(0..<1210)
  }

  @Test("several rotations between two looks", arguments: Kills.allCases)
  func many(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<50))
    try kills.step(rig)
    for round in 1...5 {
      for each in stride(from: round - 1, through: 1, by: -1) {
        rig.disk.rename("events.jsonl.\(each)", "events.jsonl.\(each + 1)")
      }
      rig.disk.rename("events.jsonl", "events.jsonl.1")
      rig.disk.write("events.jsonl", Rig.lines(round * 50..<round * 50 + 50))
    }
    try kills.step(rig)
    rig.expectCounted(0..<300)
    rig.pass(40)
    try kills.step(rig)
    rig.expectCounted(0..<300)
    #expect(rig.status.filter { $0.state == .sealed }.count == 5)
  }

  @Test("big files in small bites", arguments: Kills.allCases)
  func bites(kills: Kills) throws {
    let rig = try Rig(options: TailOptions(window: 8192))
    rig.bite = 1000
    rig.disk.write("events.jsonl", Rig.lines(0..<5000))
    try kills.step(rig)
    rig.disk.rename("events.jsonl", "events.jsonl-20260501")
    rig.disk.write("events.jsonl", Rig.lines(5000..<6000))
    try kills.step(rig)
    rig.expectCounted(0..<6000)
  }
}

/// Rotated files of a pattern whose own file is not there.
@Suite("rotated files without theirs") struct OrphanTests {
  @Test(
    "are read, and found again, by a pattern as by a path",
    arguments: ["logs/*.jsonl", "logs/events.jsonl", "**/*.jsonl", "l*/e*.jsonl"])
  func orphans(pattern: String) throws {
    let disk = Disk()
    disk.makeDirectory("logs")
    disk.write("logs/events.jsonl.2", Rig.lines(0..<10))
    disk.compress("logs/events.jsonl.2", "logs/events.jsonl.2.gz")
    disk.write("logs/events.jsonl.1", Rig.lines(10..<20))
    let source = SourceSettings(origin: .file(pattern: disk.path(pattern), rotated: []))
    let rig = try Rig(disk: disk, [source])
    rig.settle()
    rig.expectCounted(0..<20)
    disk.write("logs/events.jsonl", Rig.lines(20..<30))
    rig.settle()
    disk.rename("logs/events.jsonl.1", "logs/events.jsonl-20261127")
    disk.rename("logs/events.jsonl", "logs/events.jsonl.1")
    rig.settle()
    try rig.kill()
    rig.settle()
    disk.write("logs/events.jsonl", Rig.lines(30..<40))
    rig.settle()
    rig.expectCounted(0..<40)
  }
}
