import Foundation
import SpendTesting
import Tailing
import Testing

/// `explain`, what `check` says of the first lines, and what `status` says of frames (SPEC 7, 3.2).
@Suite struct ExplainTests {
  private static let configuration = """
    sources:
      - path: log.jsonl
        fields: { cost_usd: [usage.cost, gen_ai.cost], feature_name: meta.tag }
        labels: { environment: production }
    budgets:
      - feature: chat
        daily: 10
      - name: big
        match: { model: "gpt-*" }
        daily: 10
      - name: other
        match: { environment: staging }
        daily: 10
    """

  private func explained(_ line: String) throws -> (
    status: Int32, json: [String: Any], text: String
  ) {
    let program = try Program(configuration: Self.configuration)
    program.append("log.jsonl", "first line\n\(line)\nlast\n")
    func run(_ more: String) -> Int32 {
      Shell.run(
        "cd '\(program.directory)' && HOME=. '\(Program.binary)' explain log.jsonl:2 \(more) > out 2> err"
      )
    }
    let status = run("-o json")
    let json = try JSONSerialization.jsonObject(with: Data(program.read("out").utf8))
    #expect(run("") == status)
    return (status, try #require(json as? [String: Any]), program.read("out"))
  }

  @Test("An event is explained: each field, where it came from, and the budgets")
  func event() throws {
    let (status, json, text) = try explained(
      #"INFO:root:{"timestamp":"2026-05-01T12:00:00+02:00","meta":{"tag":"chat"},"model":"gpt-4o","gen_ai.cost":"0.25","input_tokens":7}"#
    )
    #expect(status == 0)
    #expect(json["outcome"] as? String == "event")
    #expect(json["framing"] as? String == "embedded")
    #expect(json["format"] as? String == "native")
    let fields = try #require(json["fields"] as? [String: [String: String]])
    #expect(fields["timestamp"] == ["value": "2026-05-01T10:00:00.000Z", "from": "timestamp"])
    #expect(fields["feature_name"] == ["value": "chat", "from": "meta.tag"])
    #expect(fields["environment"] == ["value": "production", "from": "label"])
    #expect(fields["cost_usd"] == ["value": "0.250000000", "from": "gen_ai.cost"])
    #expect(json["tokens"] as? [String: Int] == ["input_tokens": 7])
    let cost = try #require(json["cost"] as? [String: Any])
    #expect(cost["usd"] as? String == "0.250000000" && cost["source"] as? String == "logged")
    #expect(json["budgets"] as? [String] == ["chat", "big"])
    for word in ["chat, big", "from gen_ai.cost", "$0.250000000", "embedded"] {
      #expect(text.contains(word), "\(text)")
    }
  }

  @Test(
    "What is not an event says why, and ends with 1",
    arguments: [
      ("{\"model\":\"gpt-4o\"}", "not_event"), ("{\"usage\":{\"cost\":\"x\"}}", "bad_cost"),
      ("{\"a\":", "not_json"), ("words", "text"), ("[1]", "not_object"),
    ])
  func noEvent(line: String, outcome: String) throws {
    let (status, json, text) = try explained(line)
    #expect(status == 1)
    #expect(json["outcome"] as? String == outcome)
    #expect(text.contains(outcome), "\(text)")
  }

  /// Lines of several objects: what is explained of them, and which of them it is.
  static let rows: [(line: String, cost: String?, place: String)] = [
    (#"{"gen_ai.cost":1}{"x":1}"#, "1.000000000", "the only one of 2 objects"),
    (#"{"x":1}{"gen_ai.cost":1}"#, "1.000000000", "the only one of 2 objects"),
    (#"{"gen_ai.cost":1} {"gen_ai.cost":2}"#, "2.000000000", "the last of 2 objects"),
    (#"{"gen_ai.cost":1}{"gen_ai.cost":2}{"x":1}"#, "2.000000000", "the last of 2 among 3 objects"),
    (#"{"gen_ai.cost":1}{"gen_ai.cost":-1}"#, "1.000000000", "the only one of 2 objects"),
    (#"{"x":1}{"x":2}"#, nil, "the last of 2 objects"),
  ]

  @Test("Of several objects the last that is an event is explained", arguments: rows)
  func several(line: String, cost: String?, place: String) throws {
    let (status, json, text) = try explained(line)
    #expect(status == (cost == nil ? 1 : 0), "\(text)")
    #expect((json["cost"] as? [String: Any])?["usd"] as? String == cost)
    #expect(json["outcome"] as? String == (cost == nil ? "not_event" : "event"))
    let fields = try #require(json["fields"] as? [String: [String: String]])
    #expect(fields["cost_usd"]?["from"] == (cost == nil ? nil : "gen_ai.cost"))
    #expect(text.contains(place + " on the line"), "\(text)")
  }

  @Test("A time that cannot be read is shown with what to write instead")
  func unreadableTime() throws {
    let (status, json, text) = try explained(
      #"{"timestamp":"27/11/2026 12:00","meta":{"tag":"chat"},"gen_ai":{"cost":1}}"#)
    #expect(status == 0)
    #expect(json["flags"] as? [String] == ["bad_time"])
    #expect(text.contains("write 2026-11-27"), "\(text)")
  }

  @Test("The last part of a cut line is explained as the whole; the standard input is, too")
  func partsAndInput() throws {
    let program = try Program(configuration: Self.configuration)
    let time = "2026-05-01T12:00:00Z"
    program.append(
      "0.log",
      "\(time) stdout P {\"gen_ai.cost\":1,\"meta\"\n\(time) stderr F x\n\(time) stdout F :{\"tag\":\"chat\"}}\n"
    )
    func run(_ arguments: String) -> Int32 {
      Shell.run(
        "cd '\(program.directory)' && '\(Program.binary)' explain \(arguments) > out 2> err")
    }
    #expect(run("-c alerts.yaml 0.log:3") == 0)
    #expect(program.read("out").contains("cri"))
    #expect(run("0.log:1") == 1)
    #expect(run("- -o json < 0.log") == 1)
    #expect(program.read("out").split(separator: "\n").count == 3)
    #expect(run("0.log:9") == 1)
    #expect(run("0.log") == 64)
    #expect(run("nothing:1") == 1)
  }

  /// The lines of a log, packed or not, and what `check` says of them.
  static let samples: [(lines: [String], cut: Int?, status: Int32, says: String)] = [
    ([eventLine("f", cost: "1"), "words\n"], nil, 0, "of the first 2 lines 1 native, 1 text"),
    ([eventLine("f", cost: "1"), "words\n"], 0, 0, "of the first 2 lines 1 native, 1 text"),
    (
      ["level=info cost=1\n"], nil, 1,
      "of the first 1 line 0 are events; the first that is none is text with level=, cost= (logfmt)"
    ),
    (
      [eventLine("f", cost: "1"), "{\"a\":1}\n", "words\n"], 0, 1,
      "of the first 3 lines 1 are events; the first that is none is an object with a but no cost_usd"
    ),
    ([eventLine("f", cost: "1")], 9, 1, "the archive ends in the middle"),
  ]

  @Test("check reads archives, and warns where hardly a line is an event", arguments: samples)
  func sample(sample: (lines: [String], cut: Int?, status: Int32, says: String)) throws {
    let program = try Program(configuration: "budgets:\n  - feature: f\n    daily: 10\n")
    var bytes = Array(sample.lines.joined().utf8)
    if let cut = sample.cut { bytes = Array(TestArchive.make(bytes, .gzip).dropLast(cut)) }
    program.append("cost_events.jsonl", bytes: bytes)
    let check = program.run(["check", "--strict"])
    #expect(check.status == sample.status)
    let said = check.output + program.read("commands.log")
    #expect(said.contains(sample.says), "\(said)")
    #expect(said.contains("warning") == (sample.status != 0), "\(said)")
  }

  @Test("check says what it makes of the first lines, status what was around them")
  func checkAndStatus() throws {
    let program = try Program(configuration: "budgets:\n  - feature: f\n    daily: 10\n")
    program.append(
      "cost_events.jsonl",
      eventLine("f", cost: "1") + "words\nINFO:root:" + eventLine("f", cost: "1")
        + "2026-05-01T12:00:00Z stdout F " + eventLine("f", cost: "1")
        + #"{"timestamp":"27/11/2026","feature_name":"f","cost_usd":1}"# + "\n")
    func run(_ arguments: String) -> String {
      _ = Shell.run(
        "cd '\(program.directory)' && HOME=. '\(Program.binary)' \(arguments) > out 2> err")
      return program.read("out")
    }
    let check = run("check")
    #expect(check.contains("of the first 5 lines 4 native, 1 text"), "\(check)")
    #expect(
      check.contains("1 inside of other text") && check.contains("write 2026-11-27"), "\(check)")
    _ = run("run --once --state-dir state")
    #expect(program.read("err").contains("a time that cannot be read"), "\(program.read("err"))")
    let status = run("status --state-dir state --json")
    #expect(status.contains(#""framing":{"cri":1,"embedded":1}"#), "\(status)")
    #expect(status.contains(#""bad_time":1"#), "\(status)")
  }
}
