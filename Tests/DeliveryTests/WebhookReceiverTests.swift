import Delivery
import FoundationEssentials
import SpendCore
import Testing

/// The body of SPEC 6 to the byte, and Standard Webhooks 1.0.
@Suite("Webhook: body, id and signature")
struct WebhookReceiverTests {
  @Test("the body is that of the specification, key by key")
  func body() throws {
    let requests = Fixture.requests([Fixture.delivery(1, id: "abc")], Fixture.context(.webhook))
    let expected = #"""
      {"type":"budget.hard","timestamp":"2026-11-21T14:20:05.123Z","data":{\#
      "id":"abc","instance":"web-17","level":"hard","threshold_percent":100,"state":"firing",\#
      "catch_up":false,"provisional":false,"budget":"support_qa",\#
      "group":{"feature_name":"support_qa"},"labels":{"team":"support"},\#
      "window":{"unit":"day","kind":"rolling","start":"2026-11-20T14:21:00Z",\#
      "end":"2026-11-21T14:21:00Z","timezone":"UTC"},\#
      "spend_usd":"50.120000000","limit_usd":"50.000000000","used_percent":100.2,\#
      "rate_usd_per_hour":"6.300000000","exhausted_at":null,\#
      "top":{"model":[["gpt-4o","41.200000000"]],"user_segment":[["free","30.100000000"]]},\#
      "runbook_url":"https://wiki.example/llm-budget",\#
      "text":"support_qa spent $50.12 of $50.00 (100 %) in the last 24 h"}}
      """#
    #expect(String(decoding: try #require(requests.first).body, as: UTF8.self) == expected)
  }

  @Test(
    "the type says level and state",
    arguments: [
      (Level.info, Alert.State.firing, "budget.info"), (.soft, .firing, "budget.soft"),
      (.hard, .firing, "budget.hard"), (.soft, .resolved, "budget.resolved"),
    ])
  func type(level: Level, state: Alert.State, type: String) throws {
    let request = try #require(
      Fixture.requests(
        [Fixture.delivery(1, level: level, state: state)], Fixture.context(.webhook)
      ).first)
    #expect(String(decoding: request.body, as: UTF8.self).hasPrefix(#"{"type":"\#(type)","#))
  }

  @Test("the id depends on alert, state and receiver, not on the time or the attempt")
  func ids() throws {
    func id(_ state: Alert.State, _ name: String, seconds: Int64) throws -> String {
      var context = Fixture.context(.webhook) { $0.name = name }
      context.now = context.now.advanced(bySeconds: seconds)
      let request = Fixture.requests([Fixture.delivery(1, state: state)], context).first
      return try #require(request?.headers.first { $0.name == "webhook-id" }).value
    }
    let first = try id(.firing, "r", seconds: 0)
    #expect(try id(.firing, "r", seconds: 999) == first)
    #expect(try id(.resolved, "r", seconds: 0) != first)
    #expect(try id(.firing, "other", seconds: 0) != first)
    #expect(!first.contains("."))
  }

  @Test("a secret whose base64 lacks its padding signs like the padded one")
  func unpadded() {
    func sign(_ secret: String) -> String {
      WebhookReceiver.signature(secret: Secret(secret), id: "msg_1", timestamp: "1", body: [])
    }
    #expect(sign("whsec_QUI") == sign("whsec_QUI="))
    #expect(sign("whsec_QUJDRA") == sign("whsec_QUJDRA=="))
    #expect(sign("whsec_QUI") != sign("whsec_QUJDRA"))
  }

  @Test("the test vector of Standard Webhooks verifies")
  func vector() {
    let signature = WebhookReceiver.signature(
      secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330",
      body: Array(#"{"test": 2432232314}"#.utf8))
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test("every secret signs; without one there is no signature", arguments: [0, 1, 3])
  func signatures(count: Int) throws {
    let secrets = (0..<count).map { index in
      Secret("whsec_" + Data("secret number \(index) of at least 24".utf8).base64EncodedString())
    }
    let request = try #require(
      Fixture.requests([Fixture.delivery(1)], Fixture.context(.webhook, secrets: secrets)).first)
    let header = request.headers.first { $0.name == "webhook-signature" }?.value
    #expect(header?.split(separator: " ").count ?? 0 == count)
    #expect(header?.split(separator: " ").allSatisfy { $0.hasPrefix("v1,") } ?? true)
    let time = request.headers.first { $0.name == "webhook-timestamp" }?.value
    #expect(time == String(Fixture.now.seconds))
  }

  @Test("a catch-up is one message with all of its alerts")
  func catchUp() throws {
    let attempt = Attempt(
      id: 1, content: .catchUp([Fixture.summary(1, "a"), Fixture.summary(2, "b")]))
    let request = try #require(Receiver.requests(attempt, Fixture.context(.webhook)).first)
    let text = String(decoding: request.body, as: UTF8.self)
    #expect(text.hasPrefix(#"{"type":"digest","#))
    #expect(text.contains(#""id":"id-a-80""#))
    #expect(text.contains(#""id":"id-b-80""#))
    #expect(try JSONFixture.object(request.body)["data"] != nil)
  }

  @Test("own headers are sent, and replace the standard ones")
  func headers() throws {
    let context = Fixture.context(.webhook) {
      $0.headers = ["Authorization": Secret("Bearer x"), "User-Agent": Secret("me")]
    }
    let request = try #require(Fixture.requests([Fixture.delivery(1)], context).first)
    #expect(request.secretHeaders["Authorization"] == Secret("Bearer x"))
    #expect(!request.headers.contains { $0.name == "user-agent" })
  }
}
