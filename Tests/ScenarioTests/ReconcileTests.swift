import SpendCore
import Status
import Testing

/// `reconcile` on the real program: a history and exports on disk.
@Suite struct ReconcileTests {
  private static let configuration =
    "sources: [cost_events.jsonl]\nbudgets: [{ feature: a, daily: 500 }]\n"

  /// Of 1 to 4 May 2026: four calls of gpt-4o-mini, and one of Claude, a day.
  private static func lines() -> String {
    var lines: [String] = []
    for day in 1...4 {
      for hour in [0, 9, 17, 23] {
        lines.append(
          #"{"timestamp":"2026-05-0\#(day)T\#(hour < 10 ? "0" : "")\#(hour):59:59Z","feature_name":"a","#
            + #""model":"gpt-4o-mini","input_tokens":1000,"output_tokens":100,"cost_usd":0.25}"#)
      }
      lines.append(
        #"{"timestamp":"2026-05-0\#(day)T05:00:00Z","feature_name":"b","model":"claude-sonnet-4-5","#
          + #""environment":"prod","input_tokens":10,"output_tokens":10,"cost_usd":1}"#)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// OpenAI's pages of these days, with what is planted on the third.
  private static func pages(third: String, calls: Int) -> (costs: String, usage: String) {
    func page(_ result: (Int) -> String) -> String {
      let buckets = (0..<4).map { day in
        let start = 1_777_593_600 + day * 86_400
        return #"{"object":"bucket","start_time":\#(start),"end_time":\#(start + 86_400),"#
          + #""results":[\#(result(day))]}"#
      }
      return #"{"object":"page","data":[\#(buckets.joined(separator: ","))],"has_more":false}"#
    }
    return (
      page { day in
        #"{"object":"organization.costs.result","amount":{"value":\#(day == 2 ? third : "1.00"),"#
          + #""currency":"usd"},"line_item":"gpt-4o-mini-2024-07-18, input"}"#
      },
      page { day in
        let calls = day == 2 ? calls : 4
        return
          #"{"object":"organization.usage.completions.result","input_tokens":\#(1000 * calls),"#
          + #""output_tokens":\#(100 * calls),"num_model_requests":\#(calls),"model":"gpt-4o-mini-2024-07-18"}"#
      }
    )
  }

  private static func program() throws -> Program {
    let program = try Program(configuration: configuration)
    program.append("cost_events.jsonl", lines())
    #expect(program.run(["run", "--once"]).status == 0)
    return program
  }

  @Test("A bill with calls that are not in the logs, and one that agrees")
  func bill() throws {
    let program = try Self.program()
    let (costs, usage) = Self.pages(third: "1.75", calls: 7)
    try program.write("costs.json", costs)
    try program.write("usage.json", usage)
    let bill = ["reconcile", program.path("costs.json"), program.path("usage.json")]
    let answer = program.run(bill)
    #expect(answer.status == 1)
    #expect(
      answer.output.contains(
        "2026-05-03  gpt-4o-mini  amount differs     $1.75  $1.00      -$0.75  -$0.75  $0.00"))
    #expect(answer.output.contains("\n3 rows match (--all shows them)\n"))
    let sentence =
      "$4.75 there, $4.00 here: 15.8 % less, mostly 3 calls of gpt-4o-mini on 3 May that are not in "
      + "the logs"
    #expect(answer.output.hasSuffix("\n\(sentence)\n"))
    #expect(
      program.read("commands.log").contains("not compared: $4.00 of models that are of other"))
    #expect(program.run(bill + ["--tolerance", "16 %"]).status == 0)
    let json = program.run(
      bill + ["-o", "json", "--by", "day", "--save", program.path("out.json")])
    #expect(json.status == 1 && json.output.isEmpty)
    let value = try JSONReader.read(program.read("out.json").utf8)
    #expect(value["totals"]?["difference_usd"] == .string("-0.750000000"))
    #expect(value["totals"]?["difference_percent"] == .number("-15.7895"))
    #expect(value["counts"]?["matched"]?.integer == 3 && value["counts"]?["differs"]?.integer == 1)
    #expect(value["sentence"]?.text?.hasPrefix("$4.75 there, $4.00 here") == true)
    let rows = try #require(value["rows"]?.elements)
    #expect(rows.count == 4 && rows[0]["day"] == .string("2026-05-03"))
    #expect(rows[0]["volume_usd"] == .string("-0.750000000") && rows[0]["model"] == nil)
    // Usage alone: tokens and calls.
    let tokens = program.run(["reconcile", program.path("usage.json"), "--json"])
    #expect(tokens.status == 1 && tokens.output.contains(#""difference_tokens":-3300"#))
    let equal = Self.pages(third: "1.00", calls: 4)
    try program.write("costs.json", equal.costs)
    let same = program.run(["reconcile", program.path("costs.json"), "--tolerance", "0"])
    #expect(same.status == 0 && same.output.hasSuffix("$4.00 there and here: the same\n"))
    // A digest says how far the numbers were held against a bill.
    let digest = program.run(["digest", "--of", "2026-05"]).output
    #expect(digest.contains("the last invoice that matched (openai) goes to 4 May, 0 % apart"))
  }

  @Test("Beside the daemon, a table by other dimensions, packed, from the standard input")
  func table() async throws {
    let program = try Program(configuration: Self.configuration)
    program.append("cost_events.jsonl", Self.lines())
    program.start()
    #expect(await eventually { program.status?.totals.events == 20 })
    try program.write(
      "bill.csv", "\u{FEFF}Tag;Datum;Betrag\r\nprod;2026-05-01;1,00\r\nprod;2026-05-04;\"3,50\"\r\n"
    )
    let columns = ["--columns", "day=Datum,usd=Betrag,environment=Tag"]
    let table = ["reconcile", program.path("bill.csv")] + columns
    let days = program.run(table + ["--where", "environment=prod", "--all"])
    #expect(days.status == 1)
    #expect(days.output.contains("\n2026-05-02  ours only              -  $1.00       $1.00"))
    #expect(
      days.output.hasSuffix(
        "$4.50 there, $4.00 here: 11.1 % less, mostly $2.50 on 4 May\n"))
    let total = program.run(table + ["--by", "environment", "--where", "environment=prod"])
    #expect(total.output.contains("\nprod         amount differs     $4.50  $4.00      -$0.50"))
    #expect(Shell.run("gzip -k '\(program.path("bill.csv"))'") == 0)
    let command =
      "cd '\(program.directory)' && '\(Program.binary)' reconcile - --columns day=Datum,usd=Betrag "
      + "--by none --state-dir state -c alerts.yaml"
    #expect(Shell.run(command + " < bill.csv.gz > packed 2> errors") == 1)
    #expect(program.read("packed").contains("$4.50 there, $8.00 here: 77.8 % more"))
  }

  @Test("Days of another zone than the bill's, and fresh ones")
  func days() throws {
    let program = try Self.program()
    try program.write("costs.json", Self.pages(third: "1.00", calls: 4).costs)
    let costs = ["reconcile", program.path("costs.json"), "--timezone", "Europe/Berlin"]
    #expect(program.run(costs).status == 1)
    #expect(
      program.read("commands.log").contains(
        "costs.json: line 1: 2026-05-01 to 2026-05-02 is longer than a day in Europe/Berlin"))
    let fresh = program.run(["reconcile", program.path("costs.json"), "--delay", "100000d"])
    #expect(fresh.status == 1 && fresh.output.contains("nothing can be judged yet"))
    #expect(fresh.output.contains("2026-05-01  gpt-4o-mini  matched (not judged)"))
    #expect(program.read("commands.log").contains("4 days are shown, not judged"))
  }

