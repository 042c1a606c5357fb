import Glibc
import SpendCore
import Testing

@testable import Tailing

@Suite("inotify as a hint")
struct WatcherTests {
  /// Waits until something is reported, at most ten seconds.
  private func hint(_ watcher: inout Watcher) -> WatchHint {
    var poll = pollfd(fd: watcher.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(Glibc.poll(&poll, 1, 10_000) == 1)
    return watcher.drain()
  }

  private func sync(_ watcher: inout Watcher, _ rig: Rig) {
    while true {
      let added = watcher.sync(rig.watchTargets)
      if added.isEmpty { break }
      rig.follow(added)
    }
    _ = watcher.drain()
    rig.settle()
  }

  @Test("appends, rotations and links are reported, and the hint alone is enough")
  func hints() throws {
    let rig = try Rig()
    var watcher = try Watcher()
    rig.settle()
    sync(&watcher, rig)
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    rig.follow(hint(&watcher))
    rig.expectCounted(0..<10)
    sync(&watcher, rig)
    rig.disk.write("events.jsonl", Rig.lines(10..<20))
    rig.follow(hint(&watcher))
    rig.expectCounted(0..<20)
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.write("events.jsonl", Rig.lines(20..<30))
    rig.follow(hint(&watcher))
    rig.expectCounted(0..<30)
    sync(&watcher, rig)
    rig.disk.write("events.jsonl.1", Rig.lines(30..<31))
    rig.follow(hint(&watcher))
    rig.expectCounted(0..<31)
    #expect(watcher.problem == nil)
  }

  @Test("what was renamed before anybody saw it is known by the rename, whatever its name")
  func renamedUnseen() throws {
    let rig = try Rig()
    var watcher = try Watcher()
    rig.settle()
    sync(&watcher, rig)
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    rig.follow(hint(&watcher))
    sync(&watcher, rig)
    rig.disk.rename("events.jsonl", "first")
    rig.disk.write("events.jsonl", Rig.lines(10..<20))
    rig.disk.rename("events.jsonl", "second")
    rig.disk.write("events.jsonl", Rig.lines(20..<30))
    rig.disk.rename("events.jsonl", "once")
    rig.disk.rename("once", "third")
    rig.disk.write("events.jsonl", Rig.lines(30..<40))
    // Of no concern, and no file.
    rig.disk.write("other", Rig.lines(90..<99))
    rig.disk.rename("other", "another")
    rig.follow(hint(&watcher))
    rig.settle()
    rig.expectCounted(0..<40)
    rig.disk.write("third", Rig.lines(40..<41))
    try rig.kill()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<41)
  }

  @Test("directories that do not exist yet")
  func missing() throws {
    let disk = Disk()
    let rig = try Rig(
      disk: disk,
      [SourceSettings(origin: .file(pattern: disk.path("a/b/events.jsonl"), rotated: []))])
    var watcher = try Watcher()
    rig.settle()
    sync(&watcher, rig)
    disk.makeDirectory("a")
    rig.follow(hint(&watcher))
    sync(&watcher, rig)
    disk.makeDirectory("a/b")
    rig.follow(hint(&watcher))
    sync(&watcher, rig)
    disk.write("a/b/events.jsonl", Rig.lines(0..<10))
    rig.follow(hint(&watcher))
    rig.expectCounted(0..<10)
  }

  @Test("an overflow means: look at everything")
  func overflow() throws {
    let rig = try Rig()
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    var hint = WatchHint()
    hint.isOverflow = true
    rig.follow(hint)
    rig.expectCounted(0..<10)
  }
}
