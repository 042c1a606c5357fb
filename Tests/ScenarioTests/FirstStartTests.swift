import Glibc
import SpendCore
import Status
import Testing

/// The first ten minutes with a log that is there already, and what the commands say of the alerts
/// after it.
@Suite(.serialized) struct FirstStartTests {
  private static let log = "cost_events.jsonl"

  private static func program(_ receiver: HTTPReceiver) throws -> Program {
    try Program(
      configuration: """
        budgets:
          - feature: f
            daily: 1
            runbook_url: https://wiki.example/llm
            notify: { soft: [team, hook], hard: [team, hook, pages] }
        receivers:
          team: { type: slack, url: "\(receiver.url)/team" }
          hook: { type: webhook, url: "\(receiver.url)/hook" }
          pages:
            type: pagerduty
            url: "\(receiver.url)/pages"
            routing_key: "0123456789abcdef0123456789abcdef"
        """)
  }

  private static func told(_ receiver: HTTPReceiver, _ path: String) -> [String] {
    receiver.requests.filter { $0.path == path }.map(\.body)
  }

  @Test(
    "run --once on a log over its limit pages nobody; the next crossing does; alerts tells both")
  func once() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Self.program(receiver)
    program.append(Self.log, eventLine("f", cost: "0.25", ageSeconds: 7200))
    program.append(Self.log, eventLine("f", cost: "1"))
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(Self.told(receiver, "/pages").isEmpty)
    let first = try #require(Self.told(receiver, "/team").first)
    #expect(first.contains("has started on") && first.contains("f $1.25 of $1/24 h"))
    #expect(Self.told(receiver, "/team").count == 1)
    let hook = try JSONReader.read(try #require(Self.told(receiver, "/hook").first).utf8)
    #expect(hook["data"]?["catch_up"]?.bool == true)
    #expect(hook["data"]?["state"]?.text == "firing")
    // Nothing new: nothing is said again.
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(receiver.requests.count == 2)
    program.append(Self.log, eventLine("f", cost: "1"))
    #expect(program.run(["run", "--once"]).status == 0)
    let page = try #require(Self.told(receiver, "/pages").first)
    #expect(page.contains("LLM budget 2x: f $2.25 of $1/24 h"))
    #expect(!program.read("commands.log").contains("critical HARD: f spent $1.25"))
    let listed = program.run(["alerts"])
    #expect(listed.status == 0)
    let lines = listed.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].contains("2x: f $2.25 of $1 in the last 24 h"))
    #expect(lines[1].contains("team, hook, pages"))
    #expect(lines[2].contains("(first read)"))
    let json = try JSONReader.read(program.run(["alerts", "-o", "json", "-S", "1h"]).output.utf8)
    #expect(program.run(["alerts", "--json"]).output.contains("alerts"))
    let id = try #require(json["alerts"]?.elements?.first?["id"]?.text)
    #expect(json["alerts"]?.elements?.first?["delivered"]?["pages"]?.text == "delivered")
    let rendered = program.run(["render", "team", "--alert", String(id.prefix(8))])
    #expect(rendered.status == 0 && rendered.output.contains("$2.25 of $1"))
    #expect(program.run(["render", "team", "--alert", "zz"]).status == 1)
    #expect(program.run(["alerts", "--since", "never"]).status == 1)
    await receiver.close()
  }

  @Test("the daemon, killed in the middle of its first read, pages nobody for what it finds")
  func killed() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Self.program(receiver)
    for hour in Int64(0)..<400 {
      program.append(Self.log, eventLine("f", cost: "0.2", ageSeconds: (400 - hour) * 3600))
    }
    for _ in 0..<3 {
      program.start()
      usleep(20_000)
      program.kill()
    }
    program.start()
    #expect(await eventually { program.isReady() && receiver.requests.count >= 2 })
    #expect(Self.told(receiver, "/pages").isEmpty)
    #expect(Self.told(receiver, "/team").count == 1)
    program.append(Self.log, eventLine("f", cost: "10"))
    #expect(await eventually { !Self.told(receiver, "/pages").isEmpty })
    // What the socket says is what the state says.
    let running = program.run(["alerts", "--json"]).output
    program.kill(SIGTERM)
    let stopped = program.run(["alerts", "--json"]).output
    let ids = try [running, stopped].map { text in
      try JSONReader.read(text.utf8)["alerts"]?.elements?.map { $0["id"]?.text ?? "" } ?? []
    }
    #expect(ids[0] == ids[1] && ids[0].count >= 2)
    await receiver.close()
  }

  @Test("send-test looks like a real alert; retry says what came of it, drop what is lost")
  func commands() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Self.program(receiver)
    let tested = program.run(["send-test", "pages"])
    #expect(tested.status == 0 && tested.output.contains("send-test pages --resolve"))
    #expect(Self.told(receiver, "/pages").last?.contains("[TEST] LLM budget exceeded: f ") == true)
    #expect(program.run(["send-test", "pages", "--resolve"]).status == 0)
    #expect(Self.told(receiver, "/pages").last?.contains(#""event_action":"resolve""#) == true)
    #expect(program.run(["send-test", "team"]).status == 0)
    #expect(Self.told(receiver, "/team").last?.contains("[TEST] LLM budget exceeded: f ") == true)
    #expect(Self.told(receiver, "/team").last?.contains("https://wiki.example/llm") == true)
    #expect(program.run(["send-test", "team", "--budget", "none"]).status == 1)
    #expect(
      program.run(["render", "hook", "--budget", "f", "--level", "soft"]).output.contains(
        "budget.soft"))

    program.start()
    #expect(await eventually { program.isReady() })
    receiver.answer(404)
    program.append(Self.log, eventLine("f", cost: "1"))
    #expect(await eventually { program.run(["outbox"]).output.contains("hook") })
    let line = try #require(
      program.run(["outbox"]).output.split(separator: "\n").first { $0.contains("  hook  ") })
    let number = String(line.prefix { $0.isNumber })
    #expect(await eventually { program.run(["outbox", "show", number]).output.contains("404") })
    #expect(program.run(["outbox", "retry", number]).status == 1)
    #expect(program.read("commands.log").contains("\(number): refused again: HTTP 404"))
    let dropped = program.run(["outbox", "drop", number])
    #expect(dropped.output.contains("dropped: hard 100 % of f for hook; it will never be sent"))
    #expect(program.run(["outbox", "retry", "999"]).status == 1)
    program.kill(SIGTERM)
    await receiver.close()
  }

  @Test("status says first what is not well: a refused reload, a log that is gone, lines of others")
  func status() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Self.program(receiver)
    program.append(Self.log, #"{"id":"x","object":"chat.completion","usage":{}}"# + "\n")
    program.append(Self.log, "INFO starting\n" + eventLine("other", cost: "1"))
    program.start()
    #expect(await eventually { program.isReady() })
    let first = program.run(["status"]).output
    #expect(
      first.contains(
        "2 of 3 lines were not events: an object with id, object, usage but no cost_usd"))
    #expect(first.contains("1 line of text"))
    #expect(first.contains("(no budget)  1 feature: other"))
    #expect(first.contains("$0.00"))
    // Also when it has stopped, and when it runs again.
    program.kill(SIGTERM)
    let look = "2 of 3 lines were not events: an object with id, object, usage but no cost_usd"
    #expect(program.run(["status"]).output.contains(look))
    program.start()
    #expect(await eventually { program.isReady() })
    #expect(program.run(["status"]).output.contains(look))
    try program.write("alerts.yaml", "budgets:\n  - feature: f\n    dayly: 1\n")
    #expect(program.run(["reload"]).status == 1)
    let refused = program.run(["status"]).output
    #expect(refused.contains("was REFUSED at") && refused.contains("dayly"))
    unlink(program.path(Self.log))
    #expect(await eventually { program.run(["status"]).output.contains("MISSING since") })
    #expect(await eventually { program.read("run.log").contains("was deleted") })
    program.kill(SIGTERM)
    #expect(program.run(["status"]).output.contains("NOT RUNNING since"))
    await receiver.close()
  }
}
