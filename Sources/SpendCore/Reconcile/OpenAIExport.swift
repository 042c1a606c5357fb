/// Pages of OpenAI's costs API (`amount.value` in dollars, by `line_item`) and usage API (tokens
/// and requests by `model`): `{"object":"page","data":[{"object":"bucket","start_time":…,
/// "end_time":…,"results":[…]}],"has_more":…}`. Source: OpenAI, API reference, Usage and Costs.
enum OpenAIExport {
  static func add(_ page: JSONValue, to sums: inout ExportSums) throws(ExportFailure) {
    for bucket in page["data"]?.elements ?? [page] {
      let start = try Documents.time(bucket["start_time"], "start_time")
      let end = try Documents.time(bucket["end_time"], "end_time")
      guard start < end else { throw ExportFailure("end_time is not after start_time") }
      let results = bucket["results"]?.elements ?? []
      let days = sums.query.zone.days(from: start, to: end)
      for result in results {
        try add(result, ExportRow(days: days), to: &sums)
        sums.cover(start, end, result["amount"] != nil ? .money : .usage)
      }
      if results.isEmpty { sums.cover(start, end, .unknown) }
    }
  }

  private static func add(
    _ result: JSONValue, _ row: ExportRow, to sums: inout ExportSums
  ) throws(ExportFailure) {
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
      // Sessions and bytes of storage are nothing that a log counts.
      guard row.calls != nil || row.inputTokens != nil || row.outputTokens != nil else { return }
    }
    try sums.add(row)
  }
}
