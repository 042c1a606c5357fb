/// What one thread, or several, found: rows by their texts, to be merged into one report.
package struct ReportPart: Sendable {
  /// A row's period and values. Texts are told apart by their bytes: `é` in two spellings is two.
  struct Key: Hashable, Sendable {
    var period: Int64
    var values: [ExactText]
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
