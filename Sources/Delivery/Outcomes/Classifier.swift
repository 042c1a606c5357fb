package import SpendCore

/// What an answer means, as a pure table (Semantics, Delivery): one row a status, with the
/// peculiarities of each service on top.
///
/// Sources: Slack incoming webhooks (plain-text error words), PagerDuty Events API v2 (`status`,
/// `errors`), Discord (JSON `code`, `retry_after`), the retired Teams connectors that answer 200
/// with an error text, Alertmanager v2.
package struct Classifier: Sendable {
  package var kind: ReceiverSettings.Kind
  private let redactor: Redactor

  package init(kind: ReceiverSettings.Kind, redactor: Redactor) {
    self.kind = kind
    self.redactor = redactor
  }

  /// - Parameter now: wall time, for a `Retry-After` that is a date.
  package func verdict(_ result: WireResult, now: Timestamp) -> Verdict {
    switch result {
    case .failure(.cancelled): return .cancelled
    case .failure(let failure):
      return failure.isConfiguration ? .park(failure.text) : .retry(failure.text)
    case .response(let response):
      if let special = special(response, now: now) { return special }
      return general(response, now: now)
    }
  }

  // MARK: What all services have in common

  private func general(_ response: WireResponse, now: Timestamp) -> Verdict {
    let reason = reason(response)
    switch response.status {
    case 200...299: return .delivered
    case 300...399: return .park(reason + "; redirects are not followed, check url")
    // 407 comes from a proxy on the way, which wants a login.
    case 401, 403, 404, 407, 410: return .park(reason)
    // Another moment, another connection (421) or another place may answer otherwise.
    case 408, 409, 421, 423, 425, 429, 451:
      return .retry(reason, floorMilliseconds: floor(response, now: now))
    case 400...499: return .badPayload(reason)
    // These say something about the service; 500 and its rare kin may be about the message.
    case 502, 503, 504: return .retry(reason, floorMilliseconds: floor(response, now: now))
    default:
      return .retry(reason, floorMilliseconds: floor(response, now: now), mayBeMessage: true)
    }
  }

  private func floor(_ response: WireResponse, now: Timestamp) -> Int64? {
    let header = response.retryAfter.flatMap { RetryAfter.milliseconds(header: $0, now: now) }
    guard kind == .slack || kind == .discord,
      let text = JSONPeek.scalar("retry_after", in: response.body),
      let body = RetryAfter.milliseconds(seconds: text)
    else { return header }
    return max(body, header ?? 0)
  }

  private func reason(_ response: WireResponse) -> String {
    let echo = redactor.echo(response.text)
    let status = "HTTP \(response.status)"
    return echo.isEmpty ? status : "\(status): \(echo)"
  }

  // MARK: Peculiarities

  /// nil: the general table applies.
  private func special(_ response: WireResponse, now: Timestamp) -> Verdict? {
    switch kind {
    case .slack: slack(response, now: now)
    case .pagerduty: pagerDuty(response, now: now)
    case .discord: discord(response, now: now)
    case .teams: teams(response, now: now)
    case .log, .webhook, .alertmanager, .email: nil
    }
  }

  /// Error words of Slack that are about the address, not the message.
  private static let slackAddressWords: Set<String> = [
    "no_service", "no_service_id", "no_team", "no_active_hooks", "invalid_token", "team_disabled",
    "channel_not_found", "channel_is_archived", "action_prohibited", "user_not_found",
    "posting_to_general_channel_denied", "account_inactive", "token_revoked", "not_authed",
    "invalid_auth",
  ]
  private static let slackPayloadWords: Set<String> = [
    "invalid_payload", "invalid_blocks", "invalid_blocks_format", "invalid_attachments", "no_text",
    "too_many_attachments", "msg_blocks_too_long", "msg_too_long",
    "missing_text_or_fallback_or_attachments",
  ]
  /// Those that pass.
  private static let slackPassingWords: Set<String> = [
    "rate_limited", "ratelimited", "rollup_error", "internal_error", "fatal_error",
    "service_unavailable", "request_timeout", "message_limit_exceeded",
  ]

  /// Slack says `ok`; services that speak its hooks (Zulip, Rocket.Chat, Mattermost, workflow
  /// triggers) say it in their own words, or say nothing. What is not understood is not repeated
  /// for days.
  private func slack(_ response: WireResponse, now: Timestamp) -> Verdict? {
    let text = SafeText.line(response.text, limit: 200)
      .split(separator: " ").joined(separator: " ")
    guard response.status < 500, ![408, 409, 421, 423, 425, 429, 451].contains(response.status)
    else { return nil }
    let word = JSONPeek.string("error", in: response.body) ?? text
    if Self.slackAddressWords.contains(word) { return .park(reason(response)) }
    guard (200...299).contains(response.status) else { return nil }
    if Self.slackPayloadWords.contains(word) { return .badPayload(reason(response)) }
    if Self.slackPassingWords.contains(word) {
      return .retry(reason(response), floorMilliseconds: floor(response, now: now))
    }
    // What was cut at the limit did not break off: it is a page of somebody else.
    let isCut = response.body.count >= HTTPTransport.bodyLimit
    if (!response.bodyIsComplete && !isCut) || text.isEmpty || isYes(text) { return .delivered }
    guard JSONPeek.isObject(response.body) else { return .unconfirmed(reason(response)) }
    let members = ["ok", "success", "result"].compactMap {
      JSONPeek.string($0, in: response.body) ?? JSONPeek.scalar($0, in: response.body)
    }
    switch (members.contains(where: isYes), members.contains(where: isNo)) {
    case (true, false): return .delivered
    case (false, true): return .badPayload(reason(response))
    default: return .unconfirmed(reason(response))
    }
  }

  private func isYes(_ text: String) -> Bool {
    ["ok", "\"ok\"", "true", "success", "1"].contains(text.lowercased())
  }

  private func isNo(_ text: String) -> Bool {
    ["false", "error", "failure", "failed", "0"].contains(text.lowercased())
  }

  private func pagerDuty(_ response: WireResponse, now: Timestamp) -> Verdict? {
    switch response.status {
    case 200...299:
      guard let status = JSONPeek.string("status", in: response.body)?.lowercased(),
        status != "success"
      else { return .delivered }
      if isRoutingKeyError(response) { return .park(reason(response)) }
      // Services that take the place of PagerDuty, each with a word of its own.
      if ["accepted", "ok", "queued", "processed"].contains(status) { return .delivered }
      return status.hasPrefix("invalid")
        ? .badPayload(reason(response))
        : .retry(reason(response), floorMilliseconds: floor(response, now: now))
    case 400: return isRoutingKeyError(response) ? .park(reason(response)) : nil
    default: return nil
    }
  }

  private func isRoutingKeyError(_ response: WireResponse) -> Bool {
    let text = response.text.lowercased()
    return ["routing_key", "routing key", "integration key", "service key"]
      .contains { text.contains($0) }
  }

  /// With `wait=true` success is 200 with the message; an object with a `code` and no `id` is an
  /// error.
  private func discord(_ response: WireResponse, now: Timestamp) -> Verdict? {
    guard (200...299).contains(response.status), JSONPeek.isObject(response.body),
      JSONPeek.scalar("code", in: response.body) != nil
        || JSONPeek.scalar("retry_after", in: response.body) != nil,
      JSONPeek.string("id", in: response.body) == nil
    else { return nil }
    return .retry(reason(response), floorMilliseconds: floor(response, now: now))
  }

  /// The connectors answered 200 with "… endpoint returned HTTP error 429 …".
  private func teams(_ response: WireResponse, now: Timestamp) -> Verdict? {
    guard (200...299).contains(response.status) else { return nil }
    let text = response.text.lowercased()
    guard let range = text.firstRange(of: "http error ") else { return nil }
    let code = Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 500
    guard !(200...299).contains(code) else { return .retry(reason(response)) }
    var inner = response
    inner.status = code
    return general(inner, now: now)
  }
}
