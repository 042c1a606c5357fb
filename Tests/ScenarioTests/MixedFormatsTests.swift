import FoundationEssentials
import SpendCore
import SpendTesting
import Testing

/// One file with the lines of every format, in any order: the real program makes of it what it
/// makes of the formats one by one, added up. Lines that share an id are of one part, and each
/// part keeps the order of its lines, as records that grow and pieces of one line need it;
/// everything else is by chance.
@Suite("A file of all formats") struct MixedFormatsTests {
  struct Part {
    var name: String
    var lines: [String]
  }

  /// What `report --format json` says of some files.
  struct Sums: Equatable, CustomStringConvertible {
    var calls: Int64 = 0
    var inputTokens: Int64 = 0
    var outputTokens: Int64 = 0
    var costNano: Int64 = 0
    var unpriced: Int64 = 0
    var rejected: [String: Int64] = [:]
    /// Feature and model → nano-USD.
    var rows: [String: Int64] = [:]

    static func + (a: Sums, b: Sums) -> Sums {
      Sums(
        calls: a.calls + b.calls, inputTokens: a.inputTokens + b.inputTokens,
        outputTokens: a.outputTokens + b.outputTokens, costNano: a.costNano + b.costNano,
        unpriced: a.unpriced + b.unpriced,
        rejected: a.rejected.merging(b.rejected, uniquingKeysWith: +),
        rows: a.rows.merging(b.rows, uniquingKeysWith: +))
    }

    var description: String {
      "\(calls) calls, \(inputTokens) + \(outputTokens) tokens, \(costNano) nano-USD, \(rejected)"
    }
  }

  // MARK: Parts

  /// What the SDKs and tools write, with a line of each kind that counts and of many that do not.
  private static func fixtures() throws -> [Part] {
    let folder = SourceTop.path + "/Tests/SpendCoreTests/Formats/Lines"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return try names.filter { $0.hasSuffix(".jsonl") }.map { name in
      var text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      // LiteLLM was asked for the same answers as OpenAI's SDK.
      if name.hasPrefix("litellm") { text.replace("chatcmpl-BkT", with: "chatcmpl-LLM") }
      return Part(name: name, lines: text.split(separator: "\n").map(String.init))
    }
  }

  private static func native(_ number: Int, _ feature: String, _ rest: String) -> String {
    #"{"timestamp":"2026-11-20T10:00:0\#(number)Z","feature_name":"\#(feature)","model":"gpt-4o",\#(rest)}"#
  }

