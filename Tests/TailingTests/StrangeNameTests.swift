import SpendCore
import Testing

@testable import Tailing

/// Files that were rotated while the daemon was down, to names that are on no list.
@Suite("rotated while down to any name") struct StrangeNameTests {
  enum Way: CaseIterable { case renamed, copiedAndCut, compressed }

  /// How programs name a rotated `events.jsonl`, the older first.
  static let names: [(program: String, older: String, newer: String)] = [
    ("pm2", "events__2026-11-27_00-00-00.jsonl", "events__2026-11-28_00-00-00.jsonl"),
    ("rotating-file-stream", "20261127-0530-01-events.jsonl", "20261128-0530-02-events.jsonl"),
    ("winston", "events2.jsonl", "events1.jsonl"),
    ("winston, growing", "events1.jsonl", "events2.jsonl"),
    ("svlogd", "@400000006567a2b31badcafe.u", "@400000006567b3c40badcafe.u"),
    ("s6-log", "@400000006567a2b31badcafe.s", "@400000006567b3c40badcafe.s"),
    ("Serilog", "events20261127.jsonl", "events20261128.jsonl"),
    ("lumberjack", "events-2026-11-27T00-00-00.000.jsonl", "events-2026-11-28T00-00-00.000.jsonl"),
    ("Python", "events.jsonl.2026-11-27_00", "events.jsonl.2026-11-28_00"),
    ("log4js", "events.2026-11-27.jsonl", "events.2026-11-28.jsonl"),
    ("logback", "events.2026-11-27.0.jsonl", "events.2026-11-28.0.jsonl"),
    ("a directory a day", "archive/2026-11-27/events.jsonl", "archive/2026-11-28/events.jsonl"),
    ("hand", "before lunch 1", "before lunch 2"),
  ]

  static let single = [
    "events.jsonl.old", "events.jsonl.bak", "events.jsonl~", "archive/events.jsonl", "old",
    "x.gz.d",
    "archive/2026/x",
  ]

  private func begin() throws -> Rig {
    let rig = try Rig()
    for each in ["archive", "archive/2026", "archive/2026-11-27", "archive/2026-11-28"] {
      rig.disk.makeDirectory(each)
    }
    rig.disk.write("events.jsonl", Rig.lines(0..<60))
    rig.settle()
    return rig
  }

  private func rotate(_ disk: Disk, to name: String, _ way: Way) {
    switch way {
    case .renamed: disk.rename("events.jsonl", name)
    case .copiedAndCut:
      disk.copy("events.jsonl", name)
      disk.truncate("events.jsonl")
    case .compressed:
      disk.rename("events.jsonl", name)
      disk.compress(name, name + ".gz")
    }
  }

  @Test("what was written before the rotation is found", arguments: Way.allCases)
  func once(way: Way) throws {
    for name in Self.names.map(\.newer) + Self.single {
      let rig = try begin()
      rig.disk.write("events.jsonl", Rig.lines(60..<75))
      rotate(rig.disk, to: name, way)
      rig.disk.write("events.jsonl", Rig.lines(75..<90))
      try rig.kill()
      rig.settle()
      rig.expectCounted(0..<90)
      rig.pass(100)
      rig.settle()
      try rig.kill()
      rig.disk.write("events.jsonl", Rig.lines(90..<95))
      rig.settle()
      rig.expectCounted(0..<95)
    }
  }

  @Test(
    "rotated twice, the second file is known by its name", arguments: [Way.renamed, .compressed])
  func twice(way: Way) throws {
    for (program, older, newer) in Self.names {
      let rig = try begin()
      rig.disk.write("events.jsonl", Rig.lines(60..<75))
      rotate(rig.disk, to: older, way)
      rig.pass(1)
      rig.disk.write("events.jsonl", Rig.lines(75..<90))
      rotate(rig.disk, to: newer, way)
      rig.disk.write("events.jsonl", Rig.lines(90..<95))
      try rig.kill()
      rig.settle()
      rig.expectCounted(0..<95)
      #expect(rig.counted.count == 95, "\(program)")
    }
  }

