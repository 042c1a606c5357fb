import Foundation
import Reading
import SpendCore
import SpendTesting
import Tailing
import Testing

@Suite struct SourceReaderTests {
  private static func time(_ milliseconds: Int64) -> Timestamp {
    Timestamp(
      microseconds: SourceReaderRig.start.microseconds - 1_000_000_000 + milliseconds * 1000)
  }

  /// Lines of several sources whose times interleave; the costs count up with the times.
  private static func fill(
    _ rig: SourceReaderRig, sources: Int, lines: Int, from first: Int = 1, padding: Int = 40,
    _ random: inout SeededRandom
  ) {
    var texts = [String](repeating: "", count: sources)
    for number in first..<(first + lines) {
      let source = random.next(below: sources)
      texts[source] += SourceReaderRig.line(
        cost: Int64(number), at: time(Int64(number)), padding: padding)
    }
    for (source, text) in texts.enumerated() { rig.append(text, to: source) }
  }

  @Test(
    "Sources that are behind come in the order of their times, on one thread and on two",
    arguments: [1, 2, 5], [true, false])
  func merges(sources: Int, readsAhead: Bool) throws {
    var random = SeededRandom(seed: 7)
    var options = SourceReader.Options()
    options.readsAhead = readsAhead
    let rig = try SourceReaderRig(sources: sources, options: options)
    Self.fill(rig, sources: sources, lines: 60_000, &random)
    rig.look()
    rig.readAll()
    #expect(rig.applied.map(\.cost) == Array(1...60_000))
    #expect(rig.batches >= 4 * sources)
  }

  @Test("Lines of others do not wait until a line ends that has no end")
  func endlessBesideOthers() throws {
    let rig = try SourceReaderRig(sources: 2)
    rig.append(String(repeating: "y", count: 70 << 20), to: 0)
    rig.append("\n" + SourceReaderRig.line(cost: 1, at: Self.time(1)), to: 0)
    rig.append(SourceReaderRig.line(cost: 2, at: Self.time(2)), to: 1)
    rig.look()
    rig.readAll()
    #expect(rig.applied.map(\.cost) == [2, 1])
    #expect(rig.oversize == 1 && rig.progress > 0 && rig.isAtEnd)
  }

  @Test(
    "Events have what the path of their file says, on one thread and on two",
    arguments: [true, false])
  func pathNames(readsAhead: Bool) throws {
    var options = SourceReader.Options()
    options.readsAhead = readsAhead
    let rig = try SourceReaderRig(sources: 1, pattern: "{environment}.jsonl", options: options)
    func append(_ name: String, _ costs: Range<Int>) {
      let lines = costs.map {
        SourceReaderRig.line(cost: Int64($0), at: Self.time(Int64($0)), padding: 300)
      }
      rig.append(lines.joined(), to: name)
    }
    append("blue.jsonl", 1..<20_001)
    append("green.jsonl", 20_001..<40_001)
    rig.append(
      SourceReaderRig.line(cost: 40_001, at: Self.time(1)).replacingOccurrences(
        of: "\"feature\"", with: "\"environment\":\"own\",\"feature\""),
      to: "green.jsonl")
    rig.look()
    rig.readAll()
    rename(rig.directory + "/blue.jsonl", rig.directory + "/blue.jsonl.1")
    append("blue.jsonl.1", 40_002..<40_004)
    append("blue.jsonl", 40_004..<40_006)
    rig.look()
    rig.readAll()
    try rig.kill()
    append("green.jsonl", 40_006..<40_007)
    append("blue.jsonl", 40_007..<40_008)
    rig.look()
    rig.readAll()
    let found = zip(rig.applied, rig.environments).map { ($0.cost, $1) }
    #expect(found.map(\.0).sorted() == Array(1..<40_008))
    for (cost, environment) in found {
      let isBlue = cost <= 20_000 || (40_002..<40_006).contains(cost) || cost == 40_007
      let expected = cost == 40_001 ? "own" : isBlue ? "blue" : "green"
      guard environment != expected else { continue }
      Issue.record("\(cost) is of \(environment), not \(expected)")
      return
    }
  }

  @Test("Without a merge each source comes whole")
  func bySource() throws {
    var random = SeededRandom(seed: 8)
    var options = SourceReader.Options()
    options.mergesByTime = false
    let rig = try SourceReaderRig(sources: 3, options: options)
    Self.fill(rig, sources: 3, lines: 3000, &random)
    rig.look()
    rig.readAll()
    #expect(rig.applied.map(\.cost).sorted() == Array(1...3000))
    #expect(rig.batches == 3)
  }

  /// Every line once: killed, invalidated, restarted and committed at any window's end, while the
  /// files grow.
  @Test(
    "Each line comes once, whatever happens between two windows",
    arguments: 1...3 as ClosedRange<UInt64>)
  func exact(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    let sources = 1 + random.next(below: 3)
    let rig = try SourceReaderRig(sources: sources)
    var written = 0
    var (kills, drops) = (0, 0)
    for round in 0..<60 {
      if round < 55 {
        let count = random.next(below: 20) == 0 ? 15_000 : 50
        Self.fill(
          rig, sources: sources, lines: count, from: written + 1,
          padding: random.next(below: 120), &random)
        written += count
      }
      rig.look()
      for _ in 0..<random.next(below: 40) {
        guard let endsWindow = rig.step() else { break }
        guard endsWindow else { continue }
        switch random.next(below: 6) {
        case 0, 1: rig.commit()
        case 2:
          kills += 1
          try rig.kill()
        case 3:
          drops += 1
          rig.invalidate()
        case 4: rig.restart()
        default: break
        }
      }
      if random.next(below: 6) == 0 {
        kills += 1
        try rig.kill()
      }
      // Also in the middle of a merge, with lines of several sources decoded.
      if random.next(below: 3) == 0 {
        drops += 1
        rig.invalidate()
      }
      if random.next(below: 3) == 0 { rig.commit() }
    }
    rig.look()
    rig.readAll()
    #expect(rig.applied.map(\.cost).sorted() == (1...Int64(written)).map { $0 })
    #expect(kills > 2 && drops > 0, "seed \(seed)")
  }

