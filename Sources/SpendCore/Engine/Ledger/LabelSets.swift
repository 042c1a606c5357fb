/// Sets of dimension values that the state speaks of by number: those of the history,
/// and those shown in alerts. Numbers are persistent; a set is written with the first
/// commit after it was made.
///
/// There may be some 100,000, most of them of the same few texts: each text is kept once, and a set
/// is the symbols of its names and values.
package struct LabelSets: ~Copyable {
  /// Only its symbols are used.
  private var texts: Catalog
  /// Of all sets in turn: name, value, name, value.
  private var symbols: [UInt32] = []
  /// Where each set starts in `symbols`; one more at the end.
  private var starts: [Int] = [0]
  /// Number + 1 of the set at each place; 0 is free. Open addressing, at most half full.
  private var places = [UInt32](repeating: 0, count: 256)
  /// Sets from here on were not handed over to a commit yet.
  private var storedCount = 0
  /// Beyond this many, further sets are one set of `(other)`.
  private let limit: Int

  private let seed: UInt64

  package init(limit: Int, hashSeed: UInt64 = Catalog.fixedSeed) {
    self.limit = limit
    seed = hashSeed
    texts = Catalog(
      dimensions: [Dimension.feature], maxSymbols: .max, hashSeed: hashSeed, findsOther: true)
  }

  package var count: Int { starts.count - 1 }
  /// What they take in memory.
  var byteCount: Int {
    texts.byteCount + 4 * (symbols.count + places.count) + 8 * starts.count
  }

  package mutating func number(of pairs: [LabelPair]) -> UInt32 {
    let set = intern(pairs)
    if let number = find(set) { return number }
    guard count >= limit else { return insert(set) }
    let others = intern(pairs.map { LabelPair($0.name, Dimension.other) })
    return find(others) ?? insert(others)
  }

  package subscript(number: UInt32) -> [LabelPair] {
    guard Int(number) < count else { return [] }
    return stride(from: starts[Int(number)], to: starts[Int(number) + 1], by: 2).map {
      LabelPair(texts.text(symbols[$0]), texts.text(symbols[$0 + 1]))
    }
  }

  private mutating func intern(_ pairs: [LabelPair]) -> [UInt32] {
    var set: [UInt32] = []
    for pair in pairs {
      set.append(texts.symbol(pair.name))
      // Beyond the limit a new value makes no set of its own, and must not cost memory either.
      set.append(count < limit ? texts.symbol(pair.value) : texts.knownSymbol(pair.value))
    }
    return set
  }

  private func find(_ set: [UInt32]) -> UInt32? {
    var place = hash(set[...]) & (places.count - 1)
    while places[place] != 0 {
      let number = Int(places[place] - 1)
      if symbols[starts[number]..<starts[number + 1]].elementsEqual(set) { return UInt32(number) }
      place = (place + 1) & (places.count - 1)
    }
    return nil
  }

  private mutating func insert(_ set: [UInt32]) -> UInt32 {
    symbols += set
    starts.append(symbols.count)
    if 2 * count > places.count {
      places = [UInt32](repeating: 0, count: 2 * places.count)
      for number in 0..<count { enter(number) }
    } else {
      enter(count - 1)
    }
    return UInt32(count - 1)
  }

  private mutating func enter(_ number: Int) {
    var place = hash(symbols[starts[number]..<starts[number + 1]]) & (places.count - 1)
    while places[place] != 0 { place = (place + 1) & (places.count - 1) }
    places[place] = UInt32(number + 1)
  }

  private func hash(_ set: ArraySlice<UInt32>) -> Int {
    let hash = set.reduce(seed) {
      SWAR.fold($0 ^ UInt64($1), 0xE703_7ED1_A0B4_28DB)
    }
    return Int(truncatingIfNeeded: hash >> 1)
  }
}

/// Records of label sets.
extension LabelSets {
  /// Of those that are new since the last call.
  package mutating func drainNewRecords() -> [Record] {
    var records: [Record] = []
    records.reserveCapacity(count - storedCount)
    var writer = ByteWriter()
    for number in storedCount..<count {
      writer.removeAll()
      writer.write(UInt64(1))
      let set = symbols[starts[number]..<starts[number + 1]]
      writer.write(UInt64(set.count / 2))
      for symbol in set { texts.write(symbol, to: &writer) }
      records.append(
        Record(kind: .labelSet, key: RecordKey.number(UInt64(number)), body: writer.copy))
    }
    storedCount = count
    return records
  }

  package mutating func load(_ records: [Record]) throws(DamagedRecord) {
    for record in records.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      guard let body = record.body, try RecordKey.number(record.key) == UInt64(count) else {
        throw DamagedRecord("label sets are not complete")
      }
      var reader = ByteReader(body)
      try reader.expect(version: 1)
      var set: [UInt32] = []
      for _ in 0..<(2 * (try reader.readCount())) { set.append(try readText(&reader)) }
      _ = insert(set)
    }
    storedCount = count
  }

  private mutating func readText(_ reader: inout ByteReader) throws(DamagedRecord) -> UInt32 {
    try reader.withBytes { texts.symbol(for: $0) }
  }
}

/// Keys of records: big-endian numbers, so that their order is the order of the numbers.
package enum RecordKey {
  package static func number(_ value: UInt64) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  package static func number(_ key: some Collection<UInt8>) throws(DamagedRecord) -> UInt64 {
    guard key.count == 8 else { throw DamagedRecord("key of \(key.count) bytes") }
    return key.reduce(0) { $0 << 8 | UInt64($1) }
  }

  package static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
}
