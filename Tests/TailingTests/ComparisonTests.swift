import Glibc
import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// Files that take longer to compare than one look may.
@Suite("Comparing large files in parts")
struct ComparisonTests {
  /// Some 1.7 MB.
  private static let count = 25_000
  /// What one look may read, and what comes on top of that: a block, and the ends of files.
  private static let allowance = 1 << 18
  private static let most = allowance + 4 << 18

  /// What is done to a file all of which was counted, and the lines that are added by it.
  enum Act: String, CaseIterable {
    case copied, copiedOver, grownInCopy, trimmed, trimmedInPlace, edited, compressed, renamed
    case backedUpAndCut

    var added: Range<Int> {
      switch self {
      case .copied, .compressed, .renamed: 0..<0
      default: count..<count + 10
      }
    }

    func perform(on disk: Disk) {
      let (log, more) = ("events.jsonl", Rig.lines(added))
      switch self {
      case .copied: disk.copy(log, log + ".1")
      case .copiedOver:
        disk.copy(log, "t")
        disk.write("t", more)
        disk.rename("t", log)
      case .grownInCopy:
        disk.copy(log, log + ".1")
        disk.write(log + ".1", more)
        disk.unlink(log)
      case .trimmed:
        disk.write("t", Rig.lines(5000..<count) + more)
        disk.rename("t", log)
      case .trimmedInPlace:
        disk.truncate(log)
        disk.write(log, Rig.lines(5000..<count) + more)
      case .edited:
        disk.write("t", Rig.lines(0..<7000) + Rig.lines(7001..<count) + more)
        disk.rename("t", log)
      case .compressed:
        disk.rename(log, log + ".1")
        disk.compress(log + ".1", log + ".1.gz", .gzip)
      case .renamed: disk.rename(log, log + ".1")
      case .backedUpAndCut:
        disk.copy(log, log + ".1")
        disk.truncate(log)
        disk.write(log, more)
      }
    }
  }

  /// All of the file is counted.
  private func makeRig(_ files: FaultyFileSystem) throws -> Rig {
    var options = TailOptions()
    options.comparedBytesPerLook = Self.allowance
    options.archiveBytesPerLook = Self.allowance
    let disk = Disk()
    let rig = try Rig(
      disk: disk,
      ["events.jsonl", "other.jsonl"].map {
        SourceSettings(origin: .file(pattern: disk.path($0), rotated: []))
      }, options: options, fileSystem: files)
    disk.write("events.jsonl", Rig.lines(0..<Self.count))
    rig.settle()
    return rig
  }

  @Test(
    "what is counted is not counted again, little is read at a time, and others are not held up",
    arguments: Act.allCases, [false, true])
  func parts(act: Act, isKilled: Bool) throws {
    let files = FaultyFileSystem()
    let rig = try makeRig(files)
    act.perform(on: rig.disk)
    if isKilled { try rig.kill() }
    let others = Self.count * 2
    for round in 0..<6 {
      let before = files.bytesRead
      rig.look()
      #expect(files.bytesRead - before < Self.most, "round \(round)")
      rig.disk.write("other.jsonl", Rig.lines(others + round..<others + round + 1))
      rig.read()
      rig.commit()
    }
    let isOtherRead = rig.counted.contains { $0.contains("\"id\":\(others + 4),") }
    #expect(isOtherRead)
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(
      Array(0..<Self.count) + Array(act.added) + Array(others..<others + 6))
  }

  @Test("a file that is written again slowly is hashed once, not with each look")
  func slow() throws {
    let files = FaultyFileSystem()
    let rig = try makeRig(files)
    rig.disk.truncate("events.jsonl")
    let bytes = Array(Rig.lines(0..<Self.count).utf8)
    let before = files.bytesRead
    let writer = rig.disk.writer("events.jsonl")
    let steps = 100
    for step in 0..<steps {
      Disk.write(
        writer, Array(bytes[step * bytes.count / steps..<(step + 1) * bytes.count / steps]))
      rig.pass(0.2)
      rig.look()
      rig.read()
    }
    close(writer)
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(Self.count..<Self.count + 10))
    rig.pass(5)
    rig.settle()
    rig.expectCounted(0..<Self.count + 10, unverified: 1)
    // From its beginning each time it would be fifty times its size.
    #expect(files.bytesRead - before < 12 * bytes.count)
  }

  @Test("what was hashed is not believed of a file that has other bytes there now")
  func another() throws {
    let files = FaultyFileSystem()
    let rig = try makeRig(files)
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(0..<Self.count / 2))
    rig.look()
    rig.look()
    rig.disk.truncate("events.jsonl")
    rig.disk.write("events.jsonl", Rig.lines(30_000..<60_000))
    rig.settle()
    rig.pass(40)
    rig.settle()
    rig.expectCounted(Array(0..<Self.count) + Array(30_000..<60_000), unverified: 1)
  }
}
