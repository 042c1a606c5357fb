import Foundation
import SpendCore
import Status
import Testing

/// Paged at three in the morning: what arrives, and what the commands say that somebody types then,
/// in the order in which they are typed, with a hundred groups.
///
/// `SPENDWATCH_GOLDEN=write` makes the transcript anew, to be read before it is committed. Times,
/// ids, sizes and what belongs to this machine are left out of it.
@Suite("The worst ten minutes") struct WorstMinutesTests {
  private static let log = "cost_events.jsonl"

  private static func program(_ receiver: HTTPReceiver) throws -> Program {
    try Program(
      configuration: """
        instance: web-17
        budgets:
          - { feature: support_qa, daily: 50, runbook_url: "https://wiki.example/llm" }
          - { name: default, unlisted: true, daily: 10 }
          - { name: everything, per: [], monthly: 5000 }
        notify: { soft: [team], hard: [team, oncall] }
        receivers:
          team: { type: slack, url: "\(receiver.url)/team" }
          oncall:
            { type: pagerduty, url: "\(receiver.url)/pages", routing_key: "0123456789abcdef0123456789abcdef" }
        """)
  }

  @Test("an alert arrives; alerts, status, and the report that it names answer it")
  func transcript() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Self.program(receiver)
    program.start()
    #expect(await eventually { program.isReady() })
    program.append(
      Self.log,
      (0..<98).map { eventLine("feature_\($0)", cost: "\($0 % 7 + 1)") }.joined())
    program.append(Self.log, eventLine("support_qa", cost: "30"))
    program.append(
      Self.log, eventLine("support_qa", cost: "20.6").replacing("gpt-4o", with: "claude-sonnet-4-5")
    )
    #expect(await eventually { receiver.requests.count == 2 })
    let message = try Self.text(of: receiver, "/team")
    let look = try #require(message.split(separator: "\n").first { $0.hasPrefix("Look: ") })
      .dropFirst("Look: spendwatch ".count)
    var steps = [("(Slack)", message), ("(PagerDuty)", try Self.summary(receiver))]
    for line in ["alerts", "status", String(look)] {
      let words = line.split(separator: " ").map(String.init)
      let answer = program.run(words, namesState: words[0] != "report")
      #expect(answer.status == 0, "\(line)")
      steps.append(("$ spendwatch \(line)", answer.output))
    }
    await receiver.close()
    let found = steps.map { "\($0.0)\n\($0.1)" }.joined(separator: "\n")
    try Self.compare(Self.still(found, program))
  }

  /// The lines of Slack's blocks, as a phone shows them.
  private static func text(of receiver: HTTPReceiver, _ path: String) throws -> String {
    let body = try #require(receiver.requests.last { $0.path == path }?.body)
    let blocks = try JSONReader.read(body.utf8)["blocks"]?.elements ?? []
    let texts = blocks.flatMap { block -> [String] in
      [block["text"]?["text"]?.text].compactMap(\.self)
        + (block["elements"]?.elements ?? []).compactMap { $0["text"]?.text }
    }
    return texts.joined(separator: "\n") + "\n"
  }

  private static func summary(_ receiver: HTTPReceiver) throws -> String {
    let body = try #require(receiver.requests.last { $0.path == "/pages" }?.body)
    return (try JSONReader.read(body.utf8)["payload"]?["summary"]?.text ?? "") + "\n"
  }

  /// Without what differs from run to run.
  private static func still(_ text: String, _ program: Program) -> String {
    var text = text.replacing(program.directory, with: "/srv/app")
    for (pattern, with) in [
      (#"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?Z?"#, "TIME"),
      (#"[0-9]{1,2} [A-Z][a-z]{2} [0-9]{2}:[0-9]{2}"#, "TIME"),
      (#"\b[0-9a-f]{8,32}\b"#, "ID"), (#"http://[0-9.:]+"#, "http://hooks"),
      (#"cost_events.jsonl +[0-9]+ +[0-9]+ "#, "cost_events.jsonl  SIZE  SIZE "),
      (#" {2,}"#, "  "), (#" +\n"#, "\n"),
    ] { text = text.replacingOccurrences(of: pattern, with: with, options: .regularExpression) }
    return text
  }

  private static func compare(_ found: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "Golden/worst-minutes.txt")
    if ProcessInfo.processInfo.environment["SPENDWATCH_GOLDEN"] == "write" {
      try found.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    let lines = zip(
      found.split(separator: "\n", omittingEmptySubsequences: false),
      expected.split(separator: "\n", omittingEmptySubsequences: false))
    let difference = lines.first { $0 != $1 }
    #expect(difference?.0 == difference?.1)
    #expect(found.count == expected.count)
  }
}