  @Test("A line that is too long comes as such, and what is after it is read")
  func oversize() throws {
    let rig = try SourceReaderRig(sources: 1)
    rig.append(SourceReaderRig.line(cost: 1, at: Self.time(1)), to: 0)
    rig.append(SourceReaderRig.line(cost: 2, at: Self.time(2), padding: 3 << 20), to: 0)
    rig.append(SourceReaderRig.line(cost: 3, at: Self.time(3)), to: 0)
    rig.look()
    rig.readAll()
    #expect(rig.applied.map(\.cost) == [1, 3] && rig.oversize == 1)
    let counts = rig.status.first?.counts
    #expect(counts?.events == 2 && counts?.rejected == 1)
  }

  /// Further than is read at a time without finding a line.
  @Test("A line without an end stops neither the reader nor the other sources")
  func endless() throws {
    let rig = try SourceReaderRig(sources: 2)
    rig.append(SourceReaderRig.line(cost: 1, at: Self.time(1)), to: 0)
    rig.append(String(repeating: "x", count: 150 << 20), to: 0)
    rig.append(SourceReaderRig.line(cost: 2, at: Self.time(2)), to: 1)
    rig.look()
    rig.readAll()
    #expect(rig.applied.map(\.cost) == [1, 2] && rig.progress > 0 && rig.batches < 20)
    rig.append("\n" + SourceReaderRig.line(cost: 3, at: Self.time(3)), to: 0)
    rig.look()
    rig.readAll()
    #expect(rig.applied.map(\.cost) == [1, 2, 3] && rig.oversize == 1)
  }

  @Test("Windows of blank and very short lines, and an end without a line feed, are consumed whole")
  func odd() throws {
    var options = SourceReader.Options()
    options.tail.isOnce = true
    let rig = try SourceReaderRig(sources: 2, options: options)
    rig.append(String(repeating: "\n", count: 200_000), to: 0)
    rig.append(String(repeating: "{}\n", count: 100_000), to: 0)
    rig.append(SourceReaderRig.line(cost: 1, at: Self.time(1)) + "  \n\n", to: 0)
    rig.append(SourceReaderRig.line(cost: 2, at: Self.time(2)) + "   ", to: 1)
    rig.look()
    rig.readAll()
    #expect(rig.applied.map(\.cost) == [1, 2] && rig.isAtEnd)
    let first = rig.status.first { $0.path.hasSuffix("0.jsonl") }
    #expect(first?.offset == first?.size && first?.counts.rejected == 100_000)
  }

  @Test(
    "Files that are renamed in the middle of a merge are read to their ends", arguments: [1, 2])
  func renamed(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let rig = try SourceReaderRig(sources: 3)
    var written = 0
    for _ in 0..<12 {
      Self.fill(rig, sources: 3, lines: 900, from: written + 1, &random)
      written += 900
      rig.look()
      for _ in 0..<random.next(below: 900) { if rig.step() == nil { break } }
      for source in 0..<3 where random.next(below: 2) == 0 { rig.rotate(source) }
      rig.look()
      if random.next(below: 3) == 0 {
        rig.commit()
        try rig.kill()
      }
    }
    rig.readAll()
    #expect(rig.applied.map(\.cost).sorted() == (1...Int64(written)).map { $0 })
  }

  @Test("A source that goes keeps its place for when it comes back; the others are not disturbed")
  func reconfigured() throws {
    var random = SeededRandom(seed: 9)
    let rig = try SourceReaderRig(sources: 3)
    Self.fill(rig, sources: 3, lines: 900, &random)
    rig.look()
    rig.readAll()
    rig.reconfigure([2, 0])
    Self.fill(rig, sources: 3, lines: 900, from: 901, &random)
    rig.look()
    rig.readAll()
    let before = rig.applied.count
    #expect(before > 1200 && before < 1800)
    rig.reconfigure([0, 1, 2])
    rig.readAll()
    #expect(rig.applied.map(\.cost).sorted() == Array(1...1800))
    #expect(rig.applied[before...].allSatisfy { $0.source == 1 })
  }

  @Test("Counts and offsets are those of all lines, however they were cut")
  func counts() throws {
    var random = SeededRandom(seed: 10)
    let rig = try SourceReaderRig(sources: 2)
    Self.fill(rig, sources: 2, lines: 30_000, &random)
    rig.append("not json {\n\n", to: 1)
    rig.look()
    rig.readAll()
    let status = rig.status
    #expect(status.reduce(0) { $0 + $1.counts.events } == 30_000)
    #expect(status.reduce(0) { $0 + $1.counts.rejected } == 1)
    #expect(status.allSatisfy { $0.offset == $0.size && $0.committedOffset == $0.offset })
    #expect(rig.isAtEnd)
  }
}
