import Glibc
import SpendCore
import SpendTesting
import Status
import Testing

/// A team that exports its LangSmith runs, which carry tokens and no money, and prices them by a
/// table of its own: table, CSV, daily budgets and alerts on the real program, beside exact
/// arithmetic that is done here.
@Suite struct LangSmithExportTests {
  /// USD per million tokens, as in the configuration, in nano-dollars a token.
  private static let prices: [(model: String, input: Int64, output: Int64)] = [
    ("gpt-4o", 2500, 10_000), ("gpt-4o-mini", 150, 600), ("gpt-4-turbo", 10_000, 30_000),
    ("claude-3-5-sonnet-20241022", 3000, 15_000),
  ]
  private static let features: [(name: String, calls: Int64, input: Int64, output: Int64)] = [
    ("rag-search", 412, 824_310, 192_440), ("agent-copilot", 118, 603_200, 411_820),
    ("summarizer", 87, 198_400, 44_100), ("email-drafts", 34, 42_100, 38_200),
    ("untagged", 19, 31_200, 12_800),
  ]
  private static let budgets = [
    "rag-search": Int64(2_000_000_000), "agent-copilot": 5_000_000_000, "summarizer": 500_000_000,
  ]

  private struct Export {
    var lines: [String] = []
    var cost: [String: Int64] = [:]
  }

