import GRDB
import SpendCore
import SpendTesting
import Testing

@testable import Persistence

/// Parts of the history: how many there are, what they add up to, and what damage to one does.
@Suite struct HistoryPartTests {
  /// Lengths of the parts that are there, of the one that comes, and where merging begins.
  private static let mergeCases: [([Int], Int, Int?)] = {
    let even = Array(repeating: 9, count: 15)
    let steep: [Int] = (1...16).map { 1 << (51 - $0 * 3) }
    return [
      ([], 9, nil), (even, 9, nil), (even + [9], 9, 0), ([1000] + even, 9, 1),
      ([288] + even, 9, 0), ([289] + even, 9, 1), (steep, 1, nil), (steep, 4, 15),
      (even + even, 9, 0), ([1 << 28] + even, 1 << 28, nil),
    ]
  }()

  private func delta(_ quarter: Int64, _ labelSet: UInt32, _ nano: Int64 = 1) -> HistoryDelta {
    HistoryDelta(
      quarter: quarter, labelSet: labelSet, calls: 1, spend: Money(nano: nano), inputTokens: 2,
      outputTokens: 3)
  }

  private func calls(_ rows: [HistoryRow]) -> Int64 { rows.reduce(0) { $0 + $1.calls } }

  private func lengths(_ store: StateStore, _ level: HistoryLevel = .quarter) throws -> [Int] {
    try store.queue.inDatabase {
      try Int.fetchAll(
        $0,
        sql: """
          SELECT length(body) FROM history_part WHERE level = \(level.rawValue) \
          ORDER BY start, sequence
          """)
    }
  }

  private func retention(_ quarter: Int64, hours: Int64 = .min) -> HistoryRetention {
    HistoryRetention(quartersFrom: quarter, hoursFrom: hours)
  }

