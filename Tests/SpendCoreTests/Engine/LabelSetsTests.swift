import SpendCore
import SpendTesting
import Testing

/// Sets of labels by number.
@Suite struct LabelSetsTests {
  private static func pairs(_ random: inout SeededRandom) -> [LabelPair] {
    let values = ["", "a", "b", "é", "e\u{301}", "a text of more than 16 bytes", "(other)"]
    return (0..<random.next(below: 4)).map { place in
      LabelPair("name \(place)", values[random.next(below: values.count)])
    }
  }

  @Test("Equal sets have one number, others another, now and after a load", arguments: 1...4)
  func numbers(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    var sets = LabelSets(limit: 10_000)
    var known: [[LabelPair]: UInt32] = [:]
    var records: [Record] = []
    for step in 0..<3000 {
      let wanted = Self.pairs(&random)
      let number = sets.number(of: wanted)
      #expect(known[wanted] ?? UInt32(known.count) == number)
      known[wanted] = number
      #expect(sets[number] == wanted)
      if step % 500 == 0 { records += sets.drainNewRecords() }
    }
    records += sets.drainNewRecords()
    #expect(records.count == known.count && sets.count == known.count)
    #expect(sets.drainNewRecords().isEmpty)
    var loaded = LabelSets(limit: 10_000)
    try loaded.load(records.shuffled(using: &random))
    #expect(loaded.drainNewRecords().isEmpty)
    for (wanted, number) in known {
      #expect(loaded.number(of: wanted) == number)
      #expect(loaded[number] == wanted)
    }
    #expect(loaded[UInt32(known.count)] == [])
  }

  @Test("Beyond the limit sets are one of (other), under their own names, and known ones stay")
  func limit() {
    var sets = LabelSets(limit: 100)
    for index in 0..<100 { #expect(sets.number(of: [LabelPair("a", "\(index)")]) == index) }
    for index in 100..<300 { #expect(sets.number(of: [LabelPair("a", "\(index)")]) == 100) }
    #expect(sets[100] == [LabelPair("a", "(other)")])
    #expect(sets.number(of: [LabelPair("a", "7")]) == 7)
    #expect(sets.number(of: [LabelPair("new", "x"), LabelPair("a", "7")]) == 101)
    #expect(sets[101] == [LabelPair("new", "(other)"), LabelPair("a", "(other)")])
    #expect(sets.count == 102)
  }

  @Test("Records that are cut, or not all there, are refused")
  func damaged() throws {
    var sets = LabelSets(limit: 100)
    for index in 0..<5 { _ = sets.number(of: [LabelPair("a", "\(index)")]) }
    let records = sets.drainNewRecords()
    #expect(throws: DamagedRecord.self) {
      var loaded = LabelSets(limit: 100)
      try loaded.load(Array(records.dropFirst()))
    }
    for length in 0..<(records[2].body?.count ?? 0) {
      var cut = records
      cut[2].body = Array((cut[2].body ?? []).prefix(length))
      #expect(throws: DamagedRecord.self) {
        var loaded = LabelSets(limit: 100)
        try loaded.load(cut)
      }
    }
  }
}
