import SpendCore
import SpendTesting
import Testing

@testable import Reporting

/// FOCUS against what the specification demands of the Cost and Usage dataset, version by version:
/// which columns must be there, which may be null, and what may stand in them.
@Suite("FOCUS") struct FocusTests {
  private let directory = TemporaryDirectory()

  /// Mandatory columns: of 1.2 `specification/columns`, of 1.4 `specification/datasets`.
  static let mandatory: [Focus: Set<String>] = [
    .v12: common.union(["ProviderName", "PublisherName"]),
    .v14: common.union(["HostProviderName", "ServiceProviderName"]),
  ]
  private static let common: Set = [
    "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd",
    "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd",
    "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost",
    "PricingQuantity", "PricingUnit", "ServiceCategory", "ServiceName",
  ]
  /// Of all others "MUST NOT be null", for a charge of usage that corrects nothing.
  private static let nullable: Set = ["BillingAccountName", "ChargeClass", "x_ModelName"]
  /// Further ones that the specification has.
  private static let optional: Set = [
    "ChargeFrequency", "ConsumedQuantity", "ConsumedUnit", "ServiceSubcategory", "SkuId",
    "SkuMeter", "Tags",
  ]
  private static let allowed: [String: Set<String>] = [
    "ChargeCategory": ["Usage", "Purchase", "Tax", "Credit", "Adjustment"],
    "ChargeClass": ["", "Correction"],
    "ChargeFrequency": ["One-Time", "Recurring", "Usage-Based"],
    "ServiceCategory": ["AI and Machine Learning"],
    "ServiceSubcategory": ["Generative AI"],
    "PricingUnit": ["Tokens"], "ConsumedUnit": ["Tokens"],
  ]

