/// The CSV of AWS' cost and usage reports: legacy (`lineItem/UnblendedCost`) and 2.0
/// (`line_item_unblended_cost`). Times are in UTC. Source: AWS Data Exports User Guide, data
/// dictionary.
struct CostAndUsageTable: Sendable {
  private let start: Int
  private let cost: Int
  private let end: Int?
  private let currency: Int?
  private let kind: Int?
  private let code: Int?
  private let usage: Int?
  private let amount: Int?
  private let unit: Int?
  /// Columns in one of which the model's service is named.
  private let products: [Int]

  /// Nil where it is none.
  init?(_ titles: [String]) {
    func place(_ names: String...) -> Int? {
      names.lazy.compactMap { titles.firstIndex(of: $0) }.first
    }
    guard let start = place("lineItem/UsageStartDate", "line_item_usage_start_date"),
      let cost = place("lineItem/UnblendedCost", "line_item_unblended_cost")
    else { return nil }
    (self.start, self.cost) = (start, cost)
    end = place("lineItem/UsageEndDate", "line_item_usage_end_date")
    currency = place("lineItem/CurrencyCode", "line_item_currency_code")
    kind = place("lineItem/LineItemType", "line_item_line_item_type")
    code = place("lineItem/ProductCode", "line_item_product_code")
    usage = place("lineItem/UsageType", "line_item_usage_type")
    amount = place("lineItem/UsageAmount", "line_item_usage_amount")
    unit = place("pricing/unit", "pricing_unit")
    products = [
      "product/ProductName", "product/servicename", "product_product_name", "product_servicename",
      "product",
    ].compactMap { titles.firstIndex(of: $0) }
  }

  func add(
    _ record: borrowing CSVRecords.Record, to sums: inout ExportSums
  ) throws(ExportFailure) {
    guard let money = ExportNumber.money(record[cost]) else {
      throw ExportFailure("the cost \(ExportFailure.quoted(record[cost])) is not an amount")
    }
    let kind = self.kind.map { String(record[$0]) } ?? "Usage"
    guard !["Tax", "Credit", "Refund", "Fee", "RIFee"].contains(kind) else {
      return sums.leaveOut(kind.lowercased(), money)
    }
    let usage = self.usage.map { String(record[$0]) } ?? ""
    let service = service(record)
    guard service != nil || code.map({ BedrockNames.isBedrock(String(record[$0])) }) == true else {
      return sums.leaveOut(CostExplorerExport.others, money)
    }
    if let currency { try Documents.checkCurrency(String(record[currency])) }
    guard let from = ExportTime.utc(record[start]) else {
      throw ExportFailure("the time \(ExportFailure.quoted(record[start])) is none")
    }
    let to = end.flatMap { ExportTime.utc(record[$0]) } ?? from.advanced(bySeconds: 1)
    var row = ExportRow(days: sums.query.zone.days(from: from, to: to))
    row.cost = money
    row.values[Dimension.model] =
      service.flatMap(BedrockNames.model(ofService:)) ?? BedrockNames.model(ofUsage: usage)
      ?? (usage.isEmpty ? "Amazon Bedrock" : usage)
    try addTokens(record, usage, countsCached: sums.query.countsCached, to: &row)
    try sums.add(row)
    sums.touch(row.days, .money)
  }

  /// The service of a model, which 2.0 has in a list of properties (`{"product_name":"…"}`).
  private func service(_ record: borrowing CSVRecords.Record) -> String? {
    for place in products {
      let text = String(record[place])
      let name =
        text.utf8.first == UInt8(ascii: "{")
        ? (try? JSONReader.read(text.utf8))?["product_name"]?.text ?? "" : text
      if BedrockNames.isBedrock(name) { return name }
    }
    return nil
  }

  /// Only where the unit says how many tokens one is.
  private func addTokens(
    _ record: borrowing CSVRecords.Record, _ usage: String, countsCached: Bool,
    to row: inout ExportRow
  ) throws(ExportFailure) {
    guard let amount, let unit, let tokens = BedrockNames.tokens(ofUsage: usage) else { return }
    let powers = ["1k tokens": 3, "1m tokens": 6, "tokens": 0]
    guard let power = powers[record[unit].lowercased()] else { return }
    guard let count = ExportNumber.count(record[amount], power: power) else {
      throw ExportFailure(
        "the usage \(ExportFailure.quoted(record[amount])) is not a number of tokens")
    }
    switch tokens {
    case .input: row.inputTokens = count
    case .cached: row.inputTokens = countsCached ? count : 0
    case .output: row.outputTokens = count
    }
  }
}
