import Glibc
import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// Files below `**` and in directories that a pattern names: found by what inotify tells, without
/// waiting for a look at everything.
@Suite("Patterns of many directories")
struct DeepPatternTests {
  /// A tailer to which no time passes, so that nothing but a hint makes it look.
  final class Told {
    let disk = Disk()
    let rig: Rig
    private var watcher: Watcher

    init(
      _ pattern: String, files: any FileSystem = LinuxFileSystem(),
      prepare: (Disk) -> Void = { _ in }
    ) throws {
      prepare(disk)
      rig = try Rig(
        disk: disk, [SourceSettings(origin: .file(pattern: disk.path(pattern), rotated: []))],
        fileSystem: files)
      watcher = try Watcher()
      rig.settle()
      // What has just changed may change again in the same moment.
      rig.pass(40)
      rig.settle()
      watch()
    }

    func watch() {
      while true {
        let added = watcher.sync(rig.watchTargets)
        if added.isEmpty { return }
        rig.follow(added)
      }
    }

    /// Follows what is told, until that is nothing.
    func follow(waitMilliseconds: Int32 = 10_000) {
      var poll = pollfd(fd: watcher.descriptor, events: Int16(POLLIN), revents: 0)
      #expect(Glibc.poll(&poll, 1, waitMilliseconds) == 1)
      while Glibc.poll(&poll, 1, 0) == 1 {
        rig.follow(watcher.drain())
        watch()
      }
    }
  }

