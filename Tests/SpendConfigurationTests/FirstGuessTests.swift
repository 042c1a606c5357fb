import SpendConfiguration
import SpendCore
import Testing

/// What people write first is right.
@Suite("First guesses")
struct FirstGuessTests {
  private func budget(_ line: String) throws -> Budget {
    let result = Machine().load("budgets:\n  - feature: a\n    \(line)\n")
    #expect(result.problems.isEmpty, "\(result.problems)")
    return try #require(result.configuration?.budgets.first)
  }

  @Test(
    "an amount may have a dollar sign",
    arguments: [("$2.00", 2_000_000_000), ("$50", 50_000_000_000), ("\"$0.1\"", 100_000_000)]
      as [(String, Int64)])
  func dollars(text: String, nano: Int64) throws {
    #expect(try budget("daily: \(text)").daily == Money(nano: nano))
  }

  @Test("a sign alone, twice or at the end is no amount", arguments: ["$", "$$2", "$-2", "2$"])
  func noDollars(text: String) {
    let result = Machine().load("budgets:\n  - feature: a\n    daily: \(text)\n")
    #expect(result.configuration == nil)
  }

  @Test(
    "the number that an error suggests is the one that was meant, or none of it",
    arguments: [
      ("50 EUR", "50"), ("EUR 50", "50"), ("50€", "50"), ("1,000", "1000"), ("1_000.5 $", "1000.5"),
      ("1'000", "1000"), ("10 000 USD", "10000"), ("$50/day", "50"), ("1,000,000", "1000000"),
      ("0x10", nil), ("0,5", nil), ("1.000,50", nil), ("1,00,000", nil), ("1.5,000", nil),
      ("0,100", nil), ("50k", nil), ("10 %", nil), ("1-2", nil), ("5 10", nil), ("$.5x", nil),
      ("٥٠", nil), ("1..5", nil), ("1,", "1"), ("x", nil), ("-x5", nil),
    ] as [(String, String?)])
  func suggestions(text: String, meant: String?) {
    let result = Machine().load("budgets:\n  - feature: a\n    daily: \"\(text)\"\n")
    let said = result.problems.map(\.message)
    #expect(
      said == ["'\(text)' is not an amount; write a plain number of USD: \(meant ?? "49.90")"])
  }

  @Test(
    "receivers without a level get all of them",
    arguments: ["[log]", "log"])
  func notify(text: String) throws {
    let budget = try budget("daily: 1\n    notify: \(text)")
    #expect(budget.notify == [.info: ["log"], .soft: ["log"], .hard: ["log"]])
  }

  @Test("percents in a list are soft below 100, and hard from there")
  func thresholds() throws {
    let budget = try budget("daily: 1\n    thresholds: [120, 50, \"80\", 100]")
    #expect(
      budget.thresholds == [
        Threshold(percent: 50, level: .soft), Threshold(percent: 80, level: .soft),
        Threshold(percent: 100, level: .hard), Threshold(percent: 120, level: .hard),
      ])
  }

  @Test(
    "a URL is a receiver of the type that its host says",
    arguments: [
      ("x", "https://hooks.slack.com/services/T/B/X", .slack),
      ("x", "https://HOOKS.SLACK.COM/services/T/B/X", .slack),
      ("x", "https://discord.com/api/webhooks/1/x", .discord),
      ("x", "https://prod-1.westeurope.logic.azure.com:443/workflows/x", .teams),
      ("x", "https://contoso.webhook.office.com/webhookb2/x", .teams),
      ("x", "https://notslack.com/hook", .webhook),
      ("x", "https://notpagerduty.com/v2/enqueue", .webhook),
      ("x", "https://hooks.slack.com.example/hook", .webhook),
      ("x", "https://example.com/slack.com", .webhook),
      ("x", "https://slack.com:8080@evil.example/x", .webhook),
      ("slack", "https://mattermost.example/hooks/x", .slack),
      ("discord", "https://proxy.example/x", .discord),
      ("pagerduty", "https://example.com/x", .webhook),
    ] as [(String, String, ReceiverSettings.Kind)])
  func receivers(name: String, url: String, kind: ReceiverSettings.Kind) throws {
    let result = Machine().load(
      """
      budgets: [{ feature: a, daily: 1, notify: [\(name)] }]
      receivers:
        \(name): \(url)
      """)
    let receiver = try #require(result.configuration?.receivers.last, "\(result.problems)")
    #expect(receiver.name == name && receiver.kind == kind)
    #expect(receiver.urls.map { $0.reveal() } == [url])
  }

  @Test(
    "a URL of PagerDuty alone is no receiver",
    arguments: [
      "https://events.pagerduty.com/v2/enqueue", "https://Events.EU.pagerduty.com/v2/enqueue",
    ])
  func pager(url: String) {
    let result = Machine().load(
      """
      budgets: [{ feature: a, daily: 1, notify: [slack] }]
      receivers: { slack: \(url) }
      """)
    #expect(
      result.problems.map { $0.text(file: "f") } == [
        "f:2:21: receivers.slack: is a URL of PagerDuty, which takes a key as well; write { type: "
          + "pagerduty, routing_key: … }, with url: … where it is not events.pagerduty.com"
      ])
  }

  @Test("a field that is nearly a known one is refused, and one of one's own is not")
  func fields() {
    let table: [(name: String, meant: String?)] = [
      ("input_token", "input_tokens"), ("inputTokens", "input_tokens"),
      ("cost-usd", "cost_usd"), ("modle", "model"), ("feature", "feature_name"),
      ("cost", "cost_usd"), ("timestmp", "timestamp"), ("prompt_tokens", "input_tokens"),
      ("model", nil), ("customer_tier", nil), ("region", nil), ("agent_id", nil),
      ("tenant_id", nil), ("session_id", nil), ("request_chain_id", nil),
    ]
    for row in table {
      let result = Machine().load(
        """
        sources: [{ path: cost_events.jsonl, fields: { \(row.name): a.b } }]
        budgets: [{ feature: a, daily: 1 }]
        """)
      let said = result.problems.map { $0.text(file: "f") }
      let expected =
        row.meant.map {
          ["f:1:48: sources[0].fields.\(row.name): unknown field; did you mean '\($0)'?"]
        } ?? []
      #expect(said == expected)
    }
  }
}
