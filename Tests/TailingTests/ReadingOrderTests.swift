import SpendCore
import Testing

@testable import Tailing

@Suite("The order in which files are read")
struct ReadingOrderTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Oldest first; `F` is the file at the path.
    var names: [String]
    /// Of the last writes; ascending where nothing else is said.
    var times: [Int64] = []
    var slot: FilePath = "/log/F"
  }

  @Test(
    "oldest first, by names where they tell and by times otherwise",
    arguments: [
      Row(testDescription: "delaycompress", names: ["F.3.gz", "F.2.gz", "F.1", "F"]),
      Row(
        testDescription: "the same time", names: ["F.10", "F.9.gz", "F.2", "F.1", "F"],
        times: [5, 5, 5, 5, 5]),
      Row(
        testDescription: "copied in the order of the names", names: ["F.3", "F.2", "F.1", "F"],
        times: [4, 3, 2, 1]),
      Row(
        testDescription: "an old one edited", names: ["F.3", "F.2", "F.1", "F"],
        times: [9, 1, 2, 3]),
      Row(
        testDescription: "seconds cut off", names: ["F.2", "F.1.bz2", "F"],
        times: [1_900_000_000, 1_000_000_000, 2_500_000_000]),
      Row(
        testDescription: "Log4j's numbers", names: ["F.1.gz", "F.2.gz", "F.3", "F"],
        times: [1_000_000_000, 2_000_000_000, 4_500_000_000, 4_500_000_001]),
      Row(
        testDescription: "kubelet",
        names: ["F.20261129-100001.gz", "F.20261129-100003.gz", "F.20261129-100005", "F"]),
      Row(
        testDescription: "dates with other times",
        names: ["F-20261101", "F-20261102.gz", "F-20261103", "F"], times: [3, 2, 1, 0]),
      Row(
        testDescription: "dates with numbers",
        names: ["F.2026-11-01.9.gz", "F.2026-11-01.10.gz", "F.2026-11-02.0", "F"],
        times: [5, 5, 5, 5]),
      Row(
        testDescription: "seconds since 1970", names: ["F-1795132800", "F-1795132801", "F"],
        times: [2, 1, 1]),
      Row(
        testDescription: "a date that begins with its day",
        names: ["F-30-11-2026", "F-01-12-2026", "F"]),
      Row(
        testDescription: "numbers and dates", names: ["F.2", "F-20261101", "F.1", "F"]),
      Row(
        testDescription: "beside what a link leads to", names: ["real.2", "real.1", "F"],
        times: [2, 1, 3]),
      Row(
        testDescription: "before the ending", names: ["a-20261101.log", "a-20261102.log", "a.log"],
        times: [2, 1, 1], slot: "/log/a.log"),
    ])
  func order(row: Row) {
    let files = row.names.enumerated().map { index, name in
      let path = FilePath("/log/" + name)
      return MatchCandidate(
        path: path, slot: row.slot, role: path == row.slot ? .current : .rotated,
        facts: FileFacts(
          identity: .init(device: 1, inode: UInt64(index), birth: 1), size: 1,
          modified: row.times.isEmpty ? Int64(index) : row.times[index], changed: 0))
    }
    for files in [files, files.reversed()] {
      #expect(ReadingOrder.indices(of: files).map { files[$0].path.name.text } == row.names)
    }
  }

  @Test("several rotations while nobody looked, some compressed", arguments: Kills.allCases)
  func compressed(kills: Kills) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    rig.settle()
    try rig.kill()
    rig.disk.write("events.jsonl", Rig.lines(10..<20))
    rig.disk.rename("events.jsonl", "events.jsonl.4")
    rig.disk.compress("events.jsonl.4", "events.jsonl.4.gz")
    for (round, name) in [(2, "events.jsonl.3"), (3, "events.jsonl.2"), (4, "events.jsonl.1")] {
      rig.disk.write(name, Rig.lines(round * 10..<round * 10 + 10))
      rig.disk.age(name, seconds: 50 - round)
    }
    rig.disk.compress("events.jsonl.3", "events.jsonl.3.gz")
    rig.disk.compress("events.jsonl.2", "events.jsonl.2.gz")
    rig.disk.write("events.jsonl", Rig.lines(50..<60))
    try kills.step(rig)
    try kills.step(rig)
    #expect(rig.counted.joined(separator: "\n") + "\n" == Rig.lines(0..<60))
    #expect(rig.status.map(\.number) == rig.status.map(\.number).sorted())
  }

  @Test("a file that was empty before it was rotated", arguments: [true, false])
  func empty(isKilled: Bool) throws {
    let rig = try Rig()
    rig.disk.write("events.jsonl", "")
    rig.settle()
    if isKilled { try rig.kill() }
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    rig.disk.rename("events.jsonl", "events.jsonl.20261129-100002")
    rig.disk.write("events.jsonl", Rig.lines(10..<20))
    rig.settle()
    #expect(rig.counted.joined(separator: "\n") + "\n" == Rig.lines(0..<20))
    #expect(!rig.happenings.contains { if case .truncated = $0 { true } else { false } })
  }
}
