/// What one thread, or several, found: rows by their texts, to be merged into one report.
package struct ReportPart: Sendable {
  /// A row's period and values. Texts are told apart by their bytes: `é` in two spellings is two.
  struct Key: Hashable, Sendable {
    var period: Int64
    var values: [ExactText]
  }

  private(set) var rows: [Key: ReportSums] = [:]
  package internal(set) var rejected: [Rejection: Int] = [:]
  /// Lines of words of a program, which are nobody's mistake.
  package internal(set) var textLines = 0
  /// Of the same rows, where the query asks for them.
  private(set) var details: [Key: ReportDetails] = [:]
  /// Of what is counted (``ReportQuery/counted``).
  private(set) var distinct = DistinctValues<Key>(most: mostDistinct)
  /// So many values take about 60 MB.
  package static let mostDistinct = 2_000_000
  /// Of the events without a feature, whatever the rows are by.
  private(set) var untagged: [Key: ReportSums] = [:]
  /// Calls of which nobody knows what they cost: they are in the rows, at nothing.
  package internal(set) var unpricedCalls: Int64 = 0
  /// Whether that is known.
  package internal(set) var knowsUnpriced = true

  /// What a state has counted of its lines, whatever their times; the calls without a price only
  /// where there are none, or all are asked for.
  package mutating func add(_ totals: Totals, _ query: ReportQuery) {
    for (reason, count) in zip(Rejection.allCases, totals.rejected) where count > 0 {
      rejected[reason, default: 0] += Int(clamping: count)
    }
    if query.isOfAll { unpricedCalls += totals.unpricedCalls }
  }
  /// Events that were not asked for, of other times or by a condition.
  package internal(set) var eventsOutside = 0
  /// The dimensions of conditions that some event has, at whatever time.
  package internal(set) var seenDimensions: Set<ExactText> = []

  /// From when on everything is in it, as far as that is known.
  package var completeSince: Timestamp?

  package init() {}

  /// Lines that were rejected before they could be decoded.
  package mutating func count(_ lines: Int, as reason: Rejection) {
    rejected[reason, default: 0] += lines
  }

  mutating func add(_ sums: ReportSums, _ key: Key, isUntagged: Bool = false) {
    rows[key, default: ReportSums()].add(sums)
    if isUntagged { untagged[key, default: ReportSums()].add(sums) }
  }

  mutating func add(_ details: ReportDetails, _ key: Key) {
    self.details[key, default: ReportDetails()].add(details)
  }

  /// Adds values that have numbers elsewhere. O(values).
  mutating func add<Row>(
    _ values: DistinctValues<Row>, row: (Row) -> Key, text: (UInt64) -> String
  ) {
    distinct.merge(values, row: row) {
      UInt64(bitPattern: Int64(ExactText(text($0)).hashValue))
    }
  }

  mutating func addUntagged(_ sums: ReportSums, _ key: Key) {
    untagged[key, default: ReportSums()].add(sums)
  }

  mutating func addDistinct(of other: ReportPart, _ row: (Key) -> Key) {
    distinct.merge(other.distinct, row: row)
  }

  mutating func removeRows() {
    rows = [:]
    details = [:]
    distinct = DistinctValues(most: Self.mostDistinct)
    untagged = [:]
  }

  /// - Complexity: O(rows of the other).
  package mutating func merge(_ other: ReportPart) {
    for (key, sums) in other.rows { add(sums, key) }
    for (key, sums) in other.details { add(sums, key) }
    addDistinct(of: other) { $0 }
    for (reason, count) in other.rejected { rejected[reason, default: 0] += count }
    textLines += other.textLines
    untagged.merge(other.untagged) { own, other in
      var sum = own
      sum.add(other)
      return sum
    }
    unpricedCalls += other.unpricedCalls
    knowsUnpriced = knowsUnpriced && other.knowsUnpriced
    eventsOutside += other.eventsOutside
    seenDimensions.formUnion(other.seenDimensions)
  }

  /// Whether lines were read and none of them was an event, at whatever time.
  package var hasNoEvents: Bool {
    rows.isEmpty && eventsOutside == 0 && (!rejected.isEmpty || textLines > 0)
  }

  /// The cost of each hour by the first of the query's dimensions, ascending: of
  /// a query by the hour.
  package var hours: [ExactText: [BudgetSuggestion.Hour]] {
    var hours: [ExactText: [BudgetSuggestion.Hour]] = [:]
    for (key, sums) in rows {
      guard let value = key.values.first else { continue }
      hours[value, default: []].append(.init(start: key.period, cost: sums.cost))
    }
    return hours.mapValues { $0.sorted { $0.start < $1.start } }
  }

  /// The first of the query's dimensions that no event has, those of its conditions before those of
  /// its rows; nil also when there is no event.
  ///
  /// - Complexity: O(rows).
  package func missingDimension(_ query: ReportQuery) -> String? {
    if !rows.isEmpty || eventsOutside > 0,
      let unknown = query.match.conditions.map(\.dimension).first(where: {
        !seenDimensions.contains(ExactText($0))
      })
    {
      return unknown
    }
    guard !rows.isEmpty else { return nil }
    if let counted = query.counted, distinct.rows.isEmpty { return counted }
    // Who asks for the calls without it has no others.
    let without = query.match.conditions.filter { $0.matches("") }.map(\.dimension)
    return query.dimensions.enumerated().first { index, name in
      !query.optionalDimensions.contains(name) && !without.contains(exactly: name)
        && rows.keys.allSatisfy { $0.values[index].text.isEmpty }
    }?.element
  }
}
