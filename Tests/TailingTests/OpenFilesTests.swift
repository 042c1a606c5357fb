import Glibc
import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// More files than descriptors: these are a cache, not a bound.
@Suite("More files than descriptors")
struct OpenFilesTests {
  private static let count = 60
  private static let limit = 8

  /// What happens to files between two looks.
  enum Accident: CaseIterable {
    case append, rotate, rotateTwice, delete, replace, copyTruncate, compress, kill, moveOn
  }

  private static func name(_ file: Int) -> String { "events-\(file).jsonl" }

  /// Sixty files under a glob, of which each has ten lines.
  private struct Begun {
    let files = FaultyFileSystem()
    let rig: Rig
    var next = 0

    init(openFiles: Int = limit, count: Int = count) throws {
      let disk = Disk()
      rig = try Rig(
        disk: disk, [SourceSettings(origin: .file(pattern: disk.path("*.jsonl"), rotated: []))],
        options: TailOptions(openFiles: openFiles), fileSystem: files)
      for file in 0..<count { append(to: file, 10) }
    }

    mutating func append(to file: Int, _ lines: Int) {
      rig.disk.write(OpenFilesTests.name(file), Rig.lines(next..<next + lines))
      next += lines
    }
  }

  @Test("files wait for their turn, and are read where they then are", arguments: Accident.allCases)
  func accidents(accident: Accident) throws {
    var begun = try Begun()
    let rig = begun.rig
    rig.settle()
    rig.expectCounted(0..<600)
    // Once right after everything was read, once long after.
    for round in 0..<2 {
      for file in stride(from: round, to: Self.count, by: 7) {
        let name = Self.name(file)
        switch accident {
        case .append: break
        case .rotate: rig.disk.rename(name, name + ".1")
        case .rotateTwice:
          rig.disk.rename(name, name + ".2")
          begun.append(to: file, 2)
          rig.disk.rename(name, name + ".1")
        case .delete: rig.disk.unlink(name)
        case .replace:
          rig.disk.copy(name, "new")
          rig.disk.rename("new", name)
        case .copyTruncate:
          rig.disk.copy(name, name + ".1")
          rig.disk.truncate(name)
        case .compress: rig.disk.compress(name, name + ".1.gz")
        case .moveOn:
          // Written to until the moment before, and after.
          begun.append(to: file, 3)
          rig.disk.rename(name, name + ".1")
          rig.disk.write(name + ".1", Rig.lines(begun.next..<begun.next + 1))
          begun.next += 1
        case .kill: try rig.kill()
        }
        begun.append(to: file, 5)
      }
      rig.settle()
      rig.pass(40)
      rig.settle()
    }
    let lines = Rig.lines(0..<begun.next).split(separator: "\n").map(String.init)
    #expect(rig.counted.sorted() == lines.sorted())
    #expect(rig.gaps == 0)
    #expect(begun.files.mostOpened <= Self.limit)
    try rig.kill()
    rig.settle()
    #expect(rig.counted.count == begun.next)
  }

  @Test("many rotated generations of one file, plain and compressed")
  func generations() throws {
    let files = FaultyFileSystem()
    let rig = try Rig(options: TailOptions(openFiles: Self.limit), fileSystem: files)
    for each in 0..<200 {
      rig.disk.write("events.jsonl.\(200 - each)", Rig.lines(each * 10..<each * 10 + 10))
      if each % 10 == 0 {
        rig.disk.compress("events.jsonl.\(200 - each)", "events.jsonl.\(200 - each).gz")
      }
    }
    rig.disk.write("events.jsonl", Rig.lines(2000..<2010))
    rig.settle()
    rig.expectCounted(0..<2010)
    #expect(files.mostOpened <= Self.limit)
    // Sealed, a few at a time.
    rig.pass(40)
    rig.settle()
    #expect(rig.states.count { $0 == .sealed } == 200)
    #expect(files.mostOpened <= Self.limit)
  }

