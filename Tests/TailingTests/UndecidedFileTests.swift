import Glibc
import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// Files under a rotated name that say nothing yet: winston, for one, goes on in `F.2` while `F.1`
/// and `F` are still there, and creates it empty.
@Suite("Files that say nothing yet")
struct UndecidedFileTests {
  /// `F`, and `F.1` which grows, are read; `F.2` was just created.
  private static func winston() throws -> Rig {
    let disk = Disk()
    disk.write("cost-2026-11-28.jsonl", Rig.lines(0..<10))
    disk.write("cost-2026-11-28.jsonl.1", Rig.lines(10..<20))
    let rig = try Rig(
      disk: disk, [SourceSettings(origin: .file(pattern: disk.path("cost-*.jsonl"), rotated: []))])
    rig.settle()
    rig.expectCounted(0..<20)
    disk.write("cost-2026-11-28.jsonl.2", "")
    follow(rig, "cost-2026-11-28.jsonl.2")
    return rig
  }

  /// A second later, told that a name came.
  private static func follow(_ rig: Rig, _ name: String) {
    rig.pass(1)
    var hint = WatchHint()
    hint.paths = [FilePath(rig.disk.path(name))]
    rig.follow(hint)
  }

  private static func path(_ rig: Rig) -> String { rig.disk.path("cost-2026-11-28.jsonl.2") }

  @Test("the first line in an empty one is read when inotify tells of it")
  func hinted() throws {
    let rig = try Self.winston()
    var watcher = try Watcher()
    #expect(rig.watchTargets.empty == [FilePath(Self.path(rig))])
    while !watcher.sync(rig.watchTargets).isEmpty {}
    _ = watcher.drain()
    rig.disk.write("cost-2026-11-28.jsonl.2", Rig.lines(20..<21))
    rig.disk.write("cost-2026-11-28.jsonl.1", Rig.lines(21..<22))
    var poll = pollfd(fd: watcher.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(Glibc.poll(&poll, 1, 10_000) == 1)
    rig.follow(watcher.drain())
    rig.expectCounted(0..<22)
    // From now on it is watched as what is open.
    #expect(rig.watchTargets.empty.isEmpty && rig.watchTargets.files.count == 3)
    while !watcher.sync(rig.watchTargets).isEmpty {}
    _ = watcher.drain()
    rig.disk.write("cost-2026-11-28.jsonl.2", Rig.lines(22..<23))
    #expect(Glibc.poll(&poll, 1, 10_000) == 1)
    rig.follow(watcher.drain())
    rig.expectCounted(0..<23)
  }

  @Test("without inotify it is read with the next look, not with the next inventory")
  func looked() throws {
    let rig = try Self.winston()
    rig.disk.write("cost-2026-11-28.jsonl.2", Rig.lines(20..<21))
    rig.pass(5)
    rig.look()
    rig.read()
    rig.expectCounted(0..<21)
  }

  @Test("a name that comes is found within a look where nobody tells of it")
  func blind() throws {
    let disk = Disk()
    disk.makeDirectory("logs")
    disk.write("logs/cost-1.jsonl", Rig.lines(0..<10))
    let rig = try Rig(
      disk: disk,
      [SourceSettings(origin: .file(pattern: disk.path("logs/cost-*.jsonl"), rotated: []))])
    rig.harness.withTailer { $0.isBlind = true }
    rig.settle()
    rig.expectCounted(0..<10)
    disk.write("logs/cost-2.jsonl", Rig.lines(10..<20))
    rig.pass(5)
    rig.look()
    rig.read()
    rig.expectCounted(0..<20)
  }

  @Test("one that goes again is forgotten")
  func gone() throws {
    let rig = try Self.winston()
    unlink(Self.path(rig))
    rig.pass(5)
    rig.look()
    #expect(rig.watchTargets.empty.isEmpty)
  }

  @Test("what cannot be told from a copy yet is not said to be read")
  func young() throws {
    let disk = Disk()
    // The same line again and again: a copy of it could be anything. Born before the file that it
    // resembles, because a younger one is taken for its copy at once.
    let text = String(repeating: "{\"x\":1}\n", count: 50)
    disk.write("events.jsonl.1", "")
    disk.write("events.jsonl", text)
    let rig = try Rig(disk: disk)
    rig.settle()
    disk.write("events.jsonl.1", String(text.prefix(200)))
    Self.follow(rig, "events.jsonl.1")
    #expect(rig.harness.withTailer { $0.undecidedBytes(source: 0) } == 200)
    #expect(rig.counted.count == 50)
    rig.pass(31)
    rig.settle()
    #expect(rig.harness.withTailer { $0.undecidedBytes(source: 0) } == 0)
  }

  @Test("many of them are not all watched")
  func many() throws {
    let disk = Disk()
    disk.write("events.jsonl", Rig.lines(0..<3))
    for number in 1...200 { disk.write("events.jsonl.\(number)", "") }
    let rig = try Rig(disk: disk)
    rig.settle()
    #expect(rig.watchTargets.empty.count == 64)
    disk.write("events.jsonl.199", Rig.lines(3..<5))
    rig.pass(5)
    rig.look()
    rig.read()
    rig.expectCounted(0..<5)
  }
}
