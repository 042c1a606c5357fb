import SpendCore
import Testing

/// `suggest` on the real program: from the history, from files, and what `check` says of it.
@Suite struct SuggestTests {
  private static func lines() -> String {
    var lines: [String] = []
    for day in 0..<30 {
      for (feature, cost) in [("support_qa", day % 7), ("it's: \\\"odd\\\" #*", 3), ("new", 9)] {
        guard feature != "new" || day > 25 else { continue }
        let time = 1_793_000_000 + day * 86_400
        lines.append(
          #"{"timestamp":\#(time),"feature_name":"\#(feature)","model":"m","cost_usd":\#(cost)}"#)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("Budgets that check accepts, the same from the history and from files")
  func suggests() throws {
    let program = try Program(
      configuration: "sources: [cost_events.jsonl]\nbudgets: [{ feature: x, daily: 5 }]\n")
    program.append("cost_events.jsonl", Self.lines())
    #expect(program.run(["run", "--once"]).status == 0)
    let history = program.run(["suggest", "--from", "2026-10-01"])
    let files = program.run(["suggest", program.path("cost_events.jsonl")])
    #expect(history.status == 0 && history.output == files.output)
    #expect(history.output.contains("  - feature: support_qa\n    daily: "))
    #expect(history.output.contains("days seen: a day usually"))
    #expect(history.output.contains("# Fewer than 7 days, so not guessed: new\n"))
    // What comes from events is quoted, whatever it is.
    try program.write("alerts.yaml", history.output)
    let check = program.run(["check"])
    #expect(check.status == 0 && check.output.contains("2 budgets"), "\(history.output)")
    let json = program.run(["suggest", "--from", "2026-10-01", "--json", "--window", "monthly"])
    #expect(json.status == 0 && json.output.contains(#""too_few_days":["new"]"#))
  }

  @Test(
    "Texts that look the same and have other bytes are counted apart, from the log to the budget")
  func spellings() throws {
    let program = try Program(configuration: "sources: [log.jsonl]\n")
    for day in 0..<10 {
      for (number, name) in ["\u{E9}", "e\u{301}"].enumerated() {
        let time = wallClock().seconds - Int64(day) * 86_400
        program.append(
          "log.jsonl",
          #"{"timestamp":\#(time),"feature_name":"\#(name)","\#(name)":"v","cost_usd":\#(number + 1)}"#
            + "\n")
      }
    }
    let suggested = program.run(["suggest", program.path("log.jsonl")])
    #expect(suggested.status == 0)
    try program.write("alerts.yaml", "sources: [log.jsonl]\n" + suggested.output)
    #expect(program.run(["check"]).output.contains("2 budgets"))
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(program.run(["verify"]).status == 0)
    let budgets = program.run(["status", "--json"]).output.split(separator: "\"budgets\":")[1]
    for (bytes, spend) in [("\u{E9}", 1), ("e\u{301}", 2)] {
      let row = #""name":"\#(bytes)","group":{"feature_name":"\#(bytes)"},"#
      let place = try #require(
        Array(budgets.utf8).firstRange(of: Array(row.utf8)), "\(budgets)")
      let rest = String(decoding: Array(budgets.utf8)[place.upperBound...], as: UTF8.self)
      #expect(rest.prefix(120).contains(#""spend_usd":"\#(spend).0"#), "\(rest.prefix(120))")
    }
    let report = program.run(
      ["report", "--by", "\u{E9},e\u{301}", "--from-files", "-o", "csv", "--columns", "cost_usd"])
    let expected = "\u{E9},e\u{301},cost_usd\n,v,20.000000000\nv,,10.000000000\n"
    #expect(report.output.utf8.elementsEqual(expected.utf8), "\(report.output)")
  }

  @Test("Bad questions, and nothing to go by")
  func refuses() throws {
    let program = try Program(configuration: "sources: [cost_events.jsonl]\n")
    program.append("cost_events.jsonl", eventLine("f", cost: "1"))
    #expect(program.run(["run", "--once"]).status == 0)
    for (options, says) in [
      (["--target-alerts", "often"], "is not like 2/month"), (["--headroom", "much"], "like 20%"),
      (["--from", "yesterdy"], "is not a time"),
      (["--by", "user_id"], "is not kept in the history"),
      ([], "fewer than 7 days with spend"), (["--from", "2020-01", "--by", "model"], "model"),
    ] {
      let answer = program.run(["suggest"] + options)
      #expect(answer.status != 0 && answer.output.isEmpty, "\(options)")
      #expect(program.read("commands.log").contains(says), "\(says)")
    }
  }
}
