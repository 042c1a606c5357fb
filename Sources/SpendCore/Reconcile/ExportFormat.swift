/// Where an export comes from.
package enum ExportFormat: String, CaseIterable, Hashable, Sendable {
  /// Pages of the costs and usage APIs.
  case openai
  /// Pages of the usage and cost reports.
  case anthropic
  /// Cost Explorer: what `aws ce get-cost-and-usage` prints, or its CSV.
  case aws
  /// The CSV of AWS' cost and usage reports, legacy or 2.0.
  case cur
  /// Answers of the daily metrics and metrics APIs.
  case langfuse
  /// Runs, one a line.
  case langsmith
  /// Any other with a title line, by `--columns`.
  case csv

  /// Whose bill it is; nil: calls of all providers may be in it.
  var seller: ModelSeller? {
    switch self {
    case .openai: .openai
    case .anthropic: .anthropic
    case .aws, .cur: .aws
    case .langfuse, .langsmith, .csv: nil
    }
  }
}

/// What an export says of some calls.
struct ExportRow: Hashable {
  /// Local days since 1970.
  var days: Range<Int64>
  /// By dimension; those that it does not know are missing.
  var values: [String: String] = [:]
  var cost: Money?
  var calls: Int64?
  var inputTokens: Int64?
  var outputTokens: Int64?
}

/// What is compared, and how exports are read (Semantics, Reconciliation).
package struct ReconcileQuery: Sendable {
  /// Of the rows, as they were asked for; `day` is one of them or not.
  package var dimensions = [day, Dimension.model]
  /// Nobody asked for these: a model is left out where the export has none.
  package var isUsual = true
  /// Of days.
  package var zone = TimeZoneRules.utc
  /// Which calls are compared.
  package var match = Match()
  /// nil: each file by what is in it.
  package var format: ExportFormat?
  /// Of a CSV: which column says what, `day`, `usd`, `model`, ….
  package var columns: [String: String] = [:]
  /// nil: as the file shows.
  package var decimalMark: DecimalMark?
  /// Cached tokens are part of the logged input tokens, also for models of Anthropic.
  package var countsCached = false

  package static let day = "day"
  /// What a column of a CSV may be.
  package static let columnMeanings =
    [day, "usd", "cents", "currency", "calls", "input_tokens", "output_tokens"] + Dimension.history

  package init() {}

  package var isByDay: Bool { dimensions.contains(Self.day) }
  /// Without the day.
  package var others: [String] { dimensions.filter { $0 != Self.day } }
  /// What the history is asked for: the model always, which says whose bill a call is on.
  package var history: [String] {
    others.contains(Dimension.model) ? others : others + [Dimension.model]
  }
  /// What the history is asked for; models are compared here, by all their names.
  package var historyMatch: Match {
    Match(match.conditions.filter { $0.dimension != Dimension.model })
  }

  func isAskedFor(model: ModelKey, _ name: String) -> Bool {
    match.conditions.allSatisfy {
      $0.dimension != Dimension.model || $0.matches(name) || $0.matches(model.name)
    }
  }
}
