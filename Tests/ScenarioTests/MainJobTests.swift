import Glibc
import SpendCore
import Status
import Testing

/// The main job with the real program: a log, a budget, a receiver.
@Suite(.serialized) struct MainJobTests {
  @Test("Soft at $40, hard at $50, nothing at $60, one more at $100, at a Slack-shaped receiver")
  func thresholds() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        budgets:
          - feature: support_qa
            daily: 50
            notify: { soft: [slack], hard: [slack] }
        receivers:
          slack: { type: slack, url: "\(receiver.url)/services/T/B/x" }
        """)
    program.start()
    #expect(await eventually { program.isReady() })
    var sent = 0
    for (cents, expected) in [(3999, 0), (1, 1), (999, 1), (1, 2), (1000, 2), (3999, 2), (1, 3)] {
      program.append("cost_events.jsonl", eventLine("support_qa", cost: "\(cents)e-2"))
      sent += cents
      let total = "\(sent / 100).\(sent % 100 < 10 ? "0" : "")\(sent % 100)0000000"
      #expect(await eventually { program.status?.totals.spend.description == total })
      #expect(await eventually { receiver.requests.count >= expected })
      #expect(receiver.requests.count == expected, "at \(total)")
    }
    let texts = receiver.requests.map(\.body)
    #expect(texts[0].contains("LLM budget at 80 %: support_qa $40 of $50 in the last 24 h"))
    #expect(texts[1].contains("LLM budget exceeded: support_qa $50 of $50 in the last 24 h"))
    #expect(texts[2].contains("LLM budget 2x: support_qa $100 of $50 in the last 24 h"))
    program.kill(SIGTERM)
    await receiver.close()
  }

  @Test("Bad lines and an unreachable receiver are said, and nothing is lost")
  func trouble() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        budgets:
          - feature: f
            daily: 1
            notify: { hard: [hook, gone] }
        receivers:
          hook: { type: webhook, url: "\(receiver.url)/hook" }
          gone: { type: webhook, url: "http://127.0.0.1:1/hook" }
        """)
    program.start()
    #expect(await eventually { program.isReady() })
    program.append(
      "cost_events.jsonl", "not json {\nINFO text\n{\"cost_usd\": -1}\n" + eventLine("f", cost: "2")
    )
    #expect(await eventually { receiver.requests.count == 1 })
    let status = try #require(program.status)
    #expect(status.totals.events == 1)
    #expect(status.totals.rejected.map(\.name) == ["not_json", "negative_cost"])
    #expect(status.totals.text == 1)
    #expect(await eventually { program.status?.receivers.last?.lastError != nil })
    #expect(program.status?.receivers.last?.pending == 1)
    #expect(program.read("run.log").contains("line rejected as not_json"))
    program.kill(SIGTERM)
    await receiver.close()
  }
}
