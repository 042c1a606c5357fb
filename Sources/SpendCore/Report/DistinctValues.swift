/// The different values of a dimension by row, as hashes of 64 bits, which tell a few million apart
/// but for an accident in a million reports; and what the calls that have one cost.
package struct DistinctValues<Row: Hashable & Sendable>: Sendable {
  package struct Sums: Sendable {
    var values: Set<UInt64> = []
    /// Of the calls that have a value.
    package var cost = Money.zero
    package var count: Int64 { Int64(values.count) }
  }

  package private(set) var rows: [Row: Sums] = [:]
  private var valueCount = 0
  /// There were more values than are kept: those beyond are not counted.
  package private(set) var isCut = false
  /// Of all rows together.
  private let most: Int

  package init(most: Int) { self.most = most }

  /// Adds what a call costs that has a value.
  mutating func add(_ cost: Money, of value: UInt64, _ row: Row) {
    rows[row, default: Sums()].cost += cost
    add(value, row)
  }

  private mutating func add(_ value: UInt64, _ row: Row) {
    guard valueCount < most else {
      if rows[row]?.values.contains(value) != true { isCut = true }
      return
    }
    if rows[row, default: Sums()].values.insert(value).inserted { valueCount += 1 }
  }

  /// Adds those of others, by what their rows and values are here. O(values).
  mutating func merge<Other>(
    _ other: DistinctValues<Other>, row: (Other) -> Row, value: (UInt64) -> UInt64 = { $0 }
  ) {
    for (key, sums) in other.rows {
      let row = row(key)
      rows[row, default: Sums()].cost += sums.cost
      for old in sums.values { add(value(old), row) }
    }
    isCut = isCut || other.isCut
  }

  /// Of all rows: a value that several have is one.
  package var total: Sums {
    rows.values.reduce(into: Sums()) { total, sums in
      total.values.formUnion(sums.values)
      total.cost += sums.cost
    }
  }
}
