import Delivery
import SpendCore
import Testing

/// The table of SPEC 6, row by row: every status for every kind, then what each service says in its
/// own words.
@Suite("Classification")
struct ClassifierTests {
  enum Expected: Hashable, CustomTestStringConvertible {
    case delivered, unconfirmed, retry, plain, park
    var testDescription: String { "\(self)" }
  }

  private func verdict(
    _ kind: ReceiverSettings.Kind, _ response: WireResponse
  ) -> Verdict {
    Classifier(kind: kind, redactor: Redactor(settings: ReceiverSettings(name: "r", kind: kind)))
      .verdict(.response(response), now: Fixture.now)
  }

  private func kind(of verdict: Verdict) -> Expected? {
    switch verdict {
    case .delivered: .delivered
    case .unconfirmed: .unconfirmed
    case .retry: .retry
    case .badPayload: .plain
    case .park: .park
    case .partly, .cancelled: nil
    }
  }

  static func expected(_ status: Int, _ kind: ReceiverSettings.Kind) -> Expected {
    switch status {
    case 200...299: .delivered
    case 300...399, 401, 403, 404, 407, 410: .park
    case 408, 409, 421, 423, 425, 429, 451: .retry
    case 400...499: .plain
    default: .retry
    }
  }

  @Test("each status for each kind", arguments: ReceiverSettings.Kind.allCases)
  func statuses(kind: ReceiverSettings.Kind) {
    for status in 100...620 {
      let verdict = verdict(kind, WireResponse(status: status))
      #expect(self.kind(of: verdict) == Self.expected(status, kind), "\(status)")
    }
  }

