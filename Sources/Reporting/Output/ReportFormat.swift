package import SpendCore

/// How a report is printed.
package enum ReportFormat: String, CaseIterable, Sendable {
  /// For a terminal: what prints it cuts and aligns.
  case table
  case csv
  case json
  case markdown
}

/// The columns of a report: the period, if there is one, the dimensions, then the numbers.
package enum ReportColumns {
  package static let numbers = [
    "calls", "input_tokens", "output_tokens", "cost_usd", "avg_cost_usd",
  ]

  package static func titles(_ query: ReportQuery) -> [String] {
    period(query) + query.dimensions + numbers
  }

  /// The column of the period: its name, or none.
  package static func period(_ query: ReportQuery) -> [String] {
    query.period == .total ? [] : [query.period.rawValue]
  }

  /// The first column that two things would have, so that the query cannot be answered clearly.
  package static func clash(_ query: ReportQuery) -> String? {
    let others = Set(period(query) + numbers)
    return query.dimensions.first { others.contains($0) }
  }
}
