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

  /// `session_id_count`, `cost_per_session_id_usd`; others have one name.
  package static func title(_ column: ReportColumn, _ query: ReportQuery) -> String {
    let counted = query.counted ?? ""
    return switch column {
    case .distinct: counted + "_" + column.rawValue
    case .costOfDistinct: column.rawValue + "_" + counted + "_usd"
    default: column.rawValue
    }
  }

  /// The first column that two things would have, so that the query cannot be answered clearly.
  package static func clash(_ query: ReportQuery) -> String? {
    let others = Set(period(query) + ReportColumn.allCases.map { title($0, query) })
    return query.dimensions.first { others.contains($0) }
  }
}