  @Test("deltas of a commit become one part for each quarter, in whatever order they come")
  func onePart() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    var numbers = SeededRandom(seed: 1)
    let deltas = (0..<3000).map { delta(Int64($0 % 3) - 1, UInt32($0 % 500)) }
    try store.apply(Commit(sequence: 1, history: deltas.shuffled(using: &numbers)))
    #expect(try lengths(store).count == 3)
    let rows = try store.history(from: -1, to: 2)
    #expect(rows.count == 1500)
    let labelSets: [UInt32] = (0..<1500).map { UInt32($0 % 500) }
    #expect(rows.map(\.labelSet) == labelSets)
    let starts: [Int64] = (0..<1500).map { Int64($0 / 500 - 1) * 900 }
    #expect(rows.map(\.start.seconds) == starts)
    #expect(rows.allSatisfy { $0.calls == 2 && $0.inputTokens == 4 && $0.outputTokens == 6 })
  }

  @Test(
    "merging begins at the oldest part that what follows makes worth it",
    arguments: mergeCases)
  func firstToMerge(lengths: [Int], length: Int, expected: Int?) {
    #expect(HistoryParts.firstToMerge(lengths, adding: length) == expected)
  }

  @Test("a quarter that grows with every commit keeps few parts, and a large one is left alone")
  func growing() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    let many = (0..<8000).map { delta(50, UInt32($0), 1_000_000) }
    try store.apply(Commit(sequence: 1, history: many))
    let large = try #require(try lengths(store).first)
    var most = 0
    for sequence in 2...300 as ClosedRange<UInt64> {
      try store.apply(Commit(sequence: sequence, history: [delta(50, UInt32(sequence))]))
      let found = try lengths(store)
      #expect(found.first == large)
      most = max(most, found.count)
    }
    #expect(most <= HistoryParts.most)
    let rows = try store.history(from: 50, to: 51)
    #expect(rows.map(\.labelSet) == many.map(\.labelSet))
    #expect(calls(rows) == 8299)
    #expect(rows[5].spend.nano == 1_000_001)
    #expect(rows[500].spend.nano == 1_000_000)
    // Parts of its own size make it worth being written again.
    for sequence in 301...320 as ClosedRange<UInt64> {
      try store.apply(Commit(sequence: sequence, history: many))
    }
    #expect(try lengths(store).count <= HistoryParts.most)
    #expect(calls(try store.history(from: 50, to: 51)) == 168_299)
    store.close()
    let later = try StateStore.open(directory: directory.state)
    #expect(calls(try later.history(from: 50, to: 51)) == 168_299)
  }

  @Test("what is old when it comes is kept by the hour at once, as if it had been compacted")
  func oldDeltas() throws {
    var numbers = SeededRandom(seed: 3)
    let deltas = (0..<2000).map { _ in
      delta(Int64.random(in: -9..<20, using: &numbers), UInt32.random(in: 0..<40, using: &numbers))
    }
    let directories = try [TestDirectory(), TestDirectory()]
    let stores = try directories.map { try StateStore.open(directory: $0.state) }
    try stores[0].apply(Commit(sequence: 1, history: deltas))
    #expect(try stores[0].compactHistory(retention(8)) == false)
    try stores[1].apply(Commit(sequence: 1, history: deltas, retention: retention(8)))
    #expect(try stores[1].compactHistory(retention(8)) == false)
    let rows = try stores.map { try $0.history(from: -20, to: 30) }
    #expect(rows[0] == rows[1])
    #expect(calls(rows[1]) == 2000)
    #expect(rows[1].allSatisfy { ($0.widthSeconds == 3600) == ($0.start.seconds < 7200) })
    stores[1].close()
    let later = try StateStore.open(directory: directories[1].state)
    #expect(try later.history(from: -20, to: 30) == rows[1])
  }

  @Test(
    "hours and days are those of the zone, whatever its clock does",
    arguments: [HistoryPartTests.kolkata, newYork, .utc])
  func zones(zone: TimeZoneRules) throws {
    var numbers = SeededRandom(seed: 4)
    // Around the night to 2 November 2025, which has 25 hours in New York.
    let first: Int64 = 1_761_868_800 / 900
    let deltas = (0..<3000).map { _ in
      delta(
        first + Int64.random(in: 0..<480, using: &numbers),
        UInt32.random(in: 0..<9, using: &numbers))
    }
    let middle = first + 300
    let bounds = HistoryRetention(
      quartersFrom: Timestamp.floorDivide(
        HistoryLevel.hour.start(containing: (middle + 90) * 900, in: zone), 900),
      hoursFrom: Timestamp.floorDivide(
        HistoryLevel.day.start(containing: middle * 900, in: zone), 900), zone: zone)
    let directories = try [TestDirectory(), TestDirectory()]
    let stores = try directories.map { try StateStore.open(directory: $0.state) }
    for (place, part) in [deltas[..<1500], deltas[1500...]].enumerated() {
      try stores[0].apply(Commit(sequence: UInt64(place + 1), history: Array(part)))
      while try stores[0].compactHistory(bounds, rows: 50) {}
    }
    try stores[1].apply(Commit(sequence: 1, history: deltas, retention: bounds))
    let rows = try stores.map { try $0.history(from: first - 200, to: first + 700) }
    #expect(rows[0] == rows[1])
    #expect(calls(rows[1]) == 3000)
    for row in rows[1] {
      let level = try #require(HistoryLevel.allCases.first { $0.seconds == row.widthSeconds })
      #expect(level.start(containing: row.start.seconds, in: zone) == row.start.seconds)
      #expect(level == bounds.level(ofQuarter: Timestamp.floorDivide(row.start.seconds, 900)))
    }
    #expect(Set(rows[1].map(\.widthSeconds)) == [900, 3600, 86_400])
    let local = rows[1].filter { $0.widthSeconds == 86_400 }.map {
      $0.start.seconds + zone.offsetSeconds(at: $0.start.seconds)
    }
    #expect(local.allSatisfy { $0 % 86_400 == 0 })
    stores[0].close()
    let later = try StateStore.open(directory: directories[0].state)
    #expect(try later.history(from: first - 200, to: first + 700) == rows[1])
  }

  private static let kolkata = TimeZoneRules(name: "Asia/Kolkata", initialOffsetSeconds: 19_800)
  private static let newYork = TimeZoneRules(
    name: "America/New_York", initialOffsetSeconds: -14_400,
    transitions: [.init(at: 1_762_063_200, offsetSeconds: -18_000)])

  @Test("parts of a layout that a later release has are verified and left alone")
  func otherLayout() throws {
    let directory = try TestDirectory()
    do {
      let store = try StateStore.open(directory: directory.state)
      try store.apply(Commit(sequence: 1, history: [delta(5, 1)]))
      try store.queue.inDatabase { db in
        try db.inTransaction {
          var stored = try DigestTable(reading: db)
          var digests = ChangedDigests(stored)
          let part = HistoryPart(.quarter, start: 4500, layout: 9, sequence: 1, body: [9, 9])
          digests[part.digestKey].add(part.checksum)
          try part.insert(with: try HistoryPart.insertion(in: db))
          try stored.store(digests.changes, sequence: stored.sequence, in: db)
          return .commit
        }
      }
    }
    let store = try StateStore.open(directory: directory.state)
    try store.apply(Commit(sequence: 2, history: [delta(5, 1)]))
    #expect(try store.compactHistory(retention(8)) == false)
    #expect(calls(try store.history(from: 0, to: 20)) == 2)
    #expect(try lengths(store) == [2])
    store.close()
    #expect(calls(try StateStore.open(directory: directory.state).history(from: 0, to: 20)) == 2)
  }

  @Test("details are kept as long and as finely as the sums, and read only by who wants them")
  func details() throws {
    var numbers = SeededRandom(seed: 6)
    let zone = Self.kolkata
    let bounds = HistoryRetention(
      quartersFrom: Timestamp.floorDivide(
        HistoryLevel.hour.start(containing: 400 * 900, in: zone), 900),
      hoursFrom: Timestamp.floorDivide(
        HistoryLevel.day.start(containing: 200 * 900, in: zone), 900), zone: zone)
    var commits: [Commit] = []
    var expected = HistoryDetails()
    for sequence in 1...40 as ClosedRange<UInt64> {
      let slots = (0..<50).map { _ in
        (Int64.random(in: 0..<500, using: &numbers), UInt32.random(in: 0..<9, using: &numbers))
      }
      let more = slots.prefix(20).map { quarter, set in
        var details = HistoryDetails()
        details.unpricedCalls = 1
        details.computed = Money(nano: Int64.random(in: 0..<9, using: &numbers))
        details.tokens[.cacheRead] = 5
        details.tokens[.input] = -5
        expected.add(details)
        return HistoryDetailDelta(quarter: quarter, labelSet: set, details: details)
      }
      commits.append(
        Commit(sequence: sequence, history: slots.map { delta($0, $1) }, details: more))
    }
    let directories = try [TestDirectory(), TestDirectory()]
    let stores = try directories.map { try StateStore.open(directory: $0.state) }
    for var commit in commits {
      try stores[0].apply(commit)
      while try stores[0].compactHistory(bounds, rows: 60) {}
      commit.retention = bounds
      try stores[1].apply(commit)
    }
    var found: [[HistoryDetailRow]] = []
    for store in stores {
      var (rows, slots): ([HistoryDetailRow], Set<[Int64]>) = ([], [])
      try store.withHistory { history in
        try history.forEachRow(from: -200, to: 700, wantsDetails: true) {
          slots.insert([$0.start.seconds, $0.widthSeconds, Int64($0.labelSet)])
        } details: {
          rows.append($0)
        }
        try history.forEachRow(from: -200, to: 700) { _ in
        } details: { _ in
          Issue.record("nobody wanted it")
        }
      }
      // No stretch has details without sums.
      for row in rows {
        #expect(slots.contains([row.start.seconds, row.widthSeconds, Int64(row.labelSet)]))
      }
      var sum = HistoryDetails()
      for row in rows { sum.add(row.details) }
      #expect(sum == expected)
      #expect(Set(rows.map(\.widthSeconds)) == [900, 3600, 86_400])
      found.append(rows)
    }
    #expect(found[0] == found[1])
    for store in stores { store.close() }
    let later = try StateStore.open(directory: directories[0].state)
    #expect(calls(try later.history(from: -200, to: 700)) == 2000)
  }

  @Test("an hour gets one part for each step, and late ones are merged")
  func hours() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    var sequence: UInt64 = 0
    for _ in 0..<40 {
      sequence += 1
      try store.apply(
        Commit(sequence: sequence, history: (0..<8).map { delta($0, UInt32(sequence) % 7) }))
      #expect(try store.compactHistory(retention(4)) == false)
      #expect(try lengths(store, .hour).count <= HistoryParts.most)
    }
    let rows = try store.history(from: 0, to: 8)
    #expect(rows.prefix(7).map(\.labelSet) == [0, 1, 2, 3, 4, 5, 6] as [UInt32])
    #expect(rows.prefix(7).allSatisfy { $0.widthSeconds == 3600 && $0.start.seconds == 0 })
    #expect(calls(Array(rows.prefix(7))) == 160)
    #expect(rows.dropFirst(7).allSatisfy { $0.widthSeconds == 900 })
    #expect(calls(rows) == 320)
    #expect(try store.history(from: 1, to: 4) == [])
  }

  @Test(
    "a part that was changed, lost or doubled is damage",
    arguments: [
      "UPDATE history_part SET body = x'010102020202' WHERE start = 4500 AND sequence = 2",
      "UPDATE history_part SET body = x'80' WHERE start = 4500 AND sequence = 2",
      "UPDATE history_part SET checksum = checksum + 1 WHERE start = 4500 AND sequence = 2",
      "UPDATE history_part SET start = 5400 WHERE start = 4500 AND sequence = 2",
      "UPDATE history_part SET level = 1 WHERE start = 4500 AND sequence = 2",
      "UPDATE history_part SET level = 7 WHERE start = 4500 AND sequence = 2",
      "UPDATE history_part SET layout = 1 WHERE start = 4500 AND sequence = 2",
      "DELETE FROM history_part WHERE start = 4500 AND sequence = 2",
      """
      INSERT INTO history_part SELECT level, start, layout, 99, body, checksum FROM history_part \
      LIMIT 1
      """,
    ])
  func damage(sql: String) throws {
    let directory = try TestDirectory()
    do {
      let store = try StateStore.open(directory: directory.state)
      for sequence in 1...3 as ClosedRange<UInt64> {
        try store.apply(Commit(sequence: sequence, history: [delta(5, 1), delta(100, 1)]))
      }
    }
    let queue = try DatabaseQueue(path: directory.database)
    try queue.inDatabase { try $0.execute(sql: sql) }
    try queue.close()
    let error = #expect(throws: StateError.self) { try StateStore.open(directory: directory.state) }
    #expect(error?.asksForRebuild == true)
    #expect("\(try #require(error))".contains("history"))
    // Readers look at the days they are asked for.
    let copy = try StateCopy.open(directory: directory.state)
    #expect(throws: StateError.self) { try copy.history(from: 0, to: 20) }
  }

  @Test("a damaged part is not merged into a sound one, nor moved into an hour")
  func damageInUse() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    let last = UInt64(HistoryParts.most)
    for sequence in 1...last {
      try store.apply(Commit(sequence: sequence, history: [delta(5, 1)]))
    }
    try store.queue.inDatabase {
      try $0.execute(sql: "UPDATE history_part SET body = x'010102020203' WHERE sequence = 3")
    }
    let error = #expect(throws: StateError.self) {
      try store.apply(Commit(sequence: last + 1, history: [delta(5, 1)]))
    }
    #expect(error?.asksForRebuild == true)
    #expect(store.sequence == last)
    #expect(throws: StateError.self) { try store.compactHistory(retention(8)) }
    #expect(try lengths(store, .hour) == [])
    #expect(try lengths(store).count == Int(last))
  }
}