  private static let ownParts: [Part] = [
    Part(
      name: "native",
      lines: [
        native(1, "chat", #""input_tokens":100,"output_tokens":7,"cost_usd":0.000000001"#),
        native(2, "chat", #""input_tokens":100,"output_tokens":7"#),
        native(3, "faq", #""cost_usd":"1.25""#), native(4, "faq", #""cost_usd":-1"#),
        native(5, "faq", #""cost_usd":"much""#), "[1]", #"{"level":"info","msg":"started"}"#,
        "{\"feature_name\":\"torn\",\"cost_usd\":0.", "Traceback (most recent call last):", "",
      ]),
    Part(
      name: "python_repr",
      lines: [
        "{'timestamp': '2026-11-20T10:01:01', 'feature_name': 'py', 'model': 'gpt-4o', 'cached': True, 'input_tokens': 9, 'cost_usd': 0.25}",
        "{'timestamp': datetime.datetime(2026, 11, 20, 10, 1, 2), 'feature_name': 'py', 'user_id': None, 'cost_usd': Decimal('0.5')}",
      ]),
    Part(
      name: "claude_code",
      lines: [(5, 1), (5, 90), (5, 445), (6, 20), (5, 445)].map { answer, output in
        #"{"type":"assistant","sessionId":"s-1","uuid":"u-\#(output)","requestId":"req_\#(answer)","cwd":"/w","#
          + #""timestamp":"2026-11-20T10:02:0\#(answer)Z","message":{"id":"msg_cc\#(answer)","type":"message","#
          + #""model":"claude-sonnet-4-5","usage":{"input_tokens":4,"cache_read_input_tokens":90,"output_tokens":\#(output)}}}"#
      }),
    Part(name: "docker", lines: docker(native(6, "boxed", #""cost_usd":0.125"#))),
    Part(name: "cri", lines: cri(native(7, "podded", #""cost_usd":0.0625"#))),
    Part(
      name: "syslog",
      lines: [
        "<14>Nov 20 10:03:08 web-1 app[17]: " + native(8, "logged", #""cost_usd":0.03"#),
        "<165>1 2026-11-20T10:03:09Z web-1 app 17 - - " + native(9, "logged", #""cost_usd":0.01"#),
        "Nov 20 10:03:10 web-1 app[17]: nothing of it",
      ]),
  ]

  /// Whole and in two pieces. Pieces are joined by their stream: this one is docker's, the other
  /// cri's, as no real file has both.
  private static func docker(_ event: String) -> [String] {
    let quoted = event.replacing("\"", with: "\\\"")
    let middle = quoted.index(quoted.startIndex, offsetBy: 40)
    return [quoted + "\\n", "started\\n", "\(quoted[..<middle])", quoted[middle...] + "\\n"].map {
      #"{"log":"\#($0)","stream":"stdout","time":"2026-11-20T10:00:06.5Z"}"#
    }
  }

  private static func cri(_ event: String) -> [String] {
    let middle = event.index(event.startIndex, offsetBy: 30)
    return ["F \(event)", "F started", "P \(event[..<middle])", "F \(event[middle...])"].map {
      "2026-11-20T10:00:07.123456789Z stderr \($0)"
    }
  }

  /// The lines of all parts, each part's in its order.
  private static func mix(_ parts: [Part], _ random: inout SeededRandom) -> [String] {
    var order = parts.indices.flatMap { Array(repeating: $0, count: parts[$0].lines.count) }
    order.shuffle(using: &random)
    var next = [Int](repeating: 0, count: parts.count)
    return order.map { part in
      defer { next[part] += 1 }
      return parts[part].lines[next[part]]
    }
  }

  // MARK: Asking

  private static func nano(_ value: JSONValue?) throws -> Int64 {
    let text = try #require(value?.text)
    guard case .amount(let money) = Money.reading(text.utf8) else {
      Issue.record("no amount: \(text)")
      return 0
    }
    return money.nano
  }

  private static func report(_ program: Program, _ file: String) throws -> Sums {
    let answer = program.run(
      ["report", program.path(file), "--by", "feature,model", "--format", "json"])
    #expect(answer.status == 0, "\(file)")
    let report = try JSONReader.read(answer.output.utf8)
    var sums = Sums()
    let totals = try #require(report["totals"])
    sums.calls = totals["calls"]?.integer ?? 0
    sums.inputTokens = totals["input_tokens"]?.integer ?? 0
    sums.outputTokens = totals["output_tokens"]?.integer ?? 0
    sums.costNano = try nano(totals["cost_usd"])
    sums.unpriced = report["unpriced_calls"]?.integer ?? 0
    for member in report["rejected"]?.members ?? [] {
      sums.rejected[member.name] = member.value.integer ?? 0
    }
    for row in report["rows"]?.elements ?? [] {
      let name = "\(row["feature_name"]?.text ?? "") \(row["model"]?.text ?? "")"
      sums.rows[name] = try nano(row["cost_usd"])
    }
    return sums
  }

  @Test("is the sum of its parts, to the nano, in any order")
  func adds() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededRandom(seed: seed)
    let program = try Program(configuration: "sources: [mixed-0.jsonl]\n")
    let parts = try Self.fixtures() + Self.ownParts
    var sum = Sums()
    for part in parts {
      program.append(part.name, part.lines.joined(separator: "\n") + "\n")
      let alone = try Self.report(program, part.name)
      // Otherwise nothing is shown of it.
      #expect(alone.calls > 1 && alone.costNano > 0, "\(part.name)")
      sum = sum + alone
    }
    for number in 0..<4 {
      let name = "mixed-\(number).jsonl"
      program.append(name, Self.mix(parts, &random).joined(separator: "\n") + "\n")
      let mixed = try Self.report(program, name)
      #expect(mixed == sum, "seed \(seed), file \(number)")
    }
    try Self.checkDaemon(program, sum, "seed \(seed)")
  }

  /// What the daemon counts of the first of the files, and that no format is missing in it.
  private static func checkDaemon(_ program: Program, _ sum: Sums, _ place: Comment) throws {
    #expect(program.run(["run", "--once"]).status == 0, place)
    let status = try JSONReader.read(program.run(["status", "--json"]).output.utf8)
    let totals = try #require(status["totals"])
    #expect(totals["events"]?.integer == sum.calls, place)
    #expect(try nano(totals["spend_usd"]) == sum.costNano, place)
    let rejected = (totals["rejected"]?.members ?? []).filter { $0.value.integer != 0 }
    #expect(rejected.count == sum.rejected.count, place)
    for member in rejected {
      #expect(sum.rejected[member.name] == member.value.integer, "\(place) \(member.name)")
    }
    let formats = status["sources"]?.elements?.first?["formats"]?.members?.map(\.name) ?? []
    let wanted = LineFormat.allCases.filter { $0 != .auto && $0 != .fields }.map(\.rawValue)
    #expect(Set(formats).isSuperset(of: wanted), place)
  }
}
