/// Runs of LangSmith, as its command line tool exports them (`costs`, `token_usage`) and as its SDK
/// lists them (`total_cost`, `prompt_tokens`). Only runs of the type `llm` count: the others repeat
/// what these cost. Times without a zone are in UTC. Source: LangSmith, Run data format.
enum LangSmithExport {
  static func add(_ run: JSONValue, to sums: inout ExportSums) throws(ExportFailure) {
    guard run["run_type"] == .string("llm") else { return }
    let start = try Documents.time(run["start_time"], "start_time")
    let day = sums.query.zone.localDate(at: start).dayNumber
    var row = ExportRow(days: day..<day + 1)
    row.values[Dimension.model] = model(run)
    row.cost =
      try Documents.money(run["total_cost"] ?? run["costs"]?["total_cost"], "total_cost") ?? .zero
    row.calls = 1
    let usage = run["token_usage"] ?? run
    row.inputTokens = try Documents.count(usage["prompt_tokens"], "prompt_tokens")
    row.outputTokens = try Documents.count(usage["completion_tokens"], "completion_tokens")
    try sums.add(row)
    sums.touch(row.days, .money)
  }

  private static func model(_ run: JSONValue) -> String? {
    for metadata in [run["extra"]?["metadata"], run["custom_metadata"], run["metadata"]] {
      if let name = metadata?["ls_model_name"]?.text { return name }
    }
    return run["model"]?.text
  }
}