  @Test(
    "rotated several times between two looks, while somebody watches",
    arguments: [Way.renamed, .compressed], [false, true])
  func quickly(way: Way, isCreatedEmpty: Bool) throws {
    for (program, older, newer) in Self.names {
      let rig = try begin()
      rig.disk.rename("events.jsonl", "archive/0-" + older.split(separator: "/").last!)
      rig.disk.write("events.jsonl", Rig.lines(60..<65))
      rig.settle()
      rig.disk.write("events.jsonl", Rig.lines(65..<75))
      rotate(rig.disk, to: older, .renamed)
      rig.pass(1)
      rig.disk.write("events.jsonl", Rig.lines(75..<90))
      rotate(rig.disk, to: newer, way)
      rig.disk.write("events.jsonl", isCreatedEmpty ? "" : Rig.lines(90..<95))
      rig.settle()
      if isCreatedEmpty { rig.disk.write("events.jsonl", Rig.lines(90..<95)) }
      rig.settle()
      #expect(rig.counted.count == 95, "\(program)")
      rig.expectCounted(0..<95)
      rig.pass(100)
      rig.settle()
      try rig.kill()
      rig.settle()
      rig.expectCounted(0..<95)
    }
  }

  @Test("nothing consumed yet: the first bytes tell, or device, inode and birth")
  func nothingConsumed() throws {
    for isEmpty in [true, false] {
      let rig = try Rig()
      rig.disk.write("events.jsonl", isEmpty ? "" : "{\"id\":0,")
      rig.settle()
      rig.disk.write(
        "events.jsonl", isEmpty ? Rig.lines(0..<9) : "\"pad\":\"\"}\n" + Rig.lines(1..<9))
      rig.disk.rename("events.jsonl", "events__1")
      rig.disk.write("events.jsonl", Rig.lines(9..<20))
      try rig.kill()
      rig.settle()
      rig.expectCounted(0..<20)
    }
  }

  @Test("a link on the way is turned between finding it and looking at it")
  func linkTurned() throws {
    let disk = Disk()
    disk.makeDirectory("a0")
    disk.makeDirectory("a1")
    disk.symlink("a0", "now")
    let rig = try Rig(
      disk: disk,
      [SourceSettings(origin: .file(pattern: disk.path("now/events.jsonl"), rotated: []))])
    disk.write("a0/events.jsonl", Rig.lines(0..<60))
    rig.settle()
    disk.write("a0/events.jsonl", Rig.lines(60..<75))
    // Another file, so that it is not known by its inode.
    disk.copy("a0/events.jsonl", "a0/kept")
    disk.unlink("a0/events.jsonl")
    disk.write("a0/events.jsonl", "")
    try rig.kill()
    rig.look()
    disk.symlink("a1", "next")
    disk.rename("next", "now")
    disk.write("a1/events.jsonl", Rig.lines(75..<90))
    rig.settle()
    rig.expectCounted(0..<90)
  }

