import FoundationEssentials
import Glibc
import SpendCore
import Status
import Testing

/// Price files that come and go wrong while the daemon counts.
@Suite struct PriceFileTests {
  private static func prices(_ models: Int, input: String) -> String {
    let rows = (0..<models).map {
      #""m\#($0)":{"input_cost_per_token":\#(input),"litellm_provider":"x"}"#
    }
    return "{" + rows.joined(separator: ",") + "}"
  }

  private static let call = #"{"feature_name":"f","model":"m1","input_tokens":1000000}"# + "\n"

  @Test("One that breaks or loses most of its models is refused, and the last good one stays")
  func lastGood() async throws {
    let program = try Program(
      configuration: """
        sources: [cost_events.jsonl]
        pricing: { files: [prices.json], builtin: off }
        budgets: [{ feature: f, daily: 500 }]
        """)
    try program.write("prices.json", Self.prices(10, input: "1e-06"))
    program.append("cost_events.jsonl", Self.call)
    program.start()
    #expect(await eventually { program.isReady() })
    #expect(program.status?.totals.spend.description == "1.000000000")
    #expect(program.status?.prices.files == [program.path("prices.json")])

    for (text, says) in [
      ("{\"m1\":", "cannot be read; the last good prices of it stay"),
      (Self.prices(4, input: "9e-06"), "has 4 of the 10 models that it had"),
    ] {
      try program.write("prices.json", text)
      let reload = program.run(["reload"])
      #expect(reload.status == 0, "\(reload.output)")
      #expect(program.read("run.log").contains(says))
    }
    program.append("cost_events.jsonl", Self.call)
    #expect(await eventually { program.status?.totals.events == 2 })
    #expect(program.status?.totals.spend.description == "2.000000000")
    // Also for a daemon that starts without it.
    program.kill()
    try FileManager.default.removeItem(atPath: program.path("prices.json"))
    program.append("cost_events.jsonl", Self.call)
    program.start()
    #expect(await eventually { program.status?.totals.events == 3 })
    #expect(program.status?.totals.spend.description == "3.000000000")
    // A new one that is whole is taken; what was counted stays as it was.
    try program.write("prices.json", Self.prices(5, input: "2e-06"))
    #expect(program.run(["reload"]).status == 0)
    program.append("cost_events.jsonl", Self.call)
    #expect(await eventually { program.status?.totals.events == 4 })
    #expect(program.status?.totals.spend.description == "5.000000000")
    #expect(program.status?.totals.flagged.contains(.init("computed", 4)) == true)
    program.kill(SIGTERM)
  }

  @Test(
    "Who only looks uses the prices that the state keeps, and says so; without them what is left")
  func looked() throws {
    let program = try Program(
      configuration: """
        sources: [cost_events.jsonl]
        pricing: { files: [own.yaml] }
        budgets: [{ feature: f, daily: 500 }]
        """)
    let call = Self.call.replacing("m1", with: "gpt-4o")
    try program.write("own.yaml", "gpt-4o: { input: 1, output: 1 }\n")
    program.append("cost_events.jsonl", call)
    #expect(program.run(["run", "--once"]).status == 0)
    try program.write("own.yaml", "gpt-4o: { input: 1, output: ")
    program.append("cost_events.jsonl", call)
    #expect(program.run(["run", "--once"]).status == 0)

    let config = program.path("alerts.yaml")
    let log = program.path("cost_events.jsonl")
    let questions: [(arguments: [String], says: String)] = [
      (["verify"], "equal: 2 events, 2.000000000 USD"),
      (["report", "--from-files", "-o", "csv"], "f,2,2000000,0,2.000000000,"),
      (["report", log, "-c", config, "-o", "csv"], "f,2,2000000,0,2.000000000,"),
      (["explain", "-c", config, log + ":1"], "$1.000000000"),
      (["prices", "show", "-c", config, "gpt-4o"], "own.yaml"),
    ]
    for (arguments, says) in questions {
      try program.write("commands.log", "")
      let answer = program.run(arguments)
      #expect(answer.status == 0 && answer.output.contains(says), "\(arguments) \(answer.output)")
      let said = program.read("commands.log")
      #expect(
        said.contains("own.yaml") && said.contains("last good prices"), "\(arguments) \(said)")
    }
    // Without the copies.
    #expect(Shell.run("rm -r '\(program.path("state/prices"))'") == 0)
    try program.write("commands.log", "")
    #expect(program.run(["verify"]).status == 1)
    let said = program.read("commands.log")
    #expect(said.contains("own.yaml' cannot be read: "), "\(said)")
    #expect(said.contains("mend ") && !said.contains("reload, or start"), "\(said)")
  }
}
