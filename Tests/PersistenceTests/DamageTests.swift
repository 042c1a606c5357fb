import Foundation
import SpendCore
import SpendTesting
import Testing

@testable import Persistence

/// Damage to any page of a state, the history and free pages too: it is refused at the start, or
/// does no harm, then and to what is committed on top of it.
@Suite struct DamageTests {
  private static let pageSize = 4096

  /// Commits whose bodies of several pages come and go, so that there are pages that overflow and
  /// free ones; the history is long enough for trees with inner pages.
  private func makeState(_ directory: TestDirectory, seed: UInt64) throws -> Oracle {
    var numbers = SeededRandom(seed: seed)
    var oracle = Oracle()
    let store = try StateStore.open(directory: directory.state)
    for sequence in 1...40 as ClosedRange<UInt64> {
      var commit = Oracle.commit(sequence, using: &numbers)
      commit.history += (0..<200).map { index in
        HistoryDelta(
          quarter: 1_900_000 + Int64(sequence % 7) * 50,
          labelSet: UInt32(index), calls: 1,
          spend: Money(nano: Int64.random(in: 0..<1_000_000_000, using: &numbers)),
          inputTokens: 10, outputTokens: 20)
      }
      let large = [UInt8](repeating: UInt8(sequence), count: 30_000)
      commit.records.append(
        Record(kind: .meta, key: [1], body: sequence % 8 == 0 ? nil : large))
      try store.apply(commit)
      oracle.apply(commit)
    }
    return oracle
  }

  /// What is found, and what is found after another commit; nil for a refusal.
  private func outcome(_ directory: String, adding next: Commit) throws -> [Oracle?] {
    do {
      let store = try StateStore.open(directory: directory)
      let found = try store.content()
      do {
        try store.apply(next)
        store.close()
        return [found, try StateStore.open(directory: directory).content()]
      } catch { return [found, try refusal(error)] }
    } catch { return [try refusal(error)] }
  }

  private func refusal(_ error: any Error) throws -> Oracle? {
    guard let error = error as? StateError else { throw error }
    if case .newer = error { return nil }
    guard error.asksForRebuild, "\(error)".contains("spendwatch run --rebuild") else { throw error }
    return nil
  }

  private enum Accident: CaseIterable {
    case zeroed, zeroedSector, flippedByte, flippedBit, otherPage, noise

    func strike(_ bytes: inout [UInt8], page: Int, using numbers: inout SeededRandom) {
      let start = page * pageSize
      let place = start + Int.random(in: 0..<pageSize, using: &numbers)
      switch self {
      case .zeroed: fill(&bytes, start..<start + pageSize) { 0 }
      case .zeroedSector:
        let sector = place / 512 * 512
        fill(&bytes, sector..<sector + 512) { 0 }
      case .flippedByte: bytes[place] ^= UInt8.random(in: 1...255, using: &numbers)
      case .flippedBit: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &numbers)
      case .otherPage:
        let other = Int.random(in: 0..<bytes.count / pageSize, using: &numbers) * pageSize
        bytes.replaceSubrange(start..<start + pageSize, with: bytes[other..<other + pageSize])
      case .noise:
        fill(&bytes, place..<start + pageSize) { UInt8.random(in: 0...255, using: &numbers) }
      }
    }

