/// What one thread, or several, found: rows by their texts, to be merged into one report.
package struct ReportPart: Sendable {
  /// A row's period and values. Texts are told apart by their bytes: `é` in two spellings is two.
  struct Key: Hashable, Sendable {
    var period: Int64
    var values: [String]

    static func == (a: Key, b: Key) -> Bool {
      a.period == b.period && a.values.count == b.values.count
        && zip(a.values, b.values).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(period)
      for value in values {
        for byte in value.utf8 { hasher.combine(byte) }
        // No byte of UTF-8, so that values cannot run into each other.
        hasher.combine(UInt8.max)
      }
    }
  }

  private(set) var rows: [Key: ReportSums] = [:]
  package internal(set) var rejected: [Rejection: Int] = [:]
  /// Cost of the events without a feature, whatever the rows are by.
  package internal(set) var untaggedCost = Money.zero

  package init() {}

  /// Lines that were rejected before they could be decoded.
  package mutating func count(_ lines: Int, as reason: Rejection) {
    rejected[reason, default: 0] += lines
  }

  mutating func add(_ sums: ReportSums, _ key: Key) { rows[key, default: ReportSums()].add(sums) }

  /// - Complexity: O(rows of the other).
  package mutating func merge(_ other: ReportPart) {
    for (key, sums) in other.rows { add(sums, key) }
    for (reason, count) in other.rejected { rejected[reason, default: 0] += count }
    untaggedCost += other.untaggedCost
  }
}
