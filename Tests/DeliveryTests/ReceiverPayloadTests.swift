import Delivery
import SpendCore
import Testing

/// What each service is sent.
@Suite("Payloads of PagerDuty, Alertmanager and the chats")
struct ReceiverPayloadTests {
  private func body(_ deliveries: [AlertDelivery], _ context: RenderContext) throws -> [String: Any]
  {
    try JSONFixture.object(#require(Fixture.requests(deliveries, context).first).body)
  }

  @Test("PagerDuty: trigger and resolve share a key; severity follows the level")
  func pagerDuty() throws {
    let context = Fixture.context(.pagerduty)
    let trigger = try body([Fixture.delivery(1, id: "x")], context)
    let resolve = try body([Fixture.delivery(2, state: .resolved, id: "x")], context)
    #expect(trigger["event_action"] as? String == "trigger")
    #expect(resolve["event_action"] as? String == "resolve")
    #expect(trigger["dedup_key"] as? String == "x")
    #expect(resolve["dedup_key"] as? String == "x")
    #expect(trigger["routing_key"] as? String == "0123456789abcdef0123456789abcdef")
    let payload = try #require(trigger["payload"] as? [String: Any])
    #expect(payload["severity"] as? String == "critical")
    #expect(payload["source"] as? String == "web-17")
    let details = try #require(payload["custom_details"] as? [String: Any])
    #expect(details["spend_usd"] as? String == "50.120000000")
    let soft = try body([Fixture.delivery(1, level: .soft)], context)
    #expect((soft["payload"] as? [String: Any])?["severity"] as? String == "warning")
  }

  @Test("PagerDuty: the public endpoint is used unless a URL replaces it")
  func endpoint() {
    let context = Fixture.context(.pagerduty) { $0.urls = [] }
    #expect(
      Fixture.requests([Fixture.delivery(1)], context).first?.url
        == Secret("https://events.pagerduty.com/v2/enqueue"))
  }

  private func alertmanager(
    _ deliveries: [AlertDelivery], _ change: (inout ReceiverSettings) -> Void = { _ in }
  ) throws -> [[String: Any]] {
    let requests = Fixture.requests(deliveries, Fixture.context(.alertmanager, change))
    return try JSONFixture.array(#require(requests.first).body)
  }

  @Test("Alertmanager: labels are identity, without amounts; ends resolve_timeout from now")
  func labels() throws {
    let alert = try #require(try alertmanager([Fixture.delivery(1)]).first)
    let labels = try #require(alert["labels"] as? [String: String])
    #expect(
      labels == [
        "alertname": "SpendwatchBudget", "budget": "support_qa", "feature_name": "support_qa",
        "instance": "web-17", "severity": "critical", "team": "support", "threshold": "100",
        "window": "rolling_day",
      ])
    #expect(alert["startsAt"] as? String == "2026-11-21T14:20:05.123Z")
    #expect(alert["endsAt"] as? String == "2026-11-21T14:50:05.123Z")
    let resolved = try #require(try alertmanager([Fixture.delivery(1, state: .resolved)]).first)
    #expect(resolved["endsAt"] as? String == "2026-11-21T14:20:05.123Z")
    #expect(resolved["labels"] as? [String: String] == labels)
  }

  @Test(
    "Alertmanager: labels that collide or are not names are made to fit; severity may be replaced")
  func collisions() throws {
    var delivery = Fixture.delivery(1)
    delivery.alert.group = [
      LabelPair("budget", "g"), LabelPair("custom-dim", "c"), LabelPair("e", ""),
    ]
    delivery.alert.labels = [LabelPair("severity", "page"), LabelPair("instance", "mine")]
    let labels = try #require(
      try alertmanager([delivery]).first?["labels"] as? [String: String])
    #expect(labels["budget"] == "support_qa")
    #expect(labels["dimension_budget"] == "g")
    #expect(labels["custom_dim"] == "c")
    #expect(labels["e"] == nil)
    #expect(labels["severity"] == "page")
    #expect(labels["instance"] == "web-17")
    #expect(labels["label_instance"] == "mine")
  }

  @Test(
    "Alertmanager: every peer is posted to, with or without the path in its address",
    arguments: [
      ("http://a:9093", "http://a:9093/api/v2/alerts"),
      ("http://a:9093/", "http://a:9093/api/v2/alerts"),
      ("http://a/am", "http://a/am/api/v2/alerts"),
      ("http://a/api/v2/alerts", "http://a/api/v2/alerts"),
      ("http://a?x=1", "http://a/api/v2/alerts?x=1"),
    ])
  func peers(given: String, expected: String) {
    let context = Fixture.context(.alertmanager) { $0.urls = [Secret(given), Secret("http://b")] }
    let urls = Fixture.requests([Fixture.delivery(1)], context).map { $0.url.reveal() }
    #expect(urls == [expected, "http://b/api/v2/alerts"])
  }

  @Test(
    "Discord waits for the outcome, whatever its URL looks like",
    arguments: [
      ("https://d/x", "https://d/x?wait=true"),
      ("https://d/x?thread_id=1", "https://d/x?thread_id=1&wait=true"),
      ("https://d/x?wait=true", "https://d/x?wait=true"),
    ])
  func discord(given: String, expected: String) {
    let context = Fixture.context(.discord) { $0.urls = [Secret(given)] }
    #expect(Fixture.requests([Fixture.delivery(1)], context).first?.url == Secret(expected))
  }

  @Test(
    "several alerts in a chat: ten in detail, the rest by name, every id there",
    arguments: [
      (ReceiverSettings.Kind.slack, 50), (.teams, 30), (.discord, 25),
    ])
  func many(kind: ReceiverSettings.Kind, count: Int) throws {
    let deliveries = (1...count).map {
      Fixture.delivery(UInt64($0), "feature\($0)", id: "alertid\($0)x")
    }
    let request = try #require(Fixture.requests(deliveries, Fixture.context(kind)).first)
    let text = String(decoding: request.body, as: UTF8.self)
    #expect(text.contains("and \(count - 10) more"))
    #expect(
      text.contains("\(count) budget alerts: \(count) hard")
        || text.contains("\(count) budget alerts\\\\: \(count) hard"))
    for number in 1...count { #expect(text.contains("alertid\(number)x"), "\(number)") }
  }

  @Test(
    "a firing and its resolve in one message say so",
    arguments: [
      ReceiverSettings.Kind.slack, .teams, .discord,
    ])
  func brief(kind: ReceiverSettings.Kind) throws {
    let deliveries = [Fixture.delivery(1, id: "x"), Fixture.delivery(2, state: .resolved, id: "x")]
    let request = try #require(Fixture.requests(deliveries, Fixture.context(kind)).first)
    let text = String(decoding: request.body, as: UTF8.self)
    #expect(text.contains("fired and cleared meanwhile"))
    #expect(!text.contains("budget alerts"))
  }
}
