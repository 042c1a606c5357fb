/// Ids in the state: a record for each 256 that came one after the other. What a commit writes
/// follows what came, and what a later line corrected.
extension SeenIDs {
  /// What the state does not have yet.
  struct Changes {
    fileprivate static let partLength: UInt64 = 256

    /// Numbers from here on.
    fileprivate var storedNext: UInt64 = 0
    /// Parts before these were taken out, those before this one out of the state too.
    fileprivate var storedFirstPart: UInt64 = 0
    /// Before `storedNext`.
    fileprivate var parts: Set<UInt64> = []

    mutating func note(_ number: UInt64) {
      if number < storedNext { parts.insert(number / Changes.partLength) }
    }
  }

  private static var partLength: UInt64 { Changes.partLength }

  /// Records of what changed since the last call, for the next commit.
  ///
  /// - Complexity: O(ids that came or changed since).
  package mutating func drainRecords() -> [Record] {
    let firstPart = first / Self.partLength
    var records: [Record] = []
    let storedEnd = (changes.storedNext + Self.partLength - 1) / Self.partLength
    for part in changes.storedFirstPart..<max(changes.storedFirstPart, min(firstPart, storedEnd)) {
      records.append(Record(kind: .seen, key: RecordKey.number(part), body: nil))
    }
    if count > 0, changes.storedNext < next {
      let newFrom = max(changes.storedNext, first) / Self.partLength
      changes.parts.formUnion(newFrom...((next - 1) / Self.partLength))
    }
    for part in changes.parts.sorted() where part >= firstPart && count > 0 {
      records.append(record(part))
    }
    changes.parts.removeAll()
    changes.storedNext = next
    changes.storedFirstPart = max(changes.storedFirstPart, firstPart)
    return records
  }

  private func record(_ part: UInt64) -> Record {
    let numbers =
      max(first, part * Self.partLength)..<min(next, (part + 1) * Self.partLength)
    var writer = ByteWriter(capacity: 32 + 24 * numbers.count)
    writer.write(UInt64(1))
    writer.write(numbers.lowerBound)
    writer.write(UInt64(numbers.count))
    for number in numbers {
      let entry = pointer(number).pointee
      for word in [entry.low, entry.highAndCost, entry.secondsAndCost] {
        withUnsafeBytes(of: word.littleEndian) { writer.write(raw: Array($0)) }
      }
    }
    let growing = numbers.filter { tokens[$0] != nil }
    writer.write(list: growing) { writer, number in
      writer.write(number - numbers.lowerBound)
      writer.write(tokens[number]?.input ?? 0)
      writer.write(tokens[number]?.output ?? 0)
    }
    return Record(kind: .seen, key: RecordKey.number(part), body: writer.bytes)
  }

  /// - Precondition: nothing was added yet.
  package mutating func load(_ records: [Record]) throws(DamagedRecord) {
    for record in records.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let part = try RecordKey.number(record.key)
      var reader = ByteReader(record.body ?? [])
      try reader.expect(version: 1)
      let start = try reader.readUInt64()
      if count == 0 { (first, next) = (start, start) }
      let length = try reader.readCount()
      guard start == next, start / Self.partLength == part, length <= Int(Self.partLength),
        start < 1 << 62
      else {
        throw DamagedRecord("ids are not complete")
      }
      for _ in 0..<length {
        let low = try reader.readWord()
        let high = try reader.readWord()
        add(Entry(low: low, highAndCost: high, secondsAndCost: try reader.readWord()))
      }
      let growing = try reader.readList { reader throws(DamagedRecord) in
        (
          try reader.readUInt64(),
          Tokens(input: try reader.readInt64(), output: try reader.readInt64())
        )
      }
      for (offset, known) in growing where offset < UInt64(length) {
        tokens[start + offset] = known
      }
    }
    changes = Changes()
    changes.storedNext = next
    changes.storedFirstPart = first / Self.partLength
  }
}
