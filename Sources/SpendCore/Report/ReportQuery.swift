/// What a report is asked for (Semantics, Reports).
package struct ReportQuery: Hashable, Sendable {
  package enum Period: String, CaseIterable, Hashable, Sendable {
    case total, hour, day, week, month
  }

  /// The rows' dimensions, in the order of the columns. Each must be one of the catalog's.
  package var dimensions: [String]
  /// Of these, which no event has to have.
  package var optionalDimensions: Set<String> = []
  /// Which events count; all its dimensions must be the catalog's. None: all do.
  package var match = Match()
  package var period: Period
  /// Events from this time on; nil for all.
  package var from: Timestamp?
  /// Events before this time; nil for all.
  package var to: Timestamp?
  /// The zone of hours, days, weeks and months.
  package var zone: TimeZoneRules
  /// The most expensive rows only; totals are still of all. nil for all rows.
  package var top: Int?

  /// Names of the numbers in a row.
  package var columns = [
    "calls", "input_tokens", "output_tokens", "cost_usd", "avg_cost_usd",
  ]

  /// What is added up beside the usual sums.
  package var details: ReportDetails.Needs = []

  /// A dimension whose different values are counted in each row; the history cannot.
  package var counted: String?

  package init(
    dimensions: [String] = [Dimension.feature], period: Period = .total, from: Timestamp? = nil,
    to: Timestamp? = nil, zone: TimeZoneRules = .utc, top: Int? = nil
  ) {
    self.dimensions = dimensions
    self.period = period
    self.from = from
    self.to = to
    self.zone = zone
    self.top = top
  }

  /// Every call counts.
  var isOfAll: Bool { from == nil && to == nil && match.conditions.isEmpty }

  /// What the catalog and decoder must keep for this query: the feature, which says what is
  /// untagged, then its own dimensions, those of its conditions and what is counted. All others are
  /// checked to be JSON and passed over.
  package var trackedDimensions: [String] {
    (dimensions + match.conditions.map(\.dimension) + [counted].compactMap(\.self)).reduce(into: [
      Dimension.feature
    ]) {
      tracked, name in
      if !tracked.contains(exactly: name) { tracked.append(name) }
    }
  }
}