  @Test("a file that vanished while it was closed: read to its end, or not")
  func vanished() throws {
    var begun = try Begun()
    let rig = begun.rig
    rig.settle()
    let resting = rig.status.indices.filter(rig.isResting)
    #expect(resting.count >= Self.count - Self.limit)
    let (read, unread) = (rig.status[resting[0]].path, rig.status[resting[1]].path)
    #expect(unlink(read.text) == 0)
    let file = (0..<Self.count).first { unread.hasSuffix("/" + Self.name($0)) }
    begun.append(to: try #require(file), 10)
    // It was seen to have grown, and could not be read.
    begun.files.fault = { call, _ in call == "open" ? EMFILE : nil }
    rig.look()
    begun.files.fault = { _, _ in nil }
    #expect(unlink(unread.text) == 0)
    rig.settle()
    rig.expectCounted(0..<600, gaps: 1, unverified: 1)
  }

  @Test("what was seen of a file that vanished while it was closed is not in its copy")
  func vanishedBesideCopy() throws {
    var begun = try Begun()
    let rig = begun.rig
    rig.settle()
    let name = Self.name(0)
    rig.disk.copy(name, name + ".2")
    rig.settle()
    begun.append(to: 0, 10)
    rig.disk.rename(name, name + ".1")
    // So many new files that it is opened and closed again in one look.
    for file in Self.count..<Self.count + 2 * Self.limit { begun.append(to: file, 10) }
    rig.look()
    rig.disk.unlink(name + ".1")
    for _ in 0..<2 {
      rig.settle()
      rig.pass(40)
    }
    rig.expectCounted([0..<600, 610..<begun.next].joined(), gaps: 1)
  }

  @Test("a file whose name is gone is not closed: its writer may go on")
  func nameless() throws {
    var begun = try Begun(count: 4)
    let rig = begun.rig
    rig.settle()
    let writer = rig.disk.writer(Self.name(0))
    defer { close(writer) }
    #expect(rig.isOpen(0) && !rig.isResting(0))
    rig.disk.unlink(Self.name(0))
    rig.settle()
    for file in 4..<Self.count { begun.append(to: file, 10) }
    rig.pass(31)
    rig.settle()
    Disk.write(writer, Array(Rig.lines(begun.next..<begun.next + 5).utf8))
    rig.pass(5)
    rig.settle()
    rig.expectCounted(0..<begun.next + 5)
    #expect(begun.files.mostOpened <= Self.limit)
  }

  @Test("a quiet file is closed once nobody has it open for writing", arguments: [true, false])
  func quiet(hasWriter: Bool) throws {
    let files = FaultyFileSystem()
    files.writer = .some(hasWriter)
    let rig = try Rig(fileSystem: files)
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    rig.settle()
    rig.pass(590)
    rig.settle()
    #expect(!rig.isResting(0))
    rig.pass(20)
    rig.settle()
    #expect(rig.isResting(0) == !hasWriter && files.opened == (hasWriter ? 1 : 0))
    rig.disk.write("events.jsonl", Rig.lines(10..<20))
    rig.settle()
    rig.expectCounted(0..<20)
    rig.pass(700)
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(20..<30))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.write("events.jsonl", Rig.lines(30..<40))
    rig.settle()
    rig.expectCounted(0..<40)
  }

  @Test("no descriptor to be had: said once, waited for, and never taken for the end")
  func shortage() throws {
    let begun = try Begun()
    let (rig, files) = (begun.rig, begun.files)
    var isShort = true
    files.fault = { call, _ in call == "open" && isShort && files.opened >= 3 ? EMFILE : nil }
    for file in 0..<3 { _ = try? files.open(FilePath(rig.disk.path(Self.name(file)))) }
    for _ in 0..<5 {
      rig.look()
      rig.commit()
      rig.read()
      rig.commit()
      rig.pass(40)
      #expect(!rig.hasReachedEnd())
      #expect(rig.problem()?.isShortage == true)
    }
    isShort = false
    rig.settle()
    rig.expectCounted(0..<600)
    #expect(rig.hasReachedEnd() && rig.problem() == nil)
    let said = rig.happenings.count { if case .unreadable = $0 { true } else { false } }
    let over = rig.happenings.count { if case .readable = $0 { true } else { false } }
    #expect(said == 1 && over == 1)
  }

  @Test("a shortage while reading on is no end either")
  func shortageLater() throws {
    var begun = try Begun()
    let (rig, files) = (begun.rig, begun.files)
    rig.settle()
    for file in 0..<Self.count { begun.append(to: file, 2) }
    files.fault = { call, _ in call == "open" ? ENFILE : nil }
    for _ in 0..<3 {
      rig.look()
      rig.read()
      rig.commit()
      rig.pass(5)
      #expect(rig.problem()?.isShortage == true)
      #expect(rig.status.contains { $0.lagBytes > 0 })
    }
    files.fault = { _, _ in nil }
    rig.pass(5)
    rig.settle()
    rig.expectCounted(0..<begun.next)
    #expect(rig.problem() == nil)
    let said = rig.happenings.count { if case .unreadable = $0 { true } else { false } }
    #expect(said == 1)
  }

  @Test("what an append costs does not depend on how many files there are", arguments: [4, 400])
  func costs(count: Int) throws {
    var begun = try Begun(count: count)
    let (rig, files) = (begun.rig, begun.files)
    rig.settle()
    begun.append(to: 2, 1)
    var hint = WatchHint()
    hint.generations = [rig.status.first { $0.path.hasSuffix(Self.name(2)) }?.number ?? 0]
    _ = rig.harness.withTailer { $0.changedWatchTargets() }
    var calls = 0
    files.before = { _ in calls += 1 }
    rig.follow(hint)
    files.before = { _ in }
    rig.expectCounted(0..<begun.next)
    #expect(calls <= 12)
    #expect(rig.harness.withTailer { $0.changedWatchTargets() } == nil)
  }
}
