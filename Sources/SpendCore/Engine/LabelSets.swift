/// Sets of dimension values that the state speaks of by number: those of the history, and those shown in alerts.
/// Numbers are persistent; a set is written with the first commit after it was made.
package struct LabelSets: Sendable {
  package private(set) var sets: [[LabelPair]] = []
  private var numbers: [Key: UInt32] = [:]
  /// Sets from here on were not handed over to a commit yet.
  private var storedCount = 0
  /// Beyond this many, further sets are one set of `(other)`.
  private let limit: Int

  package init(limit: Int) { self.limit = limit }

  package mutating func number(of pairs: [LabelPair]) -> UInt32 {
    let key = LabelSets.key(pairs)
    if let number = numbers[key] { return number }
    if sets.count >= limit {
      let others = pairs.map { LabelPair($0.name, Dimension.other) }
      let key = LabelSets.key(others)
      return numbers[key] ?? insert(others, key)
    }
    return insert(pairs, key)
  }

  private mutating func insert(_ pairs: [LabelPair], _ key: Key) -> UInt32 {
    let number = UInt32(sets.count)
    numbers[key] = number
    sets.append(pairs)
    return number
  }

  package subscript(number: UInt32) -> [LabelPair] {
    Int(number) < sets.count ? sets[Int(number)] : []
  }

  /// Hashed at once: an array is hashed byte by byte, and a start may have to do that for 100,000 sets.
  private struct Key: Hashable, Sendable {
    let bytes: [UInt8]

    func hash(into hasher: inout Hasher) {
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  /// Lengths make it unambiguous, whatever the texts hold.
  private static func key(_ pairs: [LabelPair]) -> Key {
    var key: [UInt8] = []
    key.reserveCapacity(128)
    for pair in pairs {
      for text in [pair.name, pair.value] {
        withUnsafeBytes(of: text.utf8.count) { key.append(contentsOf: $0) }
        key.append(contentsOf: text.utf8)
      }
    }
    return Key(bytes: key)
  }
}

/// Records of label sets.
extension LabelSets {
  /// Of those that are new since the last call.
  package mutating func takeNewRecords() -> [Record] {
    defer { storedCount = sets.count }
    return (storedCount..<sets.count).map { number in
      var writer = ByteWriter()
      writer.write(UInt64(1))
      writer.write(list: sets[number]) { writer, pair in
        writer.write(pair.name)
        writer.write(pair.value)
      }
      return Record(kind: .labelSet, key: RecordKey.number(UInt64(number)), body: writer.bytes)
    }
  }

  package mutating func load(_ records: [Record]) throws(DamagedRecord) {
    sets.reserveCapacity(records.count)
    numbers.reserveCapacity(records.count)
    for record in records.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      guard let body = record.body, try RecordKey.number(record.key) == UInt64(sets.count) else {
        throw DamagedRecord("label sets are not complete")
      }
      var reader = ByteReader(body)
      try reader.expect(version: 1)
      let pairs = try reader.readList { reader throws(DamagedRecord) in
        LabelPair(try reader.readString(), try reader.readString())
      }
      _ = insert(pairs, LabelSets.key(pairs))
    }
    storedCount = sets.count
  }
}

/// Keys of records: big-endian numbers, so that their order is the order of the numbers.
package enum RecordKey {
  package static func number(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) }
  }

  package static func number(_ key: some Collection<UInt8>) throws(DamagedRecord) -> UInt64 {
    guard key.count == 8 else { throw DamagedRecord("key of \(key.count) bytes") }
    return key.reduce(0) { $0 << 8 | UInt64($1) }
  }

  package static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
}