  @Test("Days that the history keeps in another zone than the bill's are not guessed")
  func oldDays() throws {
    let program = try Program(
      configuration: Self.configuration + "timezone: Asia/Kolkata\n")
    program.append(
      "cost_events.jsonl",
      #"{"timestamp":"2025-01-01T10:00:00Z","feature_name":"a","model":"gpt-4o","cost_usd":1}"#
        + "\n"
        + Self.lines())
    #expect(program.run(["run", "--once"]).status == 0)
    try program.write("old.csv", "day,model,usd\n2025-01-01,gpt-4o,1\n")
    let old = ["reconcile", program.path("old.csv")]
    #expect(program.run(old).status == 1)
    #expect(program.read("commands.log").contains("as one by now"))
    #expect(program.read("commands.log").contains("in the zone of the configuration (--timezone)"))
    #expect(program.run(old + ["--timezone", "Asia/Kolkata"]).status == 0)
  }

  @Test("What cannot be compared is said, and nothing half-written")
  func refuses() throws {
    let program = try Self.program()
    try program.write("costs.json", Self.pages(third: "1.00", calls: 4).costs)
    try program.write("broken.json", String(Self.pages(third: "1.00", calls: 4).costs.dropLast(9)))
    try program.write("bill.csv", "Date;Cost\n2026-05-01;1.234\n")
    try program.write("empty.csv", "")
    let (costs, out) = (program.path("costs.json"), program.path("out"))
    for (options, says) in [
      ([costs, "--by", "modle"], "--by: there is no 'modle'; did you mean 'model'?"),
      (
        [costs, "--by", "day,environment"],
        "nothing in the export has 'environment'; it has day, model"
      ),
      ([costs, "--where", "user_id=x"], "--where: there is no 'user_id'; there are feature_name"),
      ([costs, "--tolerance", "much"], "'much' is not like 5%"),
      ([costs, "--delay", "soon"], "like 24h"),
      ([costs, "--timezone", "Mars/Base"], "unknown time zone"),
      ([costs, "--format", "anthropic"], "is not an export of anthropic: it looks like openai"),
      (
        [costs, program.path("broken.json")],
        "broken.json: line 1: the object that begins here has no end"
      ),
      ([program.path("bill.csv")], "bill.csv: line 1: say which column is the day"),
      (
        [program.path("bill.csv"), "--columns", "day=Date,usd=Cost"],
        "bill.csv: line 2: usd: '1.234' may be"
      ),
      (
        [program.path("bill.csv"), "--columns", "day=Date,price=Cost"],
        "--columns: there is no 'price'"
      ),
      ([program.path("bill.csv"), "--columns", "Cost"], "is not like usd=Cost"),
      ([program.path("empty.csv")], "empty.csv: is empty"),
      ([program.path("none")], "there is no such file"),
      ([costs, costs], "costs.json: has the same in it as a file before"),
    ] {
      let answer = program.run(["reconcile"] + options + ["--save", out])
      #expect(
        answer.status == 1 && answer.output.isEmpty && program.read("out").isEmpty, "\(options)")
      #expect(program.read("commands.log").contains(says), "\(says)")
    }
    let none = program.run(
      ["reconcile", costs, "--state-dir", program.path("nowhere")], namesState: false)
    #expect(none.status == 1)
    #expect(
      program.read("commands.log").contains(
        "nowhere to compare with: count first, with spendwatch run"))
  }
}