  @Test(
    "what each service says in its own words",
    arguments: [
      (ReceiverSettings.Kind.slack, 200, "ok", Expected.delivered),
      (.slack, 200, "ok\n", .delivered),
      (.slack, 200, "OK", .delivered), (.slack, 201, "ok", .delivered),
      (.slack, 204, "", .delivered), (.slack, 200, " \r\n", .delivered),
      (.slack, 200, "\"ok\"", .delivered), (.slack, 200, #"{"ok":true}"#, .delivered),
      (.slack, 202, #"{"result":"success","msg":"","ok":true}"#, .delivered),
      (.slack, 200, #"{"success":true}"#, .delivered), (.slack, 200, #"{"ok": 1}"#, .delivered),
      (.slack, 200, #"{"result":"Success"}"#, .delivered),
      (.slack, 200, "not ok", .unconfirmed), (.slack, 200, "<html>login</html>", .unconfirmed),
      (.slack, 200, #"{"id":"17"}"#, .unconfirmed), (.slack, 200, "[]", .unconfirmed),
      (.slack, 200, #"{"ok":false}"#, .plain), (.slack, 200, #"{"success":false}"#, .plain),
      (.slack, 200, #"{"result":"error","msg":"x"}"#, .plain),
      (.slack, 200, #"{"ok":false,"error":"invalid_blocks"}"#, .plain),
      (.slack, 200, #"{"ok":false,"error":"internal_error"}"#, .retry),
      (.slack, 200, "invalid_blocks", .plain), (.slack, 200, "no_service", .park),
      (.slack, 200, #"{"ok":false,"error":"invalid_token"}"#, .park),
      (.slack, 200, #"{"ok":false,"error":"rate_limited"}"#, .retry),
      (.slack, 400, "invalid_payload", .plain), (.slack, 400, "invalid_token", .park),
      (.slack, 400, "user_not_found", .park), (.slack, 400, "no_text", .plain),
      (.slack, 400, "too_many_attachments", .plain), (.slack, 403, "action_prohibited", .park),
      (.slack, 404, "channel_not_found", .park), (.slack, 404, "no_team", .park),
      (.slack, 410, "channel_is_archived", .park), (.slack, 500, "rollup_error", .retry),
      (.slack, 429, "no_service", .retry),
      (.pagerduty, 202, #"{"status":"success"}"#, .delivered), (.pagerduty, 202, "", .delivered),
      (.pagerduty, 200, #"{"status":"invalid event","errors":["x"]}"#, .plain),
      (.pagerduty, 202, #"{"status":"throttle exceeded"}"#, .retry),
      (.pagerduty, 202, #"{"status":"accepted"}"#, .delivered),
      (.pagerduty, 200, #"{"status":"internal error"}"#, .retry),
      (.discord, 200, #"{"code":0,"message":"500: Internal Server Error"}"#, .retry),
      (.slack, 200, #"{"ok":true,"result":0}"#, .unconfirmed),
      (.slack, 200, String(repeating: "<p>", count: 30_000), .unconfirmed),
      (
        .pagerduty, 400, #"{"status":"invalid event","errors":["'payload.summary' is too long"]}"#,
        .plain
      ),
      (.pagerduty, 400, #"{"status":"invalid event","errors":["Invalid routing key"]}"#, .park),
      (.pagerduty, 400, #"{"message":"'routing_key' is invalid"}"#, .park),
      (.discord, 200, #"{"id":"1","content":"code"}"#, .delivered), (.discord, 204, "", .delivered),
      (.discord, 400, #"{"code":50035,"message":"Invalid Form Body"}"#, .plain),
      (.discord, 404, #"{"code":10015,"message":"Unknown Webhook"}"#, .park),
      (
        .discord, 200, #"{"code":40062,"message":"Service resource is being rate limited."}"#,
        .retry
      ),
      (.teams, 200, "1", .delivered), (.teams, 202, "", .delivered),
      (.teams, 200, "Microsoft Teams endpoint returned HTTP error 429 with ContextId x", .retry),
      (.teams, 200, "Microsoft Teams endpoint returned HTTP error 413 with ContextId x", .plain),
      (.teams, 200, "Microsoft Teams endpoint returned HTTP error 404", .park),
      (.webhook, 200, #"{"error":"whatever"}"#, .delivered), (.webhook, 204, "", .delivered),
      (.alertmanager, 400, #"{"code":600,"message":"invalid label set"}"#, .plain),
    ])
  func words(kind: ReceiverSettings.Kind, status: Int, body: String, expected: Expected) {
    let verdict = verdict(kind, WireResponse(status: status, body: Array(body.utf8)))
    #expect(self.kind(of: verdict) == expected, "\(verdict)")
  }

  @Test(
    "of Slack's hooks an answer that says 2xx and breaks off is one of success, unless it says no")
  func broken() {
    var response = WireResponse(status: 200, bodyIsComplete: false)
    #expect(verdict(.slack, response) == .delivered)
    response.body = Array("invalid_blocks".utf8)
    #expect(kind(of: verdict(.slack, response)) == .plain)
  }

  @Test(
    "a network failure is retried; a broken configuration parks",
    arguments: TransportFailure.allCases)
  func failures(failure: TransportFailure) {
    let verdict = Classifier(
      kind: .webhook, redactor: Redactor(settings: ReceiverSettings(name: "r", kind: .webhook))
    ).verdict(.failure(failure), now: Fixture.now)
    switch failure {
    case .cancelled: #expect(verdict == .cancelled)
    case .invalidURL, .invalidHeader, .invalidTLSFiles, .proxyAuthentication, .noStartTLS, .noLogin,
      .noMailLibrary:
      #expect(kind(of: verdict) == .park)
    default: #expect(kind(of: verdict) == .retry)
    }
  }

  @Test(
    "how long to wait is read from the header or from the body, the longer of both",
    arguments: [
      (ReceiverSettings.Kind.webhook, "7", "", Int64?(7000)), (.webhook, "0.25", "", 250),
      (.webhook, nil, #"{"retry_after":9}"#, nil), (.slack, nil, #"{"retry_after":9}"#, 9000),
      (.discord, "1", #"{"message":"x","retry_after": 64.57, "global": false}"#, 64_570),
      (.discord, "100", #"{"retry_after":1}"#, 100_000), (.webhook, "99999999", "", 3_600_000),
      (.webhook, "-5", "", nil), (.webhook, "", "", nil), (.webhook, "1e999", "", 3_600_000),
      (.webhook, "Sat, 21 Nov 2026 14:20:35 GMT", "", 29_877),
      (.webhook, "Saturday, 21-Nov-26 14:20:35 GMT", "", 29_877),
      (.webhook, "Sat Nov 21 14:20:35 2026", "", 29_877),
      (.webhook, "Sat, 21 Nov 2020 14:20:35 GMT", "", 0),
      (.webhook, "Sat, 21 Nov 2036 14:20:35 GMT", "", 3_600_000),
      (.webhook, "Sat, 99 Foo 2026 14:20:35 GMT", "", nil),
    ] as [(ReceiverSettings.Kind, String?, String, Int64?)])
  func retryAfter(kind: ReceiverSettings.Kind, header: String?, body: String, expected: Int64?) {
    let response = WireResponse(status: 429, retryAfter: header, body: Array(body.utf8))
    guard case .retry(_, let floor, _) = verdict(kind, response) else {
      Issue.record("429 is retried")
      return
    }
    #expect(floor == expected)
  }

  @Test(
    "only an answer that may be about the message makes it suspicious",
    arguments: [
      (500, true), (501, true), (502, false), (503, false), (504, false), (429, false),
    ])
  func suspicion(status: Int, expected: Bool) {
    guard case .retry(_, _, let mayBeMessage) = verdict(.webhook, WireResponse(status: status))
    else {
      Issue.record("retried")
      return
    }
    #expect(mayBeMessage == expected)
  }
}