  /// Rows of a table of CSV by title, read in the plainest way.
  static func rows(_ csv: String) -> (titles: [String], rows: [[String: String]]) {
    var (lines, line, cell, isQuoted) = ([[String]](), [String](), "", false)
    var rest = Array(csv.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      if isQuoted {
        if scalar == "\"", rest.first == "\"" {
          cell.unicodeScalars.append("\"")
          rest.removeFirst()
        } else if scalar == "\"" {
          isQuoted = false
        } else {
          cell.unicodeScalars.append(scalar)
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," || scalar == "\n" {
        line.append(cell)
        cell = ""
        if scalar == "\n" {
          lines.append(line)
          line = []
        }
      } else {
        cell.unicodeScalars.append(scalar)
      }
    }
    let titles = lines.removeFirst()
    return (titles, lines.map { Dictionary(uniqueKeysWithValues: zip(titles, $0)) })
  }

  static func table(
    _ path: String, _ period: ReportQuery.Period = .day, zone: TimeZoneRules = .utc,
    by others: [String] = []
  ) throws -> ReportTable {
    var query = ReportQuery(
      dimensions: Focus.dimensions + others + [Dimension.provider], period: period, zone: zone)
    query.details = [.sums, .costs]
    var request = DetailReportTests.request([])
    request.query = query
    return try Reports.table([path], request)
  }

  /// Of an amount with nine digits after the point.
  private static func nano(_ text: String?) throws -> Int64 {
    try #require(Int64((text ?? "").filter { $0 != "." }))
  }

  private static let berlin = TimeZoneRules(name: "East", initialOffsetSeconds: 3600)

  @Test("What the specification demands holds", arguments: [Focus.v12, .v14], 1...4)
  func demands(version: Focus, seed: UInt64) throws {
    let sample = DetailReportTests.Sample(seed: seed, calls: 2000)
    let path = directory.file("log", sample.text)
    let period = [ReportQuery.Period.hour, .day, .month, .day][Int(seed) - 1]
    let table = try Self.table(path, period, zone: seed == 4 ? Self.berlin : .utc)
    let (titles, rows) = Self.rows(table.focus(version))
    let own = titles.filter { $0.hasPrefix("x_") }
    let theirs = titles.filter { !$0.hasPrefix("x_") }
    // Every column once; those of the specification first, named by it.
    #expect(Set(titles).count == titles.count && titles == theirs + own)
    let mandatory = try #require(Self.mandatory[version])
    #expect(mandatory.isSubset(of: theirs))
    #expect(Set(theirs).subtracting(mandatory).isSubset(of: Self.optional))
    #expect(rows.count > 3)
    for row in rows {
      for title in titles where !Self.nullable.contains(title) {
        #expect(row[title]?.isEmpty == false, "\(title)")
      }
      for (title, values) in Self.allowed {
        #expect(values.contains(row[title] ?? "?"), "\(title)")
      }
      #expect(row["BillingCurrency"]?.wholeMatch(of: /[A-Z]{3}/) != nil)
      for title in titles where title.contains("Period") {
        #expect(row[title]?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil, "\(title)")
      }
      for title in titles where title.hasSuffix("Cost") || title.hasSuffix("Quantity") {
        #expect(row[title]?.wholeMatch(of: /\d+(\.\d+)?/) != nil, "\(title)")
      }
      // Without unit prices all costs are the billed one.
      for title in ["ListCost", "ContractedCost", "EffectiveCost"] {
        #expect(row[title] == row["BilledCost"])
      }
      let (start, end) = (row["ChargePeriodStart"] ?? "", row["ChargePeriodEnd"] ?? "")
      #expect(start < end && (row["BillingPeriodStart"] ?? "?") <= start)
      #expect(end <= row["BillingPeriodEnd"] ?? "")
      // An object of JSON whose values are none, nor arrays.
      let tags = try JSONReader.read((row["Tags"] ?? "").utf8)
      #expect(tags["feature_name"]?.text == row["x_FeatureName"])
    }
    // A SKU has one meter.
    #expect(
      Set(rows.map { $0["SkuId"] }).count == Set(rows.map { [$0["SkuId"], $0["SkuMeter"]] }).count)
    // No two rows are of the same charge, and all of them are what the calls cost.
    let keys = ["ChargePeriodStart", "x_FeatureName", "SkuId"]
    #expect(Set(rows.map { row in keys.map { row[$0] } }).count == rows.count)
    #expect(try rows.reduce(0) { $0 + (try Self.nano($1["BilledCost"])) } == table.totals.cost.nano)
    #expect(
      rows.reduce(0) { $0 + (Int64($1["ConsumedQuantity"] ?? "") ?? 0) }
        == table.totalDetails.tokens.total)
    #expect(
      rows.reduce(0) { $0 + (Int64($1["x_UnpricedCalls"] ?? "") ?? 0) }
        == table.totalDetails.unpricedCalls)
  }

  @Test("A computed cost is split by class, a logged one is in a row of all tokens")
  func classes() throws {
    func line(_ rest: String) -> String {
      #"{"timestamp":"2026-10-31T23:30:00Z","feature_name":"=a,\"b\"","team":"x","model":"m","#
        + #""input_tokens":3,"cache_read_tokens":2,\#(rest)}"#
    }
    // 1 × 37.5 + 2 × 3.3 + 5 × 150.9 = 798.6 nano-dollars: 799. Rounding down leaves two, for
    // what has the largest rest and the first of the next ones.
    let path = directory.file(
      "log",
      [line(#""output_tokens":5"#), line(#""output_tokens":0,"cost_usd":2"#)].joined(
        separator: "\n"))
    let table = try Self.table(path, .day, zone: Self.berlin, by: ["team"])
    let rows = Self.rows(table.focus(.v14)).rows
    #expect(rows.map { $0["x_TokenClass"] } == ["input", "cache_read", "output", "all"])
    #expect(
      rows.map { $0["BilledCost"] } == ["0.000000038", "0.000000007", "0.000000754", "2.000000000"])
    #expect(rows.map { $0["PricingQuantity"] } == ["1", "2", "5", "3"])
    let first = try #require(rows.first)
    #expect(first["SkuId"] == "m/input" && first["SkuMeter"] == "Input Tokens")
    // The local day, and month, in UTC.
    #expect(first["ChargePeriodStart"] == "2026-10-31T23:00:00Z")
    #expect(first["BillingPeriodStart"] == "2026-10-31T23:00:00Z")
    #expect(first["BillingPeriodEnd"] == "2026-11-30T23:00:00Z")
    #expect(first["Tags"] == #"{"feature_name":"=a,\"b\"","model":"m","team":"x"}"#)
    #expect(first["x_FeatureName"] == #"'=a,"b""#)
    #expect(Self.rows(table.focus(.v14, isRaw: true)).rows[0]["x_FeatureName"] == #"=a,"b""#)
  }

  @Test(
    "Who sells a model, and who made it",
    arguments: [
      ("", "gpt-4o-2024-08-06", "OpenAI", "OpenAI"), ("", "o1x", "Unknown", "Unknown"),
      ("", "o3-mini", "OpenAI", "OpenAI"), ("", "", "Unknown", "Unknown"),
      ("openai.responses", "gpt-5", "OpenAI", "OpenAI"),
      ("azure", "gpt-4o", "Microsoft", "OpenAI"),
      ("", "us.anthropic.claude-sonnet-4-20250514-v1:0", "Amazon Web Services", "Anthropic"),
      ("", "openrouter/anthropic/claude-3.5-sonnet", "OpenRouter", "Anthropic"),
      ("", "vertex_ai/gemini-2.5-pro", "Google", "Google"),
      ("aws.bedrock", "amazon.nova-pro-v1:0", "Amazon Web Services", "Amazon Web Services"),
      ("Our Gateway", "in-house-7b", "Our Gateway", "Our Gateway"),
      ("", "gpt-3.5-turbo", "OpenAI", "OpenAI"), ("", "gemini-1.5-pro", "Google", "Google"),
    ])
  func providers(provider: String, model: String, seller: String, maker: String) {
    let found = ModelProvider(provider: provider, model: model)
    #expect([found.seller, found.maker] == [seller, maker])
  }
}
