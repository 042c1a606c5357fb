import Foundation
import SpendCore
import SpendTesting
import Testing

@testable import Persistence

/// Damaged databases: what is loaded is exactly what was committed, or nothing is.
@Suite struct TornStateTests {
  /// A state whose pages are all in the database, and what it holds.
  private func makeState(_ directory: TestDirectory, seed: UInt64) throws -> Oracle {
    var numbers = SeededRandom(seed: seed)
    var oracle = Oracle()
    let store = try StateStore.open(directory: directory.state)
    for sequence in 1...60 as ClosedRange<UInt64> {
      let commit = Oracle.commit(sequence, using: &numbers)
      try store.apply(commit)
      oracle.apply(commit)
    }
    return oracle
  }

  /// The content, or nil when the state was refused with an error that says so.
  private func outcome(_ directory: String) throws -> Oracle? {
    do {
      return try StateStore.open(directory: directory).content()
    } catch let error as StateError {
      switch error {
      case .corrupt, .newer, .missing: return nil
      default: throw error
      }
    }
  }

  @Test("a database cut at any length is refused")
  func cut() throws {
    let directory = try TestDirectory()
    let oracle = try makeState(directory, seed: 1)
    let whole = try directory.bytes(directory.database)
    #expect(whole.count > 60_000)
    var lengths = [0, 1, 99, 100, 511, 512, 4095, whole.count - 1]
    lengths += stride(from: 4096, to: whole.count, by: 4096)
    lengths += stride(from: 5000, to: whole.count, by: 9973)
    for length in lengths {
      let copy = try directory.snapshot("cut")
      try directory.write(Array(whole[..<length]), to: copy + "/spendwatch.db")
      let found = try outcome(copy)
      // The end of the last page may be unused; nothing is missing then.
      let isUnused = length > whole.count - 4096 && found == oracle
      #expect(found == nil || isUnused, "cut at \(length)")
    }
    #expect(try outcome(directory.state) == oracle)
  }

  @Test("flipped bits give the committed state or a refusal", arguments: [11, 12, 13])
  func flips(seed: UInt64) throws {
    print("seed \(seed)")
    let directory = try TestDirectory()
    let oracle = try makeState(directory, seed: seed)
    let whole = try directory.bytes(directory.database)
    var numbers = SeededRandom(seed: seed)
    var refused = 0
    for round in 0..<150 {
      var damaged = whole
      // The first rounds hit the header and the first page, where a bit means most.
      let end = round < 60 ? 1000 : whole.count
      for _ in 0..<Int.random(in: 1...3, using: &numbers) {
        let place = Int.random(in: 0..<end, using: &numbers)
        damaged[place] ^= UInt8.random(in: 1...255, using: &numbers)
      }
      let copy = try directory.snapshot("flipped")
      try directory.write(damaged, to: copy + "/spendwatch.db")
      let found = try outcome(copy)
      #expect(found == nil || found == oracle, "round \(round)")
      if found == nil { refused += 1 }
    }
    #expect(refused > 30)
  }

  @Test("pages of an older commit among newer ones are refused")
  func mixedPages() throws {
    let directory = try TestDirectory()
    _ = try makeState(directory, seed: 5)
    let old = try directory.bytes(directory.database)
    do {
      var numbers = SeededRandom(seed: 6)
      let store = try StateStore.open(directory: directory.state)
      for sequence in 61...80 as ClosedRange<UInt64> {
        try store.apply(Oracle.commit(sequence, using: &numbers))
      }
    }
    let new = try directory.bytes(directory.database)
    let expected = try #require(try outcome(directory.state))
    for page in stride(from: 4096, to: old.count, by: 4096) {
      guard old[page..<page + 4096] != new[page..<page + 4096] else { continue }
      let mixed = Array(new[..<page] + old[page..<page + 4096] + new[(page + 4096)...])
      let copy = try directory.snapshot("mixed")
      try directory.write(mixed, to: copy + "/spendwatch.db")
      let found = try outcome(copy)
      #expect(found == nil || found == expected, "page at \(page)")
    }
  }

  @Test("a log cut or damaged anywhere gives an earlier commit or a refusal", arguments: [21, 22])
  func tornLog(seed: UInt64) throws {
    print("seed \(seed)")
    var numbers = SeededRandom(seed: seed)
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    var oracles = [Oracle()]
    for sequence in 1...40 as ClosedRange<UInt64> {
      var oracle = oracles[oracles.count - 1]
      let commit = Oracle.commit(sequence, using: &numbers)
      try store.apply(commit)
      oracle.apply(commit)
      oracles.append(oracle)
      // Half of it is in the database already: a log that ends before that is what must be refused.
      if sequence == 20 { try store.checkpoint() }
    }
    let log = try directory.bytes(directory.database + "-wal")
    for round in 0..<60 {
      var damaged = log
      let place = Int.random(in: 0..<log.count, using: &numbers)
      if round % 2 == 0 { damaged.removeLast(log.count - place) } else { damaged[place] ^= 0x41 }
      let copy = try directory.snapshot("torn")
      try directory.write(damaged, to: copy + "/spendwatch.db-wal")
      try? FileManager.default.removeItem(atPath: copy + "/spendwatch.db-shm")
      if let found = try outcome(copy) {
        #expect(found == oracles[Int(found.sequence)], "round \(round)")
      }
    }
    #expect(try store.content() == oracles[40])
  }
}
