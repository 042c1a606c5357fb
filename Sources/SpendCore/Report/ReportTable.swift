/// A report, ready to be printed: rows by cost, the most expensive first, and what they add up to.
package struct ReportTable: Sendable {
  package struct Row: Hashable, Sendable {
    /// As ``ReportPeriods`` writes it; nil for the whole time.
    package var period: String?
    /// The period, as `[start, end)`; of the whole time it is as long as time is.
    package var start: Timestamp
    package var end: Timestamp
    /// One for each of the query's dimensions.
    package var values: [String]
    package var sums: ReportSums
    package var details = ReportDetails()
    /// How many different values it has of what is counted, and what their calls cost.
    package var distinct = Distinct()
    /// What of it has no feature.
    package var untagged = ReportSums()
    /// The cost in the period before.
    package var previous = Money.zero
  }

  package struct Distinct: Hashable, Sendable {
    package var count: Int64 = 0
    package var cost = Money.zero

    package init(count: Int64 = 0, cost: Money = .zero) { (self.count, self.cost) = (count, cost) }

    /// The cost of one, rounded half to even; zero without any.
    package var averageCost: Money { cost.divided(by: count) }
  }

  package let query: ReportQuery
  /// By cost, descending; equal costs by period, then by values.
  package let rows: [Row]
  /// Of all rows, also those beyond `top`.
  package let totals: ReportSums
  package let totalDetails: ReportDetails
  package let totalDistinct: Distinct
  /// There were more values than can be kept: those beyond are not counted.
  package let isCountCut: Bool
  /// In the order in which reasons apply; only those that occurred.
  package let rejected: [(reason: Rejection, count: Int)]
  /// The part of the cost that has no feature, 0 to 1; 0 when nothing was spent.
  package let untaggedShare: Double
  /// Calls that are in the rows at nothing, as nobody knows what they cost.
  package let unpricedCalls: Int64
  /// Whether that is known: the history does not say which calls they were.
  package let knowsUnpriced: Bool
  /// From when on everything is in it, as far as that is known.
  package let completeSince: Timestamp?
  /// The cost of all rows in the period before.
  package let previousTotal: Money

  /// - Parameter previous: what the period before gives; rows that only that has are there too, at
  ///   nothing.
  /// - Complexity: O(rows × log rows).
  package init(_ part: ReportPart, query: ReportQuery, previous: ReportPart? = nil) {
    self.query = query
    var part = part
    let before = previous?.rows ?? [:]
    for key in before.keys { part.add(ReportSums(), key) }
    previousTotal = before.values.reduce(Money.zero) { $0 + $1.cost }
    var totals = ReportSums()
    for sums in part.rows.values { totals.add(sums) }
    self.totals = totals
    totalDetails = part.details.values.reduce(into: ReportDetails()) { $0.add($1) }
    totalDistinct = Self.distinct(part.distinct.total)
    isCountCut = part.distinct.isCut
    let sorted = part.rows.sorted { Self.precedes($0, $1) }
    let periods = ReportPeriods(query)
    rows = sorted.prefix(query.top ?? .max).map { key, sums in
      let (start, end) = periods.stretch(key.period)
      return Row(
        period: periods.text(key.period), start: start, end: end, values: key.values.map(\.text),
        sums: sums,
        details: part.details[key] ?? ReportDetails(),
        distinct: part.distinct.rows[key].map { Self.distinct($0) } ?? Distinct(),
        untagged: part.untagged[key] ?? ReportSums(),
        previous: before[key]?.cost ?? .zero)
    }
    rejected = Rejection.allCases.compactMap { reason in
      part.rejected[reason].map { (reason, $0) }
    }
    completeSince = part.completeSince
    unpricedCalls = part.unpricedCalls
    knowsUnpriced = part.knowsUnpriced
    let untagged = part.untagged.values.reduce(Money.zero) { $0 + $1.cost }
    untaggedShare = Self.share(untagged, of: totals.cost)
  }

  private static func distinct(_ sums: DistinctValues<ReportPart.Key>.Sums) -> Distinct {
    Distinct(count: sums.count, cost: sums.cost)
  }

  /// Of an amount, 0 to 1.
  package static func share(_ part: Money, of whole: Money) -> Double {
    whole > .zero ? Double(part.nano) / Double(whole.nano) : 0
  }

  private static func precedes(
    _ a: (key: ReportPart.Key, value: ReportSums), _ b: (key: ReportPart.Key, value: ReportSums)
  ) -> Bool {
    if a.value.cost != b.value.cost { return a.value.cost > b.value.cost }
    if a.key.period != b.key.period { return a.key.period < b.key.period }
    for (left, right) in zip(a.key.values, b.key.values) where left != right {
      return left < right
    }
    return false
  }
}
