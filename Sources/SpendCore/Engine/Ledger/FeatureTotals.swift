/// What every feature has spent since the state directory was created, budgets or not.
package struct FeatureTotals: Sendable {
  package struct Entry: Hashable, Sendable {
    package var name: String
    package var events: Int64
    package var spend: Money
    /// Of the spend, that of calls which no budget counted when they came, and which were not
    /// excluded.
    package var uncovered: Money = .zero
    var isDirty: Bool
  }

  package private(set) var entries: [Entry] = []
  private var numbers: [ExactText: Int] = [:]
  private var dirty: [Int] = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// The number of a feature; beyond the limit that of `(other)`.
  mutating func number(of name: String) -> Int {
    if let number = numbers[ExactText(name)] { return number }
    if entries.count >= limit, name != Dimension.other { return number(of: Dimension.other) }
    numbers[ExactText(name)] = entries.count
    entries.append(Entry(name: name, events: 0, spend: .zero, isDirty: false))
    return entries.count - 1
  }

  mutating func add(_ number: Int, events: Int64, spend: Money, isUncovered: Bool) {
    entries[number].events += events
    entries[number].spend += spend
    if isUncovered { entries[number].uncovered += spend }
    if !entries[number].isDirty {
      entries[number].isDirty = true
      dirty.append(number)
    }
  }

  /// Records of those that changed since the last call.
  mutating func drainRecords() -> [Record] {
    defer {
      for number in dirty { entries[number].isDirty = false }
      dirty.removeAll(keepingCapacity: true)
    }
    return dirty.map { number in
      var writer = ByteWriter()
      writer.write(UInt64(1))
      writer.write(entries[number].events)
      writer.write(entries[number].spend)
      writer.write(entries[number].uncovered)
      return Record(
        kind: .feature, key: RecordKey.text(entries[number].name), body: writer.bytes)
    }
  }

  mutating func load(_ records: [Record]) throws(DamagedRecord) {
    for record in records {
      guard let body = record.body else { continue }
      var reader = ByteReader(body)
      try reader.expect(version: 1)
      let name = String(decoding: record.key, as: UTF8.self)
      numbers[ExactText(name)] = entries.count
      var entry = Entry(
        name: name, events: try reader.readInt64(), spend: try reader.readMoney(), isDirty: false)
      // An older program did not count it.
      if !reader.isAtEnd { entry.uncovered = try reader.readMoney() }
      entries.append(entry)
    }
  }
}
