/// What `aws ce get-cost-and-usage` prints: `{"ResultsByTime":[{"TimePeriod":{"Start","End"},
/// "Total":{METRIC:{"Amount","Unit"}},"Groups":[{"Keys":[…],"Metrics":{…}}]}],
/// "GroupDefinitions":[{"Type","Key"}]}`. Days are of UTC. Source: AWS Billing and Cost Management
/// API reference, GetCostAndUsage.
enum CostExplorerExport {
  static let others = "services other than Bedrock"

  static func add(_ answer: JSONValue, to sums: inout ExportSums) throws(ExportFailure) {
    let names = (answer["GroupDefinitions"]?.elements ?? []).map { $0["Key"]?.text ?? "" }
    for result in answer["ResultsByTime"]?.elements ?? [] {
      let period = result["TimePeriod"]
      let start = try Documents.time(period?["Start"], "TimePeriod.Start")
      let end = try Documents.time(period?["End"], "TimePeriod.End")
      guard start < end else { throw ExportFailure("TimePeriod.End is not after its Start") }
      let row = ExportRow(days: sums.query.zone.days(from: start, to: end))
      let groups = result["Groups"]?.elements ?? []
      for group in groups {
        try add(group, keys: names, row, to: &sums)
      }
      if groups.isEmpty, let total = result["Total"], total.members?.isEmpty == false {
        var row = row
        row.cost = try cost(total)
        try sums.add(row)
      }
      sums.cover(start, end, .money)
    }
    if answer["NextPageToken"]?.text != nil { sums.isFollowed(true) }
  }

  private static func add(
    _ group: JSONValue, keys names: [String], _ row: ExportRow, to sums: inout ExportSums
  ) throws(ExportFailure) {
    var row = row
    row.cost = try cost(group["Metrics"])
    var service = ""
    var usage = ""
    for (index, key) in (group["Keys"]?.elements ?? []).enumerated() {
      let key = key.text ?? ""
      switch index < names.count ? names[index] : "SERVICE" {
      case "SERVICE": service = key
      case "USAGE_TYPE": usage = key
      case let tag:
        // `feature_name$support_qa`
        guard Dimension.history.contains(tag), key.hasPrefix(tag + "$") else { continue }
        row.values[tag] = String(key.dropFirst(tag.utf8.count + 1))
      }
    }
    let isKnown =
      service.isEmpty
      ? usage.isEmpty || BedrockNames.tokens(ofUsage: usage) != nil
      : BedrockNames.isBedrock(service)
    guard isKnown else { return sums.leaveOut(others, row.cost ?? .zero) }
    row.values[Dimension.model] =
      BedrockNames.model(ofService: service) ?? BedrockNames.model(ofUsage: usage)
      ?? (usage.isEmpty ? service : usage)
    try sums.add(row)
  }

  /// The first of the metrics that says what was charged.
  private static func cost(_ metrics: JSONValue?) throws(ExportFailure) -> Money {
    for name in [
      "UnblendedCost", "NetUnblendedCost", "AmortizedCost", "NetAmortizedCost", "BlendedCost",
    ] {
      guard let metric = metrics?[name] else { continue }
      try Documents.checkCurrency(metric["Unit"]?.text)
      return try Documents.amount(metric["Amount"], name)
    }
    throw ExportFailure("has no cost; ask with --metrics UnblendedCost")
  }
}
