import Glibc
import SpendCore
import Status
import Testing

/// `verify` where rules changed in the midst of a file: what the present ones read is compared, the
/// rest is named.
@Suite struct VerifyTests {
  private static func call(_ id: Int, model: String = "m1") -> String {
    #"{"timestamp":"2026-05-01T12:00:0\#(id % 10)Z","event_id":"e\#(id)","feature_name":"f","#
      + #""model":"\#(model)","input_tokens":1000000}"# + "\n"
  }

  private static func configuration(price: Int, duplicates: String = "auto") -> String {
    """
    sources: [{ path: cost_events.jsonl, duplicates: \(duplicates) }]
    pricing: { models: { m1: { input: \(price) } }, builtin: off }
    budgets: [{ feature: f, daily: 500 }]
    """
  }

  private static func verify(_ program: Program) -> (status: Int32, output: String) {
    program.run(["verify"])
  }

  @Test("A price that changed, by a reload and by a start, with rotations and kills")
  func prices() async throws {
    let program = try Program(configuration: Self.configuration(price: 2))
    program.append("cost_events.jsonl", Self.call(1) + Self.call(2))
    program.start()
    #expect(await eventually { program.isReady() })
    #expect(Self.verify(program).output.contains("(0.000000000 logged, 4.000000000 computed)"))

    try program.write("alerts.yaml", Self.configuration(price: 3))
    let early = Self.verify(program)
    #expect(early.status == 1)
    #expect(
      program.read("commands.log").contains("rules than those of the configuration now (prices)"))
    #expect(program.run(["check"]).status == 0)
    #expect(
      program.read("commands.log").contains("is read by other rules than what was counted (prices)")
    )
    #expect(program.run(["reload"]).status == 0)
    program.append("cost_events.jsonl", Self.call(3) + "{broken\n")
    #expect(await eventually { program.status?.totals.events == 3 })
    var answer = Self.verify(program)
    #expect(answer.status == 0 && answer.output.contains("1 events, 3.000000000 USD"))
    #expect(program.read("commands.log").contains("bytes were read by other rules (prices)"))

    rename(program.path("cost_events.jsonl"), program.path("cost_events.jsonl.1"))
    program.append("cost_events.jsonl", Self.call(4))
    #expect(await eventually { program.status?.totals.events == 4 })
    program.kill(SIGTERM)
    answer = Self.verify(program)
    #expect(answer.status == 0 && answer.output.contains("2 events, 6.000000000 USD"))

    // Another change: only what came after it is compared from now on.
    try program.write("alerts.yaml", Self.configuration(price: 5))
    program.start()
    #expect(await eventually { program.isReady() })
    program.append("cost_events.jsonl", Self.call(5))
    #expect(await eventually { program.status?.totals.events == 5 })
    answer = Self.verify(program)
    #expect(answer.status == 0 && answer.output.contains("1 events, 5.000000000 USD"))
    // A line that vanishes is found.
    program.kill(SIGTERM)
    truncate(program.path("cost_events.jsonl"), off_t(Self.call(4).utf8.count))
    answer = Self.verify(program)
    #expect(answer.status == 1 && answer.output.contains("events: state 1, files 0"))
  }

  @Test("Ids count from where they are looked for", arguments: [true, false])
  func duplicates(isKnownBefore: Bool) async throws {
    let program = try Program(
      configuration: Self.configuration(price: 2, duplicates: isKnownBefore ? "on" : "off"))
    program.append("cost_events.jsonl", Self.call(1) + Self.call(2))
    #expect(program.run(["run", "--once"]).status == 0)
    // With the price alone changed, the ids before it are known; else they are not.
    try program.write("alerts.yaml", Self.configuration(price: 3, duplicates: "on"))
    program.append("cost_events.jsonl", Self.call(1) + Self.call(3) + Self.call(3))
    #expect(program.run(["run", "--once"]).status == 0)
    let events: Int64 = isKnownBefore ? 3 : 4
    #expect(program.status?.totals.events == events)
    let answer = Self.verify(program)
    #expect(answer.status == 0, "\(answer.output)")
    #expect(answer.output.contains("\(events - 2) events"))
  }

  @Test("Where nothing was priced, new prices take nothing from what is compared")
  func immaterial() async throws {
    let program = try Program(configuration: Self.configuration(price: 2))
    program.append("cost_events.jsonl", eventLine("f", cost: "0.5"))
    #expect(program.run(["run", "--once"]).status == 0)
    try program.write("alerts.yaml", Self.configuration(price: 3))
    program.append("cost_events.jsonl", eventLine("f", cost: "0.25"))
    #expect(program.run(["run", "--once"]).status == 0)
    let answer = Self.verify(program)
    #expect(answer.output == "equal: 2 events, 0.750000000 USD, 1 features\n")
  }
}
