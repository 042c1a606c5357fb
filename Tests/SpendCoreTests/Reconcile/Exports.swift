@testable import SpendCore

/// Made-up exports, read as the program reads them.
enum Exports {
  /// - Parameter chunk: so many bytes at a time.
  static func read(
    _ files: [String], _ query: ReconcileQuery = ReconcileQuery(), chunk: Int = 1 << 18
  ) throws(ExportFailure) -> ExportSums {
    var reader = ExportReader(query)
    for file in files {
      var rest = Array(file.utf8)[...]
      while !rest.isEmpty {
        try reader.add(rest.prefix(chunk))
        rest = rest.dropFirst(chunk)
      }
      try reader.finish()
    }
    return reader.sums
  }

  /// What is wrong with a file; nil for nothing.
  static func failure(_ file: String, _ query: ReconcileQuery = ReconcileQuery()) -> String? {
    do throws(ExportFailure) {
      _ = try read([file], query)
      return nil
    } catch { return error.description }
  }

  /// `2026-05-01 gpt-4o 0.600000000 3 3000 300`: day, values, dollars, calls, tokens; sorted.
  static func rows(_ sums: ExportSums) -> [String] {
    sums.sums.map { key, sum in
      let values = key.values.map { sums.modelNames[$0] ?? ($0.text.isEmpty ? "-" : $0.text) }
      let numbers = [
        sum.cost?.description, sum.calls.map { "\($0)" }, sum.inputTokens.map { "\($0)" },
        sum.outputTokens.map { "\($0)" },
      ]
      return ([ExportSums.text(key.days)] + values + numbers.map { $0 ?? "-" })
        .joined(separator: " ")
    }.sorted()
  }

  static func query(
    by dimensions: [String]? = nil, columns: [String: String] = [:], format: ExportFormat? = nil,
    mark: DecimalMark? = nil, zone: TimeZoneRules = .utc, countsCached: Bool = false,
    match: Match = Match()
  ) -> ReconcileQuery {
    var query = ReconcileQuery()
    if let dimensions {
      query.dimensions = dimensions
      query.isUsual = false
    }
    query.columns = columns
    query.format = format
    query.decimalMark = mark
    query.zone = zone
    query.countsCached = countsCached
    query.match = match
    return query
  }

  // MARK: The shapes of providers

  /// 1 May 2026, in seconds since 1970.
  static let may: Int64 = 1_777_593_600

  static func openAI(_ days: [[String]], from first: Int64 = may, hasMore: Bool = false) -> String {
    let buckets = days.enumerated().map { number, results in
      let start = first + Int64(number) * 86_400
      return #"{"object":"bucket","start_time":\#(start),"end_time":\#(start + 86_400),"#
        + #""results":[\#(results.joined(separator: ","))]}"#
    }
    return #"{"object":"page","data":[\#(buckets.joined(separator: ","))],"#
      + #""has_more":\#(hasMore),"next_page":null}"#
  }

  static func cost(_ value: String, _ item: String?) -> String {
    #"{"object":"organization.costs.result","amount":{"value":\#(value),"currency":"usd"},"#
      + #""line_item":\#(item.map { "\"\($0)\"" } ?? "null"),"project_id":null}"#
  }

  static func usage(_ model: String, calls: Int, input: Int, output: Int) -> String {
    #"{"object":"organization.usage.completions.result","input_tokens":\#(input),"#
      + #""output_tokens":\#(output),"input_cached_tokens":0,"num_model_requests":\#(calls),"#
      + #""project_id":null,"model":"\#(model)"}"#
  }

  static func anthropic(_ days: [[String]]) -> String {
    let buckets = days.enumerated().map { number, results in
      let (start, end) = ("2026-05-0\(number + 1)", "2026-05-0\(number + 2)")
      return #"{"starting_at":"\#(start)T00:00:00Z","ending_at":"\#(end)T00:00:00Z","#
        + #""results":[\#(results.joined(separator: ","))]}"#
    }
    return #"{"data":[\#(buckets.joined(separator: ",\n"))],"has_more":false,"next_page":null}"#
  }

  static func cents(_ amount: String, _ model: String?, _ description: String) -> String {
    #"{"amount":"\#(amount)","currency":"USD","cost_type":"tokens","description":"\#(description)","#
      + #""model":\#(model.map { "\"\($0)\"" } ?? "null"),"token_type":"output_tokens"}"#
  }
}
