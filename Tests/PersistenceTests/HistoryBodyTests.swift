import SpendCore
import SpendTesting
import Testing

@testable import Persistence

/// How entries of the history are ordered, written and read.
@Suite struct HistoryBodyTests {
  private static let numbers: [Int64] = [0, 1, -1, 63, 64, -64, -65, 1 << 40, .max, .min]

  private func entry(_ labelSet: UInt32, using random: inout SeededRandom) -> HistoryEntry<
    HistorySums
  > {
    func number() -> Int64 { Self.numbers.randomElement(using: &random) ?? 0 }
    return HistoryEntry(
      labelSet: labelSet,
      sums: HistorySums(
        calls: number(), spend: number(), inputTokens: number(), outputTokens: number()))
  }

  @Test("what is written is what is read, to the ends of every number", arguments: 0..<4)
  func roundTrip(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    for count in [0, 1, 2, 50, 3000] {
      let some = (0..<count).map { _ in UInt32.random(in: 0 ... .max, using: &random) }
      let labelSets = Set(some + (count > 1 ? [0, UInt32.max] : [])).sorted()
      let entries = labelSets.map { entry($0, using: &random) }
      var writer = HistoryBodyWriter<HistorySums>()
      for entry in entries { writer.add(entry) }
      let body = writer.finish()
      #expect(body.isEmpty == entries.isEmpty)
      if body.isEmpty { continue }
      var read: [HistoryEntry<HistorySums>] = []
      try HistoryBodyReader.read(body, into: &read)
      #expect(read == entries)
      #expect(writer.finish() == [])
    }
  }

  @Test("details are read as they are written, whichever of them there are", arguments: 0..<4)
  func details(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    func number() -> Int64 {
      random.next(below: 2) == 0 ? 0 : Self.numbers.randomElement(using: &random) ?? 0
    }
    let entries = (0..<2000).map { place in
      var details = HistoryDetails()
      details.unpricedCalls = number()
      (details.computed, details.included) = (Money(nano: number()), Money(nano: number()))
      for kind in TokenClass.allCases { details.tokens[kind] = number() }
      return HistoryEntry(labelSet: UInt32(place * 3), sums: details)
    }
    var writer = HistoryBodyWriter<HistoryDetails>()
    for entry in entries { writer.add(entry) }
    let body = writer.finish()
    var read: [HistoryEntry<HistoryDetails>] = []
    try HistoryBodyReader.read(body, into: &read)
    #expect(read == entries)
    // Cut anywhere it is damage, or ends with a whole entry.
    for count in 1..<min(body.count, 300) {
      var part: [HistoryEntry<HistoryDetails>] = []
      do { try HistoryBodyReader.read(Array(body.prefix(count)), into: &part) } catch { continue }
      #expect(part == Array(entries.prefix(part.count)))
    }
  }

  @Test(
    "details that this release does not know are damage", arguments: [512, 1 << 40, UInt64.max])
  func unknownDetails(mask: UInt64) {
    var bytes = HistoryBytes(capacity: 64)
    for number in [HistoryBytes.version, 1, mask, 2, 2, 2] { bytes.write(number) }
    let body = bytes.finish()
    var read: [HistoryEntry<HistoryDetails>] = []
    #expect(throws: DamagedRecord.self) { try HistoryBodyReader.read(body, into: &read) }
  }

  @Test("entries of a label set become one, which saturates")
  func merges() throws {
    func entry(_ labelSet: UInt32, _ value: Int64) -> HistoryEntry<HistorySums> {
      HistoryEntry(
        labelSet: labelSet,
        sums: HistorySums(calls: 1, spend: value, inputTokens: value, outputTokens: -value))
    }
    var totals = HistoryTotals<HistorySums>()
    totals.add([entry(7, .max), entry(2, 5), entry(7, 9), entry(2, 6)])
    var read: [HistoryEntry<HistorySums>] = []
    try HistoryBodyReader.read(totals.body(), into: &read)
    #expect(read.map(\.labelSet) == [2, 7])
    #expect(read.map(\.sums.calls) == [2, 2])
    #expect(read.map(\.sums.spend) == [11, .max])
    #expect(read.map(\.sums.inputTokens) == [11, .max])
    #expect(read.map(\.sums.outputTokens) == [-11, .min])
  }

