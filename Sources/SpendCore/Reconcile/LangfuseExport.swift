/// Answers of Langfuse: the daily metrics API (`data[].date` with `usage[]` by model) and the
/// metrics API by day (`time_dimension`, `providedModelName`, `sum_totalCost`, …). Days are of UTC.
/// Source: Langfuse, API reference, Metrics.
enum LangfuseExport {
  static func add(_ answer: JSONValue, to sums: inout ExportSums) throws(ExportFailure) {
    for entry in answer["data"]?.elements ?? [] {
      let isDaily = entry["date"] != nil
      let name = isDaily ? "date" : "time_dimension"
      guard entry[name] != nil else {
        throw ExportFailure("has no times: ask the API with a timeDimension of one day")
      }
      let start = try Documents.time(entry[name], name)
      let days = sums.query.zone.days(from: start, to: start.advanced(bySeconds: 86_400))
      // Days on which nothing happened are not in it.
      sums.touch(days, .money)
      if isDaily {
        try addDay(entry, ExportRow(days: days), to: &sums)
      } else {
        try addRow(entry, ExportRow(days: days), to: &sums)
      }
    }
  }

  private static func addDay(
    _ day: JSONValue, _ row: ExportRow, to sums: inout ExportSums
  ) throws(ExportFailure) {
    let usage = day["usage"]?.elements ?? []
    // Of earlier releases: only the day has a cost.
    guard usage.contains(where: { $0["totalCost"] != nil }) else {
      var row = row
      row.cost = try Documents.money(day["totalCost"], "totalCost")
      row.calls = try Documents.count(day["countObservations"], "countObservations")
      return try sums.add(row)
    }
    for model in usage {
      var row = row
      row.values[Dimension.model] = model["model"]?.text
      row.cost = try Documents.money(model["totalCost"], "totalCost")
      row.calls = try Documents.count(model["countObservations"], "countObservations")
      row.inputTokens = try Documents.count(model["inputUsage"], "inputUsage")
      row.outputTokens = try Documents.count(model["outputUsage"], "outputUsage")
      try sums.add(row)
    }
  }

  private static func addRow(
    _ entry: JSONValue, _ row: ExportRow, to sums: inout ExportSums
  ) throws(ExportFailure) {
    var row = row
    row.values[Dimension.model] = entry["providedModelName"]?.text
    row.values[Dimension.environment] = entry["environment"]?.text
    row.cost = try Documents.money(entry["sum_totalCost"], "sum_totalCost") ?? .zero
    row.calls = try Documents.count(entry["count_count"], "count_count")
    row.inputTokens = try Documents.count(entry["sum_inputTokens"], "sum_inputTokens")
    row.outputTokens = try Documents.count(entry["sum_outputTokens"], "sum_outputTokens")
    try sums.add(row)
  }
}
