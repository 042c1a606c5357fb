/// Pages of Anthropic's cost report (`amount`: cents as a decimal text, by `model` or only a
/// `description`) and usage report (tokens):
/// `{"data":[{"starting_at":…,"ending_at":…,"results":[…]}], "has_more":…}`. Source: Anthropic,
/// Admin API reference, Cost Report and Usage Report.
enum AnthropicExport {
  static func add(_ page: JSONValue, to sums: inout ExportSums) throws(ExportFailure) {
    let countsCached = sums.query.countsCached
    try Documents.addBuckets(of: page, from: "starting_at", to: "ending_at", &sums) {
      result, row throws(ExportFailure) in try self.row(result, row, countsCached: countsCached)
    }
  }

  private static func row(
    _ result: JSONValue, _ row: ExportRow, countsCached: Bool
  ) throws(ExportFailure) -> ExportRow {
    var row = row
    row.values[Dimension.model] = result["model"]?.text
    if let amount = result["amount"] {
      try Documents.checkCurrency(result["currency"]?.text)
      row.cost = try Documents.amount(amount, "amount", power: -2)
      if row.values[Dimension.model] == nil {
        row.values[Dimension.model] = result["description"]?.text.map(model)
      }
    } else {
      try addTokens(result, countsCached: countsCached, to: &row)
    }
    return row
  }

  /// `Claude Sonnet 4` of `Claude Sonnet 4 Usage - Input Tokens`; of other things the whole text.
  private static func model(_ description: String) -> String {
    guard let mark = description.firstRange(of: " Usage - ") else { return description }
    return String(description[..<mark.lowerBound])
  }

  /// What the API calls `input_tokens` is what is not cached, and that is what its calls log.
  private static func addTokens(
    _ result: JSONValue, countsCached: Bool, to row: inout ExportRow
  ) throws(ExportFailure) {
    row.outputTokens = try Documents.count(result["output_tokens"], "output_tokens")
    row.inputTokens = try Documents.count(
      result["uncached_input_tokens"], "uncached_input_tokens")
    guard countsCached else { return }
    for (value, name) in [
      (result["cache_read_input_tokens"], "cache_read_input_tokens"),
      (result["cache_creation"]?["ephemeral_5m_input_tokens"], "ephemeral_5m_input_tokens"),
      (result["cache_creation"]?["ephemeral_1h_input_tokens"], "ephemeral_1h_input_tokens"),
    ] {
      row.inputTokens = ExportNumber.sum(row.inputTokens, try Documents.count(value, name))
    }
  }
}