  @Test("while the file that took its place is written again")
  func besideRewrite() throws {
    let rig = try begin()
    rig.disk.write("events.jsonl", Rig.lines(60..<75))
    rig.disk.copy("events.jsonl", "kept")
    rig.disk.unlink("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(75..<90))
    try rig.kill()
    // What is found is looked at with the next look, which does not come.
    rig.look()
    rig.commit()
    rig.read()
    rig.commit()
    try rig.kill()
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(75..<80))
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(80..<95))
    rig.settle()
    rig.expectCounted(0..<95, unverified: 1)
  }

  @Test("a backup under a name of rotated files is not taken for a file that has another name now")
  func backup() throws {
    let rig = try begin()
    rig.disk.copy("events.jsonl", "events.jsonl-20261127")
    rig.disk.write("events.jsonl", Rig.lines(60..<75))
    rotate(rig.disk, to: "kept", .renamed)
    rig.disk.write("events.jsonl", Rig.lines(75..<80))
    try rig.kill()
    rig.settle()
    rig.expectCounted(0..<80)
  }

  @Test(
    "an editor keeps the old file under another name", arguments: ["events.jsonl~", "kept"],
    [false, true])
  func editor(name: String, isLive: Bool) throws {
    for isInPlace in [false, true] {
      let rig = try begin()
      rig.disk.write("events.jsonl", Rig.lines(60..<200))
      rig.settle()
      if isInPlace {
        rig.disk.copy("events.jsonl", name)
        rig.disk.truncate("events.jsonl")
      } else {
        rig.disk.rename("events.jsonl", name)
      }
      for start in stride(from: isLive ? 0 : 5, to: 200, by: 5) {
        rig.disk.write("events.jsonl", Rig.lines(start..<start + 5))
        if isLive { rig.look() }
      }
      if !isLive { try rig.kill() }
      rig.settle()
      rig.disk.write("events.jsonl", Rig.lines(200..<210))
      rig.settle()
      let lines = Rig.lines(0..<210).split(separator: "\n").map(String.init)
      #expect(rig.counted.sorted() == lines.sorted())
    }
  }

  @Test("files of others are not taken for siblings")
  func strangers() throws {
    let rig = try begin()
    let stranger = "{\"id\":\"stranger\"}\n"
    rig.disk.write("events__2026-11-26_00-00-00.jsonl", stranger)
    rig.pass(1)
    rig.disk.write("events.jsonl", Rig.lines(60..<75))
    rotate(rig.disk, to: "events__2026-11-27_00-00-00.jsonl", .renamed)
    rig.pass(1)
    for name in [
      "other__2026-11-28_00-00-00.jsonl", "events2__2026-11-28_00-00-00.jsonl", "events.json",
      "events__2026-11-25_00-00-00.jsonl", "events__2026-11-28.jsonl", "events__now.jsonl",
      "archive/events__2026-11-28_00-00-00.jsonl",
    ] { rig.disk.write(name, stranger) }
    rig.disk.write("events.jsonl", Rig.lines(75..<80))
    try rig.kill()
    rig.settle()
    rig.expectCounted(0..<80)
  }

  @Test("what another source reads is not looked for")
  func otherSource() throws {
    let disk = Disk()
    let rig = try Rig(
      disk: disk,
      ["events", "other"].map {
        SourceSettings(origin: .file(pattern: disk.path("\($0).jsonl"), rotated: []))
      })
    disk.write("events.jsonl", Rig.lines(0..<60))
    disk.write("other.jsonl", Rig.lines(60..<70))
    rig.settle()
    disk.unlink("events.jsonl")
    disk.write("other.jsonl", Rig.lines(70..<80))
    try rig.kill()
    rig.settle()
    rig.expectCounted(0..<80, unverified: 1)
  }

  @Test("what is nowhere is a gap")
  func nowhere() throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<60) + "{\"id\":60,")
    rig.settle()
    rig.disk.write("like", Rig.lines(0..<59))
    rig.disk.write("events.jsonl", "\"pad\":\"\"}\n")
    rig.disk.unlink("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(61..<70))
    try rig.kill()
    rig.settle()
    rig.expectCounted(Array(0..<60) + Array(61..<70), gaps: 1)
  }

  @Test("strange files cost a look at each; those that may be the heir are opened by turns")
  func costs() throws {
    let files = FaultyFileSystem()
    let rig = try Rig(fileSystem: files)
    rig.disk.write("events.jsonl", Rig.lines(0..<60))
    rig.settle()
    rig.disk.write("older", Rig.lines(100..<200))
    rig.disk.age("older", seconds: 60)
    rig.disk.makeDirectory("small")
    for number in 0..<1500 { rig.disk.write("small/\(number)", "{}\n") }
    for number in 1000..<1450 {
      rig.disk.write("large\(number)x", Rig.lines(number..<number + 100))
    }
    rig.disk.unlink("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(60..<70))
    try rig.kill()
    var opened: [String: Int] = [:]
    files.fault = { call, path in
      if call == "open" { opened[path, default: 0] += 1 }
      return nil
    }
    rig.look()
    rig.read()
    // What is there is read meanwhile, and is not all.
    rig.expectCounted(0..<70)
    #expect(opened.count == HeirSearch.opensPerSecond + 1)
    #expect(!rig.hasReachedEnd())
    for _ in 0..<2 {
      rig.pass(1)
      rig.look()
      rig.read()
    }
    #expect(rig.hasReachedEnd())
    rig.expectCounted(0..<70, unverified: 1)
    #expect(opened.count == 451)
    #expect(opened.values.allSatisfy { $0 == 1 })
    #expect(!opened.keys.contains { $0.contains("small") || $0.hasSuffix("older") })
  }

  @Test("a directory of files that all went to strange names costs so much for each of them")
  func manyCosts() throws {
    func calls(count: Int) throws -> Int {
      let (files, disk) = (FaultyFileSystem(), Disk())
      disk.makeDirectory("logs")
      disk.makeDirectory("logs/old")
      var options = TailOptions()
      options.isOnce = true
      let source = SourceSettings(origin: .file(pattern: disk.path("logs/*.jsonl"), rotated: []))
      let rig = try Rig(disk: disk, [source], options: options, fileSystem: files)
      for number in 0..<count {
        disk.write("logs/\(number).jsonl", Rig.lines(number * 10..<number * 10 + 10))
      }
      rig.settle()
      for number in 0..<count {
        let name = "logs/old/app\(number * 7919 % 1000)-x"
        disk.rename("logs/\(number).jsonl", name)
        if number.isMultiple(of: 2) { disk.compress(name, name + "z") }
      }
      disk.write("logs/old/app5-x", Rig.lines(90_000..<90_010))
      try rig.kill()
      var calls = 0
      files.before = { _ in calls += 1 }
      rig.settle()
      let added = rig.counted.count - count * 10
      #expect(added == 0 || added == 10, "\(added)")
      return calls
    }
    let (few, many) = (try calls(count: 150), try calls(count: 300))
    #expect(many < few * 5 / 2, "\(few), \(many)")
  }

  @Test(
    "names that may follow on others",
    arguments: [
      ("events__2026-11-27.jsonl", "events__2026-11-28.jsonl", true),
      ("events__2026-11-28.jsonl", "events__2026-11-27.jsonl", false),
      ("events2.jsonl", "events1.jsonl", true),
      ("events2.jsonl.gz", "events1.jsonl", true),
      ("events1.jsonl", "events1.jsonl.gz", false),
      ("events9.jsonl", "events10.jsonl", true),
      ("@400000006567a2b31badcafe.s", "@400000006567b3c40badcafe.s", true),
      ("@400000006567b3c40badcafe.s", "@400000006567a2b31badcafe.s", false),
      ("other1.jsonl", "events1.jsonl", false),
      ("events-1.jsonl", "events7-1.jsonl", false),
      ("events.jsonl.old", "events.jsonl.older", false),
    ] as [(String, String, Bool)])
  func shapes(heir: String, other: String, mayFollow: Bool) {
    let source: FilePath = "events.jsonl"
    let shapes = [heir, other].map { NameShape(FilePath($0), of: source) }
    #expect(shapes[1].mayFollow(shapes[0]) == mayFollow)
  }

  @Test("digits of the name of the source are no number")
  func ownDigits() {
    let shapes = ["app1__27.log", "app2__28.log", "app1__28.log"].map {
      NameShape(FilePath($0), of: "app1.log")
    }
    #expect(!shapes[1].mayFollow(shapes[0]))
    #expect(shapes[2].mayFollow(shapes[0]))
  }
}
