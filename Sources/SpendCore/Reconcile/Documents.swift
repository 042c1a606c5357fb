/// What the JSON of providers says (Semantics, Reconciliation), told apart by the names in it.
enum Documents {
  /// One page, one bucket of a page, one run, or one answer.
  static func add(_ value: JSONValue, to sums: inout ExportSums) throws(ExportFailure) {
    let format = format(value)
    if let wanted = sums.query.format, format != wanted {
      let found = format.map { "it looks like \($0.rawValue)" } ?? "its names are others"
      throw ExportFailure("is not an export of \(wanted.rawValue): \(found)")
    }
    guard let format else {
      throw ExportFailure(
        "is not an export that is known (openai, anthropic, aws, langfuse, langsmith); it has "
          + names(value))
    }
    sums.isOf(format)
    if let hasMore = value["has_more"]?.bool { sums.isFollowed(hasMore) }
    switch format {
    case .openai: try OpenAIExport.add(value, to: &sums)
    case .anthropic: try AnthropicExport.add(value, to: &sums)
    case .aws: try CostExplorerExport.add(value, to: &sums)
    case .langfuse: try LangfuseExport.add(value, to: &sums)
    case .langsmith: try LangSmithExport.add(value, to: &sums)
    case .cur, .csv: break
    }
  }

  private static func format(_ value: JSONValue) -> ExportFormat? {
    if value["ResultsByTime"]?.elements != nil { return .aws }
    if value["run_type"] != nil { return .langsmith }
    if value["start_time"] != nil, value["results"] != nil { return .openai }
    if value["starting_at"] != nil, value["results"] != nil { return .anthropic }
    guard let data = value["data"]?.elements else { return nil }
    guard let first = data.first else {
      // A page without anything on it.
      return value["object"] == .string("page")
        ? .openai : value["has_more"] != nil ? .anthropic : nil
    }
    if first["start_time"] != nil, first["results"] != nil { return .openai }
    if first["starting_at"] != nil, first["results"] != nil { return .anthropic }
    if first["date"] != nil, first["usage"] != nil || first["totalCost"] != nil { return .langfuse }
    if first["time_dimension"] != nil || first["sum_totalCost"] != nil { return .langfuse }
    return nil
  }

  // MARK: Buckets

  /// Adds what stands in the buckets of a page, or in one bucket alone.
  ///
  /// - Parameters:
  ///   - startName: the member of a bucket that says where it begins.
  ///   - row: of a result, with its days; nil for what does not count.
  static func addBuckets(
    of page: JSONValue, from startName: String, to endName: String, _ sums: inout ExportSums,
    row: (JSONValue, ExportRow) throws(ExportFailure) -> ExportRow?
  ) throws(ExportFailure) {
    for bucket in page["data"]?.elements ?? [page] {
      let start = try time(bucket[startName], startName)
      let end = try time(bucket[endName], endName)
      guard start < end else { throw ExportFailure("\(endName) is not after \(startName)") }
      let results = bucket["results"]?.elements ?? []
      let days = sums.query.zone.days(from: start, to: end)
      for result in results {
        if let row = try row(result, ExportRow(days: days)) { try sums.add(row) }
        sums.cover(start, end, result["amount"] != nil ? .money : .usage)
      }
      if results.isEmpty { sums.cover(start, end, .unknown) }
    }
  }

  static func names(_ value: JSONValue) -> String {
    let names = (value.members ?? []).map(\.name)
    guard !names.isEmpty else { return "nothing" }
    return names.prefix(8).map { ExportFailure.short($0) }.joined(separator: ", ")
      + (names.count > 8 ? ", …" : "")
  }

  // MARK: Members

  /// An amount of a member; nil where it is missing or null.
  static func money(
    _ value: JSONValue?, _ name: String, power: Int = 0
  ) throws(ExportFailure) -> Money? {
    guard let value, value != .null else { return nil }
    guard let money = value.decimalText.flatMap({ ExportNumber.money($0, power: power) }) else {
      throw ExportFailure("\(name): \(ExportFailure.quoted(value.json)) is not an amount")
    }
    return money
  }

  /// An amount that has to be there.
  static func amount(
    _ value: JSONValue?, _ name: String, power: Int = 0
  ) throws(ExportFailure) -> Money {
    guard let money = try money(value, name, power: power) else {
      throw ExportFailure("\(name): there is no amount")
    }
    return money
  }

  /// A count of a member; nil where it is missing or null.
  static func count(_ value: JSONValue?, _ name: String) throws(ExportFailure) -> Int64? {
    guard let value, value != .null else { return nil }
    guard let count = value.decimalText.flatMap({ ExportNumber.count($0) }) else {
      throw ExportFailure("\(name): \(ExportFailure.quoted(value.json)) is not a count")
    }
    return count
  }

  /// A time that is in UTC unless it says otherwise.
  static func time(_ value: JSONValue?, _ name: String) throws(ExportFailure) -> Timestamp {
    guard let text = value?.decimalText, let time = ExportTime.utc(text) else {
      throw ExportFailure(
        "\(name): \(ExportFailure.quoted(value?.json ?? "nothing")) is not a time")
    }
    return time
  }

  /// - Parameter currency: of an amount; nil where the export does not say one.
  static func checkCurrency(_ currency: String?) throws(ExportFailure) {
    guard let currency, currency.lowercased() != "usd" else { return }
    throw ExportFailure(
      "an amount in \(ExportFailure.quoted(currency)); only USD can be compared with the history")
  }
}