    private func fill(_ bytes: inout [UInt8], _ range: Range<Int>, _ byte: () -> UInt8) {
      for index in range { bytes[index] = byte() }
    }
  }

  @Test("damage to any page gives what was committed, or a refusal", arguments: [31])
  func everyPage(seed: UInt64) throws {
    print("seed \(seed)")
    let directory = try TestDirectory()
    let oracle = try makeState(directory, seed: seed)
    let whole = try directory.bytes(directory.database)
    var numbers = SeededRandom(seed: seed)
    let next = Oracle.commit(41, using: &numbers)
    var later = oracle
    later.apply(next)
    var refused = 0
    for page in 0..<whole.count / Self.pageSize {
      for accident in Accident.allCases {
        var damaged = whole
        accident.strike(&damaged, page: page, using: &numbers)
        let copy = try directory.snapshot("damaged")
        try directory.write(damaged, to: copy + "/spendwatch.db")
        let found = try outcome(copy, adding: next)
        if found == [nil] { refused += 1 }
        #expect(found == [nil] || found == [oracle, later], "\(accident) of page \(page)")
      }
    }
    #expect(refused > whole.count / Self.pageSize)
    #expect(try outcome(directory.state, adding: next) == [oracle, later])
  }

  @Test("a database and a log of different times give a commit as it was, or a refusal")
  func restoredParts() throws {
    let directory = try TestDirectory()
    var oracles: [Oracle] = [Oracle()]
    var copies: [String] = []
    var numbers = SeededRandom(seed: 7)
    let store = try StateStore.open(directory: directory.state)
    for sequence in 1...60 as ClosedRange<UInt64> {
      let commit = Oracle.commit(sequence, using: &numbers)
      try store.apply(commit)
      var oracle = oracles[oracles.count - 1]
      oracle.apply(commit)
      oracles.append(oracle)
      if sequence % 13 == 0 { try store.checkpoint() }
      if sequence % 6 == 0 { copies.append(try directory.snapshot("copy-\(sequence)")) }
    }
    var found = 0
    for database in copies {
      for log in copies + [nil] {
        let mixed = try directory.snapshot("mixed", of: database)
        let name = "/spendwatch.db-wal"
        try FileManager.default.removeItem(atPath: mixed + name)
        try? FileManager.default.removeItem(atPath: mixed + "/spendwatch.db-shm")
        if let log { try FileManager.default.copyItem(atPath: log + name, toPath: mixed + name) }
        do {
          let content = try StateStore.open(directory: mixed).content()
          #expect(content == oracles[Int(content.sequence)], "\(database), \(log ?? "no log")")
          found += 1
        } catch { _ = try refusal(error) }
      }
    }
    #expect(found >= copies.count)
  }

  @Test("of a large state the history is checked beside the work, not before it")
  func largeState() throws {
    let directory = try TestDirectory()
    do {
      let store = try StateStore.open(directory: directory.state)
      let large = [UInt8](repeating: 7, count: StateCheck.bytesAtOpening)
      let deltas = (0..<2000).map { index in
        HistoryDelta(
          quarter: 5, labelSet: UInt32(index), calls: 1, spend: Money(nano: 4_242_424_242),
          inputTokens: 2, outputTokens: 3)
      }
      try store.apply(
        Commit(
          sequence: 1, records: [Record(kind: .meta, key: [1], body: large)], history: deltas))
    }
    let sound = try StateStore.open(directory: try directory.snapshot("sound"))
    #expect(sound.leavesRest)
    try sound.checkRest()
    sound.close()
    try sound.checkRest()

    var bytes = try directory.bytes(directory.database)
    let entry = HistoryBodyWriter<HistorySums>.bytes(of: 4_242_424_242)
    let place = try #require(bytes.firstRange(of: entry)?.lowerBound)
    bytes[place] ^= 1
    try directory.write(bytes, to: directory.database)
    let store = try StateStore.open(directory: directory.state)
    _ = try store.load()
    let error = #expect(throws: StateError.self) { try store.checkRest() }
    #expect(error?.asksForRebuild == true)
  }
}

extension HistoryBodyWriter<HistorySums> {
  /// How a spend stands in a body.
  static func bytes(of spend: Int64) -> [UInt8] {
    var writer = HistoryBodyWriter<HistorySums>()
    writer.add(
      HistoryEntry(
        labelSet: 1, sums: HistorySums(calls: 1, spend: spend, inputTokens: 2, outputTokens: 3)))
    return Array(writer.finish().dropFirst(2).dropLast(2))
  }
}
