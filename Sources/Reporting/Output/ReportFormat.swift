package import SpendCore

/// How a report is printed.
package enum ReportFormat: String, CaseIterable, Sendable {
  /// For a terminal: what prints it cuts and aligns.
  case table
  case csv
  case json
  case markdown
  /// One page that stands alone.
  case html
  /// CSV of another standard (``Focus``).
  case focus
  case focus12 = "focus-1.2"

  package var focus: Focus? {
    switch self {
    case .focus: .v14
    case .focus12: .v12
    case .table, .csv, .json, .markdown, .html: nil
    }
  }
}

/// Columns that a query has before it is answered.
package enum ReportColumns {
  /// The column of the period: its name, or none.
  package static func period(_ query: ReportQuery) -> [String] {
    query.period == .total ? [] : [query.period.rawValue]
  }

  /// The first column that two things would have, so that the query cannot be answered clearly.
  package static func clash(_ query: ReportQuery) -> String? {
    let others = Set(period(query) + ReportColumn.allCases.map(\.rawValue))
    return query.dimensions.first { others.contains($0) }
  }
}