  /// The calls of each feature share its tokens; what does not divide goes to the first ones.
  private static func export(seed: UInt64) -> Export {
    var random = SeededRandom(seed: seed)
    var export = Export()
    let now = wallClock()
    for (name, calls, input, output) in features {
      for call in 0..<calls {
        let tokens = (
          input: input / calls + (call < input % calls ? 1 : 0),
          output: output / calls + (call < output % calls ? 1 : 0)
        )
        let price = prices[random.next(below: prices.count)]
        export.cost[name, default: 0] += tokens.input * price.input + tokens.output * price.output
        let id = "\(name)-\(call)"
        let start = now.advanced(bySeconds: -60 - Int64(random.next(below: 3600)))
        let usage = #"{"input_tokens":\#(tokens.input),"output_tokens":\#(tokens.output)}"#
        let feature = name == "untagged" ? "" : #""feature":"\#(name)","#
        let metadata =
          #"{\#(feature)"env":"prod","user_tier":"\#(call % 3 == 0 ? "free" : "pro")","#
          + #""ls_model_name":"\#(price.model)","usage_metadata":\#(usage)}"#
        func run(_ id: String, _ type: String, parent: String, end: String) -> String {
          #"{"id":"\#(id)","parent_run_id":\#(parent),"trace_id":"t\#(call)","run_type":"\#(type)","#
            + #""name":"Chat","start_time":"\#(start)",\#(end)"extra":{"metadata":\#(metadata)},"#
            + #""outputs":{"usage_metadata":\#(usage)}}"#
        }
        let end = #""end_time":"\#(start.advanced(bySeconds: 2))","#
        export.lines.append(run(id, "llm", parent: #""chain-\#(id)""#, end: end))
        // What its children cost stands in a chain once more, and a run may not be over.
        export.lines.append(run("chain-\(id)", "chain", parent: "null", end: end))
        if call % 50 == 0 { export.lines.append(run("open-\(id)", "llm", parent: "null", end: "")) }
      }
    }
    export.lines.shuffle(using: &random)
    return export
  }

  private static func configuration(_ url: String) -> String {
    """
    sources:
      - path: runs.jsonl
        fields: { environment: extra.metadata.env, user_segment: extra.metadata.user_tier }
    pricing:
      builtin: off
      models:
        gpt-4o: { input: 2.5, output: 10 }
        gpt-4o-mini: { input: 0.15, output: 0.6 }
        gpt-4-turbo: { input: 10, output: 30 }
        claude-3-5-sonnet-20241022: { input: 3, output: 15 }
    overrun: off
    notify: { soft: [hook], hard: [hook] }
    budgets:
      - { feature: rag-search, daily: 2.00 }
      - { feature: agent-copilot, daily: 5.00 }
      - { feature: summarizer, daily: 0.50 }
    receivers: { hook: { type: webhook, url: "\(url)/hook" } }
    """
  }

  @Test("Table, CSV and alerts of a LangSmith export are what exact arithmetic says")
  func endToEnd() async throws {
    let receiver = try await HTTPReceiver()
    let seed = UInt64.random(in: 1...1_000_000)
    let export = Self.export(seed: seed)
    let program = try Program(configuration: Self.configuration(receiver.url))
    program.append("runs.jsonl", "")
    program.start()
    #expect(await eventually { program.isReady() })
    program.append("runs.jsonl", export.lines.joined(separator: "\n") + "\n")
    let calls = Self.features.reduce(0) { $0 + $1.calls }
    #expect(await eventually { program.status?.totals.events == calls }, "seed \(seed)")

    // Per budget which thresholds the spend has passed: each told once, with the id of its own.
    let expected = Self.budgets.flatMap { name, limit in
      [(80, "soft"), (100, "hard")].compactMap { percent, level in
        (export.cost[name] ?? 0) * 100 >= limit * percent ? "\(name) \(level)" : nil
      }
    }.sorted()
    #expect(await eventually { receiver.requests.count >= expected.count }, "seed \(seed)")
    let told = try receiver.requests.map { request in
      let data = try JSONReader.read(request.body.utf8)["data"]
      let text = data?["text"]?.text ?? ""
      return "\(data?["group"]?["feature_name"]?.text ?? text) \(data?["level"]?.text ?? "")"
    }
    #expect(told.sorted() == expected, "seed \(seed)")
    program.kill(SIGTERM)
    await receiver.close()

    let rows = Self.features.map { feature in
      (feature: feature, cost: Money(nano: export.cost[feature.name] ?? 0))
    }.sorted { $0.cost > $1.cost }
    let csv =
      "feature_name,calls,input_tokens,output_tokens,cost_usd\n"
      + rows.map { feature, cost in
        "\(feature.name),\(feature.calls),\(feature.input),\(feature.output),\(cost)\n"
      }.joined()
    let columns = ["--columns", "calls,input_tokens,output_tokens,cost_usd", "-o", "csv"]
    for source in [[], ["--from-files"]] {
      let answer = program.run(["report"] + columns + source)
      #expect(answer.status == 0 && answer.output == csv, "seed \(seed): \(source)")
    }
    let table = program.run(["report"]).output
    #expect(rows.allSatisfy { table.contains($0.feature.name) }, "\(table)")
    // By tier, from another look at the same calls.
    let total = rows.reduce(Money.zero) { $0 + $1.cost }
    let tiers = try JSONReader.read(
      program.run(["report", "--by", "user_segment,environment", "--json"]).output.utf8)
    #expect(tiers["rows"]?.elements?.count == 2)
    #expect(tiers["totals"]?["cost_usd"]?.text == "\(total)")
  }

  @Test("A model without a price is never taken for free")
  func unpriced() throws {
    let program = try Program(configuration: Self.configuration("http://127.0.0.1:1"))
    let line = try #require(Self.export(seed: 1).lines.first { $0.contains(#""llm""#) })
    let model = try #require(Self.prices.first { line.contains("\"\($0.model)\"") }).model
    program.append("runs.jsonl", line.replacing("\"\(model)\"", with: "\"gpt-4o-huge\"") + "\n")
    #expect(program.run(["run", "--once", "--drain-timeout", "0s"]).status == 0)
    let status = program.run(["status"]).output
    #expect(status.contains("1") && status.contains("price"), "\(status)")
    let report = try JSONReader.read(program.run(["report", "--json"]).output.utf8)
    #expect(report["unpriced_calls"]?.integer == 1)
  }
}
