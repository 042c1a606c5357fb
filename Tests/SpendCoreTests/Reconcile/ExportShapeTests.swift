import Testing

@testable import SpendCore

/// Exports of every shape, to the nano-dollar.
@Suite struct ExportShapeTests {
  @Test("OpenAI: costs by line item, which models they are, amounts as they stand")
  func openAICosts() throws {
    let page = Exports.openAI([
      [
        Exports.cost("0.06000000000000001", "gpt-4o-mini-2024-07-18, input"),
        Exports.cost("1e-7", "gpt-4o-mini-2024-07-18, output"),
        Exports.cost("\"0.5\"", "GPT-4o"), Exports.cost("2.5", "web search tool calls"),
      ], [], [Exports.cost("-0.25", "gpt-4o-2024-08-06, cached input")],
    ])
    let sums = try Exports.read([page])
    #expect(
      Exports.rows(sums) == [
        "2026-05-01 gpt-4o 0.500000000 - - -", "2026-05-01 gpt-4o-mini 0.060000100 - - -",
        "2026-05-01 web search tool calls 2.500000000 - - -",
        "2026-05-03 gpt-4o -0.250000000 - - -",
      ])
    // Also the day on which nothing happened.
    #expect(sums.days.first == 20_574 && sums.days.end == 20_577)
    #expect(sums.formats == [.openai] && !sums.lacksPages)
    // Without groups there is no model, and nobody asked for one.
    let plain = try Exports.read([Exports.openAI([[Exports.cost("0.06", nil)]])])
    #expect(try plain.dimensions() == ["day"])
  }

  @Test("OpenAI: usage, alone and beside costs; pages one a line, in a list, in several files")
  func openAIUsage() throws {
    let usage = Exports.openAI([
      [Exports.usage("gpt-4o-2024-08-06", calls: 3, input: 3000, output: 300)]
    ])
    let alone = try Exports.read([usage])
    #expect(!alone.hasMoney && Exports.rows(alone) == ["2026-05-01 gpt-4o - 3 3000 300"])
    let costs = Exports.openAI([[Exports.cost("0.5", "gpt-4o, input")]])
    let more = Exports.openAI([[Exports.cost("0.25", "gpt-4o, output")]], hasMore: true)
    for files in [
      [costs, more, usage], [costs + "\n" + more + "\n" + usage + "\n"],
      ["[\(costs),\n\(more)\n,\(usage)]"], ["\u{FEFF}  \(costs)\(more)", usage],
    ] {
      for chunk in [1, 7, 1 << 18] {
        let sums = try Exports.read(files, chunk: chunk)
        #expect(Exports.rows(sums) == ["2026-05-01 gpt-4o 0.750000000 3 3000 300"])
        #expect(sums.hasMoney && !sums.lacksPages)
      }
    }
    #expect(try Exports.read([more]).lacksPages)
  }

  @Test(
    "Anthropic: cents as decimal texts, models by name or description; usage without cached tokens")
  func anthropic() throws {
    let costs = Exports.anthropic([
      [
        Exports.cents(
          "123.78912", "claude-sonnet-4-20250514", "Claude Sonnet 4 Usage - Output Tokens"),
        Exports.cents("100", nil, "Claude Sonnet 4 Usage - Input Tokens"),
        Exports.cents("0.00000001", nil, "Web Search Usage"),
      ]
    ])
    #expect(
      Exports.rows(try Exports.read([costs])) == [
        "2026-05-01 Claude Sonnet 4 2.237891200 - - -",
        "2026-05-01 Web Search Usage 0.000000000 - - -",
      ])
    let usage = Exports.anthropic([
      [
        #"{"uncached_input_tokens":10,"cache_read_input_tokens":300,"cache_creation":"#
          + #"{"ephemeral_1h_input_tokens":4000,"ephemeral_5m_input_tokens":50000},"#
          + #""output_tokens":7,"model":"claude-opus-4-5-20251101","service_tier":"standard"}"#
      ]
    ])
    #expect(
      Exports.rows(try Exports.read([usage])) == ["2026-05-01 claude-opus-4-5 - - 10 7"])
    let cached = try Exports.read([usage], Exports.query(countsCached: true))
    #expect(Exports.rows(cached) == ["2026-05-01 claude-opus-4-5 - - 54310 7"])
  }

  @Test(
    "Cost Explorer: by service and usage type, by service, as a total; other services are left out")
  func costExplorer() throws {
    func answer(_ groups: String, _ keys: String) -> String {
      #"{"GroupDefinitions":[\#(keys)],"ResultsByTime":[{"TimePeriod":{"Start":"2026-05-01","#
        + #""End":"2026-05-02"},"Total":{},"Groups":[\#(groups)],"Estimated":false}]}"#
    }
    func group(_ keys: String..., cost: String) -> String {
      #"{"Keys":[\#(keys.map { "\"\($0)\"" }.joined(separator: ","))],"#
        + #""Metrics":{"UnblendedCost":{"Amount":"\#(cost)","Unit":"USD"}}}"#
    }
    let sonnet = "Claude Sonnet 4.5 (Amazon Bedrock Edition)"
    let both = answer(
      [
        group(sonnet, "USE1-MP:USE1_InputTokenCount-Units", cost: "1.0000000001"),
        group("Claude 3.5 Sonnet v2 (Amazon Bedrock Edition)", "USE1-MP:x_Token", cost: "0.5"),
        group("Amazon Bedrock", "USE1-NovaLite-input-tokens", cost: "0.25"),
        group("Amazon Bedrock", "EUC1-NovaLite-output-tokens-batch", cost: "0.25"),
        group("Amazon Bedrock", "USE1-Guardrail-Units", cost: "2"),
        group("Amazon Elastic Compute Cloud - Compute", "BoxUsage", cost: "99"),
      ].joined(separator: ","),
      #"{"Type":"DIMENSION","Key":"SERVICE"},{"Type":"DIMENSION","Key":"USAGE_TYPE"}"#)
    let sums = try Exports.read([both])
    #expect(
      Exports.rows(sums) == [
        "2026-05-01 Claude 3.5 Sonnet 0.500000000 - - -",
        "2026-05-01 Claude Sonnet 4.5 1.000000000 - - -",
        "2026-05-01 novalite 0.500000000 - - -",
        "2026-05-01 use1-guardrail-units 2.000000000 - - -",
      ])
    #expect(sums.leftOut == [CostExplorerExport.others: Money(nano: 99_000_000_000)])
    let tags = answer(
      group("feature_name$support", cost: "3"), #"{"Type":"TAG","Key":"feature_name"}"#)
    let byFeature = Exports.query(by: ["day", Dimension.feature])
    #expect(
      Exports.rows(try Exports.read([tags], byFeature)) == ["2026-05-01 support 3.000000000 - - -"])
    let total =
      #"{"ResultsByTime":[{"TimePeriod":{"Start":"2026-05-01","End":"2026-06-01"},"#
      + #""Total":{"BlendedCost":{"Amount":"7.5","Unit":"USD"}},"Groups":[]}]}"#
    #expect(
      Exports.rows(try Exports.read([total], Exports.query(by: ["model"]))) == [
        "2026-05-01 to 2026-05-31 - 7.500000000 - - -"
      ])
  }

  @Test("CSV of Cost Explorer and of cost and usage reports, both generations")
  func awsTables() throws {
    let explorer = """
      "Service","Claude Haiku 4.5 (Amazon Bedrock Edition)($)","EC2-Instances($)","Bedrock($)","Total costs($)"
      "Service total","3.5","2","0.5","6"
      "2026-05-01","1.5","2","","3.5"
      "2026-05-02","2","","0.5","2.5"

      """
    let sums = try Exports.read([explorer])
    #expect(
      Exports.rows(sums) == [
        "2026-05-01 Claude Haiku 4.5 1.500000000 - - -",
        "2026-05-02 Claude Haiku 4.5 2.000000000 - - -",
        "2026-05-02 bedrock 0.500000000 - - -",
      ])
    #expect(sums.leftOut[CostExplorerExport.others] == Money(nano: 2_000_000_000))
    let legacy = """
      identity/LineItemId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,\
      lineItem/UsageType,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,product/ProductName,pricing/unit
      1,Usage,2026-05-01T03:00:00Z,2026-05-01T04:00:00Z,AmazonBedrock,USE1-NovaPro-input-tokens,2000,USD,1.6000000000,Amazon Bedrock,1K tokens
      2,Usage,2026-05-01T04:00:00Z,2026-05-01T05:00:00Z,AmazonBedrock,USE1-NovaPro-output-tokens,0.5,USD,1.6,Amazon Bedrock,1K tokens
      3,Usage,2026-05-01T04:00:00Z,2026-05-01T05:00:00Z,AmazonBedrock,USE1-NovaPro-cache-read-input-token-count,1,USD,0.2,Amazon Bedrock,1K tokens
      4,Tax,2026-05-01T00:00:00Z,2026-06-01T00:00:00Z,AmazonBedrock,,0,USD,0.7,Amazon Bedrock,
      5,Usage,2026-05-01T00:00:00Z,2026-06-01T00:00:00Z,AmazonEC2,BoxUsage,0,USD,9,Amazon EC2,Hrs

      """
    let report = try Exports.read([legacy])
    #expect(Exports.rows(report) == ["2026-05-01 novapro 3.400000000 - 2000000 500"])
    #expect(
      report.leftOut == [
        "tax": Money(nano: 700_000_000), CostExplorerExport.others: Money(nano: 9_000_000_000),
      ])
    let second = """
      line_item_usage_start_date,line_item_product_code,line_item_usage_type,line_item_unblended_cost,product
      2026-05-01 03:00:00,ab1cd2ef,USW2-MP:USW2_InputTokenCount-Units,0.125,"{""product_name"":""Claude 3 Haiku (Amazon Bedrock Edition)""}"

      """
    #expect(
      Exports.rows(try Exports.read([second])) == ["2026-05-01 Claude 3 Haiku 0.125000000 - - -"])
  }

  @Test("Langfuse: daily metrics, old and new, and the metrics API; LangSmith: runs of models only")
  func tools() throws {
    let daily =
      #"{"data":[{"date":"2026-05-03","countTraces":9,"countObservations":5,"totalCost":1.25,"#
      + #""usage":[{"model":"gpt-4o","inputUsage":1200,"outputUsage":130,"totalUsage":1330,"#
      + #""countObservations":4,"totalCost":1.25},{"model":null,"inputUsage":0,"outputUsage":0,"#
      + #""countObservations":1,"totalCost":0}]},{"date":"2026-05-01","totalCost":2,"usage":[]}],"meta":{}}"#
    let sums = try Exports.read([daily])
    #expect(
      Exports.rows(sums) == [
        "2026-05-01 - 2.000000000 - - -", "2026-05-03 - 0.000000000 1 0 0",
        "2026-05-03 gpt-4o 1.250000000 4 1200 130",
      ])
    #expect(sums.days.contains(20_575))
    let metrics =
      #"{"data":[{"time_dimension":"2026-05-01T00:00:00.000Z","providedModelName":"gpt-4o","#
      + #""environment":"prod","sum_totalCost":"0.5","count_count":"2","sum_inputTokens":7,"#
      + #""sum_outputTokens":1}]}"#
    let byEnvironment = Exports.query(by: ["environment", "model"])
    #expect(
      Exports.rows(try Exports.read([metrics], byEnvironment)) == [
        "2026-05-01 prod gpt-4o 0.500000000 2 7 1"
      ])
    let runs = """
      {"run_id":"1","run_type":"chain","start_time":"2026-05-01T10:00:00Z","costs":{"total_cost":9}}
      {"run_id":"2","run_type":"llm","start_time":"2026-05-01T10:00:00Z","costs":{"total_cost":0.25},"token_usage":{"prompt_tokens":10,"completion_tokens":2},"custom_metadata":{"ls_model_name":"gpt-4o"}}
      {"id":"3","run_type":"llm","start_time":"2026-05-01T23:59:59.999000","total_cost":"0.00045","prompt_tokens":1,"completion_tokens":1,"extra":{"metadata":{"ls_model_name":"gpt-4o-2024-08-06"}}}
      {"id":"4","run_type":"llm","start_time":"2026-05-02T00:00:00","prompt_tokens":1,"completion_tokens":1}

      """
    #expect(
      Exports.rows(try Exports.read([runs])) == [
        "2026-05-01 gpt-4o 0.250450000 2 11 3", "2026-05-02 - 0.000000000 1 1 1",
      ])
  }
}