  @Test(
    "totals are the same for few and many entries, low and high label sets",
    arguments: [
      10, HistoryTotals<HistorySums>.fewEntries, HistoryTotals<HistorySums>.fewEntries * 3,
    ],
    [UInt32(20), 3000, UInt32(HistoryTotals<HistorySums>.placedLabelSets) + 500, .max])
  func totals(count: Int, labelSets: UInt32) {
    var random = SeededRandom(seed: UInt64(labelSets) &+ UInt64(count))
    var totals = HistoryTotals<HistorySums>()
    for _ in 0..<2 {
      totals.removeAll()
      var expected: [UInt32: Int64] = [:]
      for _ in 0..<5 {
        let entries = (0..<count / 5).map { _ in
          let spend = Int64.random(in: -9...9, using: &random)
          return HistoryEntry(
            labelSet: UInt32.random(in: 0...labelSets, using: &random),
            sums: HistorySums(calls: 1, spend: spend, inputTokens: 0, outputTokens: 0))
        }
        totals.add(entries)
        for entry in entries { expected[entry.labelSet, default: 0] += entry.sums.spend }
      }
      var found: [HistoryEntry<HistorySums>] = []
      totals.forEach { found.append($0) }
      #expect(found.map(\.labelSet) == expected.keys.sorted())
      #expect(found.allSatisfy { expected[$0.labelSet] == $0.sums.spend })
    }
  }

  @Test(
    "a body that nobody wrote is damage",
    arguments: [
      [], [0x80], [0], [2], [1, 1], [1, 1, 2, 3, 4], [1, 1, 2, 3, 4, 5, 6], [1, 1, 2, 3, 4, 0x80],
      [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [1, 0x80, 0x80, 0x80, 0x80, 0x10, 0, 0, 0, 0],
      [1] + Array(repeating: 0xFF, count: 9) + [0x01, 0, 0, 0, 0],
      [1, 1, 0, 0, 0, 0] + Array(repeating: 0xFF, count: 9) + [0x01, 0, 0, 0, 0],
      [1, 1] + Array(repeating: 0xFF, count: 9) + [0x02, 0, 0, 0],
      [1, 1] + Array(repeating: 0x80, count: 30),
    ] as [[UInt8]])
  func refuses(body: [UInt8]) {
    var read: [HistoryEntry<HistorySums>] = []
    #expect(throws: DamagedRecord.self) { try HistoryBodyReader.read(body, into: &read) }
  }

  @Test("any bytes are read or refused, and label sets ascend", arguments: 0..<3)
  func anyBytes(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    for _ in 0..<3000 {
      let count = Int.random(in: 0..<60, using: &random)
      let top = UInt8([7, 0x7F, 0xFF].randomElement(using: &random) ?? 0)
      let body = [1] + (0..<count).map { _ in UInt8.random(in: 0...top, using: &random) }
      var read: [HistoryEntry<HistorySums>] = []
      do { try HistoryBodyReader.read(body, into: &read) } catch { continue }
      #expect(zip(read, read.dropFirst()).allSatisfy { $0.labelSet < $1.labelSet })
    }
  }

  @Test(
    "places of deltas ascend by quarter and label set, for equal ones in their order",
    arguments: [0, 1, 10, 3_000_000, Int64.max], [UInt32(0), 9, 8000, .max])
  func order(quarters: Int64, labelSets: UInt32) {
    var random = SeededRandom(seed: UInt64(labelSets) &+ UInt64(bitPattern: quarters))
    for count in [0, 1, 2, 700] {
      let deltas = (0..<count).map { _ in
        HistoryDelta(
          quarter: Int64.random(in: -quarters...quarters, using: &random),
          labelSet: UInt32.random(in: 0...labelSets, using: &random), calls: 1, spend: .zero,
          inputTokens: 0, outputTokens: 0)
      }
      let expected = deltas.indices.sorted { a, b in
        let (left, right) = (deltas[a], deltas[b])
        return (left.quarter, left.labelSet, a) < (right.quarter, right.labelSet, b)
      }
      #expect(HistoryOrder.order(deltas) == expected)
      let ordered = expected.map { deltas[$0] }
      #expect(HistoryOrder.order(ordered) == Array(0..<count))
    }
  }
}
