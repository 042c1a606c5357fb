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

  /// What happens to a file that was read by two kinds of rules.
  enum Fate: String, CaseIterable { case compressed, cut, replaced, headRemoved }

  @Test("Whatever happens to the file afterwards", arguments: Fate.allCases)
  func fates(fate: Fate) async throws {
    let program = try Program(configuration: Self.configuration(price: 2))
    let log = "cost_events.jsonl"
    // Each line has bytes of its own, so that an edited file is known by its last ones.
    func calls(_ numbers: Range<Int>) -> String {
      numbers.map { Self.call($0).replacing("\"f\"", with: "\"f\($0)\"") }.joined()
    }
    program.append(log, calls(0..<60))
    program.start()
    #expect(await eventually { program.isReady() })
    try program.write("alerts.yaml", Self.configuration(price: 3))
    #expect(program.run(["reload"]).status == 0)
    program.append(log, calls(60..<130))
    #expect(await eventually { program.status?.totals.events == 130 })
    #expect(await eventually { program.status?.sources.first?.lagBytes == 0 })
    switch fate {
    case .compressed:
      rename(program.path(log), program.path(log + ".1"))
      program.append(log, calls(130..<131))
      #expect(await eventually { program.status?.totals.events == 131 })
      #expect(Self.verify(program).status == 0)
      #expect(Shell.run("gzip \(program.path(log)).1") == 0)
    case .cut:
      truncate(program.path(log), 0)
      program.append(log, calls(130..<131))
    case .replaced:
      unlink(program.path(log))
      program.append(log, calls(130..<131))
    case .headRemoved:
      #expect(Shell.run("sed -i 1,20d \(program.path(log))") == 0)
      program.append(log, calls(130..<131))
    }
    #expect(await eventually { program.status?.totals.events == 131 })
    #expect(await eventually { program.status?.sources.first?.lagBytes == 0 })
    let answer = Self.verify(program)
    switch fate {
    case .compressed, .headRemoved:
      #expect(answer.status == 0 && answer.output.contains("71 events"), "\(answer.output)")
    case .cut, .replaced:
      // 70 of them are nowhere any more; the one that is there was read by the present rules.
      #expect(answer.output.contains("events: state 71, files 1"), "\(answer.output)")
    }
  }

  @Test("Ids of providers are known whatever changes beside them, also over sources")
  func providerIDs() async throws {
    func configuration(_ more: String) -> String {
      """
      sources:
        - { path: a.jsonl, \(more) }
        - { path: b.jsonl }
      budgets: [{ feature: f, daily: 500 }]
      """
    }
    func answer(_ id: Int) -> String {
      #"{"id":"chatcmpl-\#(id)","object":"chat.completion","created":\#(time(nil)),"model":"gpt-4o","#
        + #""usage":{"prompt_tokens":1000000,"completion_tokens":0}}"# + "\n"
    }
    for change in ["duplicates: on", "fields: { feature_name: user_id }"] {
      let program = try Program(configuration: configuration("cost: auto"))
      // What the present rules read in another way, so that the whole is not equal.
      program.append(
        "a.jsonl",
        eventLine("old", cost: "1").replacing("}", with: ",\"user_id\":\"u\",\"event_id\":\"e\"}"))
      program.append(
        "a.jsonl",
        eventLine("old", cost: "1").replacing("}", with: ",\"user_id\":\"u\",\"event_id\":\"e\"}"))
      program.append("a.jsonl", answer(1) + answer(2))
      program.append("b.jsonl", answer(3))
      #expect(program.run(["run", "--once"]).status == 0)
      try program.write("alerts.yaml", configuration("cost: auto, " + change))
      program.append("a.jsonl", answer(2) + answer(3) + answer(4))
      #expect(program.run(["run", "--once"]).status == 0)
      #expect(program.status?.totals.events == 6)
      let found = Self.verify(program)
      #expect(found.status == 0, "\(change): \(found.output)")
    }
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

  @Test("Ids that several sources share, and that are days apart, are known as long as live")
  func sharedIDs() throws {
    let program = try Program(
      configuration: """
        sources:
          - { path: a.jsonl, duplicates: on }
          - { path: b.jsonl, duplicates: on }
        budgets: [{ feature: f, daily: 500 }]
        """)
    func call(_ day: Int, _ id: String, _ cost: Int) -> String {
      #"{"timestamp":"2026-05-\#(10 + day)T12:00:00Z","event_id":"\#(id)","feature_name":"f","#
        + #""cost_usd":\#(cost)}"# + "\n"
    }
    for day in 0..<8 {
      program.append("a.jsonl", call(day, "e\(day)", 1))
      program.append("b.jsonl", call(day, "e\(day)", 2) + call(day, "f\(day)", 1))
    }
    #expect(program.run(["run", "--once"]).status == 0)
    let answer = Self.verify(program)
    #expect(answer.status == 0 && answer.output.contains("16 events, 24.000000000 USD"))
  }
}
