import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// Somebody cuts the head off a log, or edits it, by a new file or in place.
@Suite("Files that are known again by their tail")
struct RewrittenFileTests {
  /// How a file gets its new content.
  enum Way: String, CaseIterable, CustomTestStringConvertible {
    case newFile
    case inPlace

    var testDescription: String { rawValue }

    func write(_ text: String, _ disk: Disk, _ name: String = "events.jsonl") {
      switch self {
      case .newFile:
        disk.write("t", text)
        disk.rename("t", name)
      case .inPlace:
        disk.truncate(name)
        disk.write(name, text)
      }
    }
  }

  private static let name = "events.jsonl"

  private func rewritings(_ rig: Rig) -> Int {
    rig.happenings.count {
      if case .rewritten = $0 { return true }
      return false
    }
  }

  private func lines(_ numbers: Range<Int>) -> String { Rig.lines(numbers) }

  /// Bytes at the beginning that are as many as they were, and others.
  private func redacted(_ text: String) -> String {
    String(repeating: "#", count: 9) + text.dropFirst(9)
  }

  @Test("the head is cut off", arguments: Kills.allCases, Way.allCases)
  func trimmed(kills: Kills, way: Way) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    way.write(lines(700..<1000), rig.disk)
    try kills.step(rig)
    rig.expectCounted(0..<1000)
    rig.disk.write(Self.name, lines(1000..<1010))
    try kills.step(rig)
    rig.pass(100)
    rig.settle()
    rig.expectCounted(0..<1010)
    #expect(rewritings(rig) >= 1)
  }

  @Test("cut down to a few lines, with new ones", arguments: Kills.allCases, Way.allCases)
  func fewLeft(kills: Kills, way: Way) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    way.write(lines(995..<1003), rig.disk)
    try kills.step(rig)
    rig.disk.write(Self.name, lines(1003..<1010))
    try kills.step(rig)
    rig.expectCounted(0..<1010)
  }

  @Test("an early line is redacted", arguments: Kills.allCases, Way.allCases)
  func redactedEarly(kills: Kills, way: Way) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    way.write(redacted(lines(0..<1000)) + lines(1000..<1005), rig.disk)
    try kills.step(rig)
    rig.expectCounted(0..<1005)
  }

  @Test("lines in the middle are removed", arguments: Kills.allCases, Way.allCases)
  func removed(kills: Kills, way: Way) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    way.write(lines(0..<300) + lines(400..<1000) + lines(1000..<1005), rig.disk)
    try kills.step(rig)
    rig.expectCounted(0..<1005)
  }

  @Test("while there is something that was not read", arguments: Kills.allCases)
  func unread(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    rig.disk.write(Self.name, lines(1000..<1020) + "{\"id\":1")
    Way.newFile.write(lines(700..<1021), rig.disk)
    try kills.step(rig)
    rig.disk.write(Self.name, lines(1021..<1030))
    try kills.step(rig)
    rig.pass(100)
    rig.settle()
    rig.expectCounted(0..<1030)
  }

  @Test("while nothing runs", arguments: [900, 995], Way.allCases)
  func down(first: Int, way: Way) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    rig.settle()
    rig.disk.write(Self.name, lines(1000..<1010))
    way.write(lines(first..<1020), rig.disk)
    try rig.kill()
    rig.settle()
    rig.expectCounted(0..<1020)
  }

  @Test("twice", arguments: Kills.allCases, Way.allCases)
  func twice(kills: Kills, way: Way) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    way.write(lines(700..<1000), rig.disk)
    try kills.step(rig)
    way.write(lines(800..<1001), rig.disk)
    try kills.step(rig)
    rig.disk.write(Self.name, lines(1001..<1010))
    try kills.step(rig)
    way.write(lines(850..<1012), rig.disk)
    try kills.step(rig)
    rig.expectCounted(0..<1012)
  }

  @Test("then rotated", arguments: Kills.allCases, Way.allCases)
  func thenRotated(kills: Kills, way: Way) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    way.write(lines(700..<1005), rig.disk)
    try kills.step(rig)
    rig.disk.rename(Self.name, "events.jsonl.1")
    rig.disk.write(Self.name, lines(1005..<1010))
    try kills.step(rig)
    rig.pass(100)
    try kills.step(rig)
    rig.expectCounted(0..<1010)
  }

  @Test("and rotated while nothing runs")
  func rotatedWhileDown() throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    rig.settle()
    Way.newFile.write(lines(700..<1005), rig.disk)
    rig.disk.rename(Self.name, "events.jsonl.1")
    rig.disk.write(Self.name, lines(1005..<1010))
    try rig.kill()
    rig.settle()
    rig.pass(100)
    rig.settle()
    rig.expectCounted(0..<1010)
  }

  @Test("a rotated file, and it is said once", arguments: Kills.allCases, Way.allCases)
  func rotatedTrimmed(kills: Kills, way: Way) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    rig.disk.rename(Self.name, "events.jsonl.1")
    rig.disk.write(Self.name, lines(1000..<1010))
    try kills.step(rig)
    rig.pass(100)
    try kills.step(rig)
    way.write(lines(700..<1000), rig.disk, "events.jsonl.1")
    for _ in 0..<3 {
      rig.pass(100)
      try kills.step(rig)
    }
    rig.expectCounted(0..<1010)
    if kills != .withoutLastCommit { #expect(rewritings(rig) == 1) }
  }

  @Test(
    "edited in place when it was read, rotated, and compressed when it is over",
    arguments: Kills.allCases)
  func editedAndCompressed(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    Way.inPlace.write(redacted(lines(0..<1000)) + lines(1000..<1005), rig.disk)
    try kills.step(rig)
    rig.disk.rename(Self.name, "events.jsonl.1")
    rig.disk.write(Self.name, lines(1005..<1010))
    for _ in 0..<2 {
      rig.pass(100)
      try kills.step(rig)
    }
    rig.disk.compress("events.jsonl.1", "events.jsonl.1.gz", keep: true)
    rig.pass(100)
    try kills.step(rig)
    rig.disk.unlink("events.jsonl.1")
    rig.pass(100)
    try kills.step(rig)
    rig.expectCounted(0..<1010)
  }

  @Test(
    "edited in place when it was read, and copied before the last of it was written",
    arguments: [false, true])
  func editedAndCopied(isRotated: Bool) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    rig.settle()
    Way.inPlace.write(redacted(lines(0..<1000)) + lines(1000..<1005), rig.disk)
    rig.look()
    rig.disk.copy(Self.name, "events.jsonl.1")
    rig.disk.write(Self.name, lines(1005..<1010))
    rig.read()
    rig.commit()
    rig.expectCounted(0..<1010)
    if isRotated { rig.disk.rename(Self.name, "events.jsonl.2") }
    try rig.kill()
    rig.settle()
    rig.disk.write(Self.name, lines(1010..<1020))
    for _ in 0..<2 {
      rig.pass(100)
      rig.settle()
    }
    rig.expectCounted(0..<1020)
    #expect(rewritings(rig) == 1)
  }

  @Test("edited in place, and gone when nothing new came", arguments: Kills.allCases)
  func editedAndGone(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    try kills.step(rig)
    Way.inPlace.write(lines(700..<1000), rig.disk)
    try kills.step(rig)
    rig.commit()
    try rig.kill()
    rig.disk.write(Self.name, lines(1000..<1010))
    rig.disk.unlink(Self.name)
    rig.settle()
    rig.expectCounted(0..<1000, unverified: 1)
  }

  @Test("a copy under another name counts as the file of its own that it is")
  func copy() throws {
    let disk = Disk()
    let rig = try Rig(
      disk: disk, [SourceSettings(origin: .file(pattern: disk.path("*.jsonl"), rotated: []))])
    rig.disk.write(Self.name, lines(0..<1000))
    rig.settle()
    rig.disk.write("other.jsonl", lines(700..<1000))
    rig.pass(100)
    rig.settle()
    #expect(rig.counted.count == 1300)
    #expect(rewritings(rig) == 0)
  }

  @Test("edited within the last page: what follows the last line that agrees counts again")
  func editedInWindow() throws {
    let rig = try Rig()
    rig.disk.write(Self.name, lines(0..<1000))
    rig.settle()
    Way.newFile.write(lines(500..<990) + lines(991..<1001), rig.disk)
    rig.settle()
    #expect(rig.counted.count == 1500)
    #expect(rewritings(rig) == 0)
  }

  /// As long tool definitions at the end of every line make them.
  private func long(_ numbers: Range<Int>) -> String {
    numbers.map { "{\"id\":\($0),\"tools\":\"" + String(repeating: "t", count: 5000) + "\"}\n" }
      .joined()
  }

  private func events(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init).sorted()
  }

  @Test("lines that end alike, longer than the window", arguments: Kills.allCases, Way.allCases)
  func alike(kills: Kills, way: Way) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, long(0..<100))
    try kills.step(rig)
    way.write(long(60..<105), rig.disk)
    try kills.step(rig)
    #expect(rig.counted.sorted() == events(long(0..<105)))
    // Nothing of that is in this one, though all of it ends as what was read.
    way.write(long(200..<260), rig.disk)
    try kills.step(rig)
    #expect(rig.counted.sorted() == events(long(0..<105) + long(200..<260)))
  }

  @Test(
    "edited in place when it was read, and it ends in a part of a line after a long one",
    arguments: Kills.allCases)
  func tornAfterLong(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write(Self.name, long(0..<20))
    try kills.step(rig)
    Way.inPlace.write(redacted(long(0..<20)) + long(20..<21) + "{\"id\"", rig.disk)
    try kills.step(rig)
    rig.disk.rename(Self.name, "events.jsonl.1")
    rig.disk.write(Self.name, long(21..<22))
    for _ in 0..<2 {
      rig.settle()
      rig.pass(100)
    }
    rig.disk.rename("events.jsonl.1", "events.jsonl.2")
    try rig.kill()
    rig.settle()
    #expect(rig.counted.sorted() == events(long(0..<22)))
  }

  @Test("while what it held is old enough to be over when it is read, and ends in a line")
  func unreadAndOver() throws {
    let rig = try Rig()
    rig.disk.write(Self.name, long(0..<3))
    rig.settle()
    rig.disk.write(Self.name, long(3..<5) + "{\"id\":5")
    Way.newFile.write(long(2..<8), rig.disk)
    rig.look()
    rig.pass(100)
    rig.settle()
    rig.pass(100)
    rig.settle()
    #expect(rig.counted.sorted() == events(long(0..<8)))
    #expect(rewritings(rig) == 1)
  }

  @Test("before what it held was read, all of that is read first")
  func muchUnread() throws {
    let rig = try Rig(options: TailOptions(window: 4096))
    rig.disk.write(Self.name, lines(0..<10))
    rig.settle()
    rig.disk.write(Self.name, lines(10..<1000))
    rig.look()
    Way.newFile.write(lines(500..<1010), rig.disk)
    rig.look()
    rig.read(chunks: 1)
    #expect(rig.harness.withTailer { $0.undecidedBytes(source: 0) } > 0)
    rig.settle()
    rig.expectCounted(0..<1010)
  }

  @Test("again and again, each time costs what the first did, and few of them are remembered")
  func againAndAgain() throws {
    let files = FaultyFileSystem()
    var options = TailOptions()
    options.remembered = 30
    let rig = try Rig(options: options, fileSystem: files)
    rig.disk.write(Self.name, lines(0..<200))
    rig.settle()
    var costs: [Int] = []
    for round in 0..<90 {
      let before = files.bytesRead
      let edited = lines(0..<200).replacing("xxx", with: "x\(round + 10)", maxReplacements: 90)
      Way.newFile.write(edited, rig.disk)
      rig.settle()
      costs.append(files.bytesRead - before)
      if round % 29 == 13 { try rig.kill() }
      // What was open is over, and closed.
      rig.pass(40)
      rig.settle()
    }
    rig.disk.write(Self.name, lines(200..<205))
    rig.settle()
    #expect(rig.status.count <= 2 + options.remembered)
    let distinct = Set(rig.counted.map { $0.prefix { $0 != "," } })
    #expect(rig.counted.count == 205 && distinct.count == 205)
    #expect(try #require(costs.suffix(10).max()) < 2 * costs[1], "\(costs)")
    // The records of the others are gone from the state.
    #expect(rig.records.count < 10 * (2 + options.remembered), "\(rig.records.count)")
  }
}
