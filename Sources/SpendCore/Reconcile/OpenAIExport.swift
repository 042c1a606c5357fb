/// Pages of OpenAI's costs API (`amount.value` in dollars, by `line_item`) and usage API (tokens
/// and requests by `model`): `{"object":"page","data":[{"object":"bucket","start_time":…,
/// "end_time":…,"results":[…]}],"has_more":…}`. Source: OpenAI, API reference, Usage and Costs.
enum OpenAIExport {
  static func add(_ page: JSONValue, to sums: inout ExportSums) throws(ExportFailure) {
    try Documents.addBuckets(of: page, from: "start_time", to: "end_time", &sums) {
      result, row throws(ExportFailure) in try self.row(result, row)
    }
  }

  /// Nil for sessions and bytes of storage, which are nothing that a log counts.
  private static func row(
    _ result: JSONValue, _ row: ExportRow
  ) throws(ExportFailure) -> ExportRow? {
    var row = row
    if let amount = result["amount"] {
      try Documents.checkCurrency(amount["currency"]?.text)
      row.cost = try Documents.amount(amount["value"], "amount.value")
      // `gpt-4o-mini-2024-07-18, input`; of other things the whole name.
      if let item = result["line_item"]?.text {
        row.values[Dimension.model] = item.split(separator: ",").first.map(String.init) ?? item
      }
    } else {
      row.values[Dimension.model] = result["model"]?.text
      row.calls = try Documents.count(result["num_model_requests"], "num_model_requests")
      row.inputTokens = try Documents.count(result["input_tokens"], "input_tokens")
      row.outputTokens = try Documents.count(result["output_tokens"], "output_tokens")
      guard row.calls != nil || row.inputTokens != nil || row.outputTokens != nil else {
        return nil
      }
    }
    return row
  }
}
