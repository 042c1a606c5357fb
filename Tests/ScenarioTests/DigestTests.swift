import Glibc
import SpendCore
import Status
import Testing

/// `digest` on the real program: shown, sent, and sent by itself, once.
@Suite(.serialized) struct DigestTests {
  private static let log = "cost_events.jsonl"

  /// Zones of whole hours, in one of which it is soon midnight, and in the other it was: a
  /// change from one to the other makes a day go by. An hour away from it, so that it
  /// stays so for a while.
  private static let zones: (before: String, after: String) = {
    let hour = wallClock().seconds / 3600 % 24
    func zone(_ local: ClosedRange<Int64>) -> String {
      let offset = (-12...14).first { local.contains((hour + $0 + 48) % 24) } ?? 0
      // POSIX counts to the west.
      return offset > 0 ? "Etc/GMT-\(offset)" : offset < 0 ? "Etc/GMT+\(-offset)" : "UTC"
    }
    return (zone(22...22), zone(1...1))
  }()

  private static func configuration(_ url: String, isLater: Bool) -> String {
    """
    timezone: \(isLater ? zones.after : zones.before)
    budgets: [{ feature: f, daily: 100, notify: { soft: [], hard: [] } }]
    receivers:
      hook: { type: webhook, url: "\(url)/hook" }
      chat: { type: slack, url: "\(url)/chat" }
    digest:
      - { every: day, at: "00:00", notify: [hook, chat] }
      - { every: day, at: "00:01", notify: [hook] }
    """
  }

  /// Some a day for four days.
  private static func lines() -> String {
    (0..<96 as Range<Int64>).map {
      eventLine("f", cost: "0.5", ageSeconds: $0 * 3600)
        + eventLine("<b>x</b>", cost: "0.25", ageSeconds: $0 * 3600)
    }.joined()
  }

  @Test("What was due while nothing ran goes out once, by the daemon and by run --once")
  func due() async throws {
    for isOnce in [true, false] {
      let receiver = try await HTTPReceiver()
      let program = try Program(configuration: Self.configuration(receiver.url, isLater: false))
      program.append(Self.log, Self.lines())
      #expect(program.run(["run", "--once"]).status == 0)
      // What was due before it was configured is no news.
      #expect(receiver.requests.isEmpty)
      try program.write("alerts.yaml", Self.configuration(receiver.url, isLater: true))
      for _ in 0..<2 {
        if isOnce {
          #expect(program.run(["run", "--once"]).status == 0)
          // By the run that was due, not by the next.
          #expect(receiver.requests.count == 2)
        } else {
          program.start()
          #expect(await eventually { program.isReady() && receiver.requests.count >= 2 })
          program.kill(SIGTERM)
        }
      }
      #expect(receiver.requests.map(\.path).sorted() == ["/chat", "/hook"])
      let body = receiver.requests.first { $0.path == "/hook" }?.body ?? ""
      let value = try JSONReader.read(body.utf8)
      #expect(value["type"]?.text == "digest")
      #expect(value["data"]?["spend_usd"]?.text == "18.000000000")
      #expect(value["data"]?["calls"]?.integer == 48)
      let name = value["data"]?["period"]?["name"]?.text ?? ""
      #expect(program.run(["outbox", "list", "--json"]).output.contains(#""period":"\#(name)""#))
      await receiver.close()
    }
  }

  @Test("Killed at any moment it goes out at least once, under one id")
  func killed() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(configuration: Self.configuration(receiver.url, isLater: false))
    program.append(Self.log, Self.lines())
    #expect(program.run(["run", "--once"]).status == 0)
    try program.write("alerts.yaml", Self.configuration(receiver.url, isLater: true))
    for milliseconds in stride(from: 20, to: 400, by: 20) {
      program.start()
      try await Task.sleep(for: .milliseconds(milliseconds))
      program.kill()
    }
    program.start()
    #expect(await eventually { program.isReady() && program.run(["outbox"]).output.isEmpty })
    program.kill(SIGTERM)
    let hooks = receiver.requests.filter { $0.path == "/hook" }
    #expect(Set(hooks.map { $0.headers["webhook-id"] ?? "" }).count == 1)
    #expect(receiver.requests.contains { $0.path == "/chat" })
    await receiver.close()
  }

  @Test("It is shown as text, page and JSON, beside the daemon and without it, and sent")
  func shown() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(configuration: Self.configuration(receiver.url, isLater: true))
    program.append(Self.log, Self.lines())
    #expect(program.run(["check"]).output.contains("to hook, chat\n"))
    #expect(program.run(["digest"]).status == 1)
    #expect(program.read("commands.log").contains("there is no history yet"))
    #expect(program.run(["run", "--once"]).status == 0)
    let text = program.run(["digest", "--of", "yesterday"])
    #expect(text.status == 0 && text.output.hasPrefix("LLM spend, "))
    #expect(
      text.output.contains("$18.00") && text.output.contains("the budget is within its limit"))
    let page = program.run(["digest", "--every", "day", "--format", "html"]).output
    #expect(page.contains("&lt;b&gt;x&lt;/b&gt;") && !page.contains("<b>x"))
    let json = try JSONReader.read(program.run(["digest", "--json", "--by", "model"]).output.utf8)
    #expect(json["top"]?.elements?.count == 1)
    program.start()
    #expect(await eventually { program.isReady() })
    #expect(program.run(["digest", "--of", "yesterday"]).output.contains("$18.00"))
    #expect(program.run(["digest", "--send"]).status == 0)
    #expect(receiver.requests.map(\.path).sorted() == ["/chat", "/hook"])
    #expect(program.run(["digest", "--to", "chat", "--of", "last-week"]).status == 0)
    #expect(receiver.requests.count == 3)
    receiver.answer(404)
    #expect(program.run(["digest", "--to", "chat,hook", "--timeout", "2"]).status == 1)
    let said = program.read("commands.log").split(separator: "\n")
    for name in ["chat", "hook"] {
      #expect(said.count { $0.hasPrefix("not delivered to \(name): ") } == 1, "\(said)")
    }
    #expect(!said.contains { $0.contains("\\u{a}") }, "\(said)")
    program.kill(SIGTERM)
    await receiver.close()
  }

  @Test(
    "Each problem of the configuration has a line of its own", arguments: ["digest", "suggest"])
  func problems(command: String) throws {
    let program = try Program(configuration: "budgets: [{ feature: f, daily: x, dayly: 1 }]")
    #expect(program.run([command]).status == 1)
    let said = program.read("commands.log")
    #expect(said.split(separator: "\n").count { $0.contains("alerts.yaml:1:") } == 2, "\(said)")
  }

  @Test("Bad questions")
  func refuses() throws {
    let program = try Program(
      configuration: "budgets: [{ feature: f, daily: 1 }]\n")
    program.append(Self.log, Self.lines())
    #expect(program.run(["run", "--once"]).status == 0)
    for (options, says) in [
      (["--of", "2026-W99"], "is not a period"), (["--of", "2099-01"], "is not over"),
      (["--every", "day", "--of", "2026-10"], "2026-10 is not a day"),
      (["--by", "modl"], "did you mean 'model'"), (["--send"], "name receivers with --to"),
      (["--to", "nobody"], "no receiver named 'nobody'; there are: log"),
    ] {
      let answer = program.run(["digest"] + options)
      #expect(answer.status == 1 && answer.output.isEmpty, "\(options)")
      #expect(program.read("commands.log").contains(says), "\(says)")
    }
    // Of long ago nobody knows.
    let empty = program.run(["digest", "--of", "2020-01"])
    #expect(empty.status == 0 && empty.output.contains("not in the history"))
  }
}