  @Test(
    "any depth, none included; not below a dot, and not through links",
    arguments: ["**/*.jsonl", "**/**/*.jsonl", "**"])
  func depths(pattern: String) throws {
    let disk = Disk()
    let other = Disk()
    disk.write("a.jsonl", Rig.lines(0..<10))
    disk.makeDirectories("x/y/z/v/w")
    disk.write("x/b.jsonl", Rig.lines(10..<20))
    disk.write("x/y/z/v/w/c.jsonl", Rig.lines(20..<30))
    disk.makeDirectories(".git/x")
    disk.write(".git/x/d.jsonl", Rig.lines(100..<110))
    disk.write("x/.hidden.jsonl", Rig.lines(110..<120))
    other.write("e.jsonl", Rig.lines(120..<130))
    disk.symlink(other.root, "x/elsewhere")
    disk.symlink("..", "x/y/up")
    disk.symlink(".", "x/y/loop")
    disk.symlink("b.jsonl", "x/again.jsonl")
    let rig = try Rig(
      disk: disk, [SourceSettings(origin: .file(pattern: disk.path(pattern), rotated: []))])
    rig.settle()
    rig.expectCounted(0..<30)
    #expect(rig.hasReachedEnd() && rig.problem() == nil)
    disk.write("x/y/z/v/w/c.jsonl", Rig.lines(30..<40))
    disk.rename("x/b.jsonl", "x/b.jsonl.1")
    disk.write("x/b.jsonl", Rig.lines(40..<50))
    try rig.kill()
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<50)
  }

  private static let patterns = ["**/*.jsonl", "*/*/*.jsonl", "*/y/app.jsonl", "x/**/app.jsonl"]

  @Test("what comes is read as soon as it is told", arguments: patterns)
  func told(pattern: String) throws {
    let told = try Told(pattern)
    let (disk, rig) = (told.disk, told.rig)
    // All at once, and one after the other.
    disk.makeDirectories("x/y")
    disk.write("x/y/app.jsonl", Rig.lines(0..<10))
    told.follow()
    rig.expectCounted(0..<10)
    disk.write("x/y/app.jsonl", Rig.lines(10..<20))
    told.follow()
    rig.expectCounted(0..<20)
    // Moved in with files in it.
    disk.makeDirectories(".aside/y")
    disk.write(".aside/y/app.jsonl", Rig.lines(20..<30))
    let isBelow = !pattern.hasPrefix("x/")
    disk.rename(".aside", isBelow ? "x2" : "x/x2")
    told.follow()
    rig.expectCounted(0..<30)
    // Removed and made again.
    disk.unlink("x/y/app.jsonl")
    #expect(rmdir(disk.path("x/y")) == 0)
    told.follow()
    disk.makeDirectories("x/y")
    told.follow()
    disk.write("x/y/app.jsonl", Rig.lines(30..<40))
    told.follow()
    rig.expectCounted(0..<40, unverified: rig.status.reduce(0) { $0 + $1.unverifiedEnds })
    #expect(rig.gaps == 0 && rig.problem() == nil)
    // Moved away with its files, and written to there.
    disk.rename("x/y", "x/.y")
    disk.write("x/.y/app.jsonl", Rig.lines(40..<50))
    told.follow()
    rig.expectCounted(0..<50, unverified: rig.status.reduce(0) { $0 + $1.unverifiedEnds })
  }

  @Test("a directory that may not be read is said once, and the others go on")
  func closed() throws {
    let files = FaultyFileSystem()
    var isClosed = true
    files.fault = { call, path in
      isClosed && call == "list" && path.hasSuffix("/closed") ? EACCES : nil
    }
    let told = try Told("**/*.jsonl", files: files) { disk in
      disk.makeDirectories("closed")
      disk.makeDirectories("open")
      disk.write("closed/a.jsonl", Rig.lines(30..<40))
      disk.write("open/a.jsonl", Rig.lines(0..<10))
    }
    let (disk, rig) = (told.disk, told.rig)
    rig.expectCounted(0..<10)
    disk.write("open/a.jsonl", Rig.lines(10..<20))
    told.follow()
    disk.makeDirectories("open/new")
    disk.write("open/new/a.jsonl", Rig.lines(20..<30))
    told.follow()
    rig.expectCounted(0..<30)
    for _ in 0..<3 {
      rig.pass(40)
      rig.settle()
    }
    #expect(rig.problem()?.code == EACCES)
    #expect(rig.happenings.count { if case .unreadable = $0 { true } else { false } } == 1)
    isClosed = false
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<40)
    #expect(rig.problem() == nil)
    #expect(rig.happenings.count { if case .readable = $0 { true } else { false } } == 1)
  }

  @Test("what comes is found by looking where nobody tells", arguments: patterns)
  func blind(pattern: String) throws {
    let rig = try Rig()
    let disk = rig.disk
    rig.reconfigure([SourceSettings(origin: .file(pattern: disk.path(pattern), rotated: []))])
    rig.harness.withTailer { $0.isBlind = true }
    rig.settle()
    disk.makeDirectories("x/y/z")
    for (round, name) in ["x/y/app.jsonl", "x/y/app.jsonl"].enumerated() {
      disk.write(name, Rig.lines(round * 10..<round * 10 + 10))
      rig.pass(5)
      rig.settle()
      rig.expectCounted(0..<round * 10 + 10)
    }
  }

  @Test(
    "what an append and a new file cost does not depend on how many files there are",
    arguments: [10, 400])
  func costs(directories: Int) throws {
    let files = FaultyFileSystem()
    let told = try Told("**/*.jsonl", files: files) { disk in
      for directory in 0..<directories {
        disk.makeDirectories("d\(directory)")
        for file in 0..<10 {
          let number = directory * 10 + file
          disk.write("d\(directory)/\(file).jsonl", Rig.lines(number..<number + 1))
        }
      }
    }
    let (disk, rig) = (told.disk, told.rig)
    #expect(rig.counted.count == directories * 10)
    var calls = 0
    files.before = { _ in calls += 1 }
    disk.write("d3/5.jsonl", Rig.lines(10_000..<10_001))
    told.follow()
    #expect(rig.counted.count == directories * 10 + 1)
    #expect(calls <= 20, "an append")
    calls = 0
    disk.write("d3/new.jsonl", Rig.lines(10_001..<10_003))
    told.follow()
    #expect(rig.counted.count == directories * 10 + 3)
    #expect(calls <= 150, "a new file")
    calls = 0
    disk.makeDirectories("d4/sub")
    disk.write("d4/sub/new.jsonl", Rig.lines(10_003..<10_005))
    told.follow()
    #expect(rig.counted.count == directories * 10 + 5)
    #expect(calls <= 250, "a new directory")
    files.before = { _ in }
    // All of it is known when everything is looked at.
    rig.pass(40)
    rig.settle()
    try rig.kill()
    rig.settle()
    #expect(rig.counted.count == directories * 10 + 5 && rig.gaps == 0)
  }
}
