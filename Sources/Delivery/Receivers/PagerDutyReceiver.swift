import SpendCore

/// PagerDuty Events API v2: trigger and resolve, one incident per alert (PagerDuty/developer-docs,
/// `docs/events-API-v2`). Limits: summary 1,024, `dedup_key` 255, body 512 KB.
enum PagerDutyReceiver {
  static let publicEndpoint = "https://events.pagerduty.com/v2/enqueue"

  static func requests(_ attempt: Attempt, _ context: RenderContext) -> [WireRequest] {
    if case .digest(_, let digest) = attempt.content {
      return [change(digest, isPlain: attempt.isPlain, context)]
    }
    var json = JSONWriter()
    json.object { json in
      json.field("routing_key", context.settings.routingKey?.reveal() ?? "")
      switch attempt.content {
      case .alerts(let deliveries), .catchUp(let deliveries):
        if let alert = deliveries.first?.alert {
          event(alert, isPlain: attempt.isPlain, context, into: &json)
        }
      case .pageSummary(let key, let deliveries):
        summary(key: key, OutgoingMessage(deliveries), context, into: &json)
      case .pageSummaryResolved(let key): head("resolve", key, into: &json)
      case .notice(let notice): self.notice(notice, into: &json)
      case .test(let alert):
        event(alert, isPlain: attempt.isPlain, context, into: &json)
      case .digest: break
      }
    }
    let url = Receiver.url(context, or: publicEndpoint)
    return [Receiver.post(json.bytes, to: url, context, needsBody: true)]
  }

  /// A change event: it stands beside incidents, and wakes nobody (`docs/change-events-api`).
  private static func change(
    _ digest: SpendDigest, isPlain: Bool, _ context: RenderContext
  ) -> WireRequest {
    let text = context.text(digest)
    var json = JSONWriter()
    json.object { json in
      json.field("routing_key", context.settings.routingKey?.reveal() ?? "")
      json.object("payload") { json in
        json.field("summary", SafeText.line(text.title, limit: 1000))
        json.field("source", SafeText.line(digest.instance, limit: 255))
        json.field("timestamp", digest.time.description)
        guard !isPlain else { return }
        json.object("custom_details") { json in
          digest.write(into: &json)
          json.field("text", text.plain)
        }
      }
    }
    let url = Receiver.url(context, or: publicEndpoint).reveal()
    let change =
      url.hasSuffix("/v2/enqueue") ? String(url.dropLast(7)) + "change/enqueue" : url
    return Receiver.post(json.bytes, to: Secret(change), context, needsBody: true)
  }

  // MARK: Events

  private static func head(_ action: String, _ key: String, into json: inout JSONWriter) {
    json.field("event_action", action)
    json.field("dedup_key", SafeText.line(key, limit: 255))
  }

  private static func event(
    _ alert: Alert, isPlain: Bool, _ context: RenderContext, into json: inout JSONWriter
  ) {
    guard alert.state == .firing else {
      return resolve(alert, isPlain: isPlain, context, into: &json)
    }
    head("trigger", alert.id, into: &json)
    json.field("client", "spendwatch")
    let text = context.text(alert)
    json.object("payload") { json in
      json.field("summary", Receiver.title(alert, context, limit: isPlain ? 300 : 1000))
      json.field("source", SafeText.line(alert.instance, limit: 255))
      json.field("severity", severity(alert.level))
      guard !isPlain else { return }
      json.field("timestamp", alert.time.description)
      json.field("component", text.who)
      json.field("group", SafeText.line(alert.budget, limit: 255))
      json.field("class", context.prefix.isEmpty ? WebhookReceiver.type(alert) : "test")
      json.object("custom_details") { WebhookReceiver.data(alert, context).write(into: &$0) }
    }
    if !isPlain, let link = Receiver.link(alert.runbookURL) {
      json.array("links") { links in
        links.object {
          $0.field("href", link)
          $0.field("text", "Runbook")
        }
      }
    }
  }

  /// With a word on why.
  private static func resolve(
    _ alert: Alert, isPlain: Bool, _ context: RenderContext, into json: inout JSONWriter
  ) {
    head("resolve", alert.id, into: &json)
    guard !isPlain else { return }
    json.object("payload") { json in
      json.field("summary", Receiver.title(alert, context, limit: 1000))
      json.field("source", SafeText.line(alert.instance, limit: 255))
      json.field("severity", severity(alert.level))
    }
  }

  /// One incident for all pages beyond the limit; each further one is added to it without a new
  /// page.
  private static func summary(
    key: String, _ message: OutgoingMessage, _ context: RenderContext, into json: inout JSONWriter
  ) {
    head("trigger", key, into: &json)
    json.field("client", "spendwatch")
    let names = message.items.prefix(10).map { context.text($0.alert).who }
    let headline = Receiver.headline(message, isCatchUp: false)
    json.object("payload") { json in
      json.field(
        "summary",
        SafeText.line(
          "More pages than allowed; \(headline): \(names.joined(separator: ", "))", limit: 1000))
      json.field("source", SafeText.line(context.instance, limit: 255))
      json.field("severity", severity(message.level))
      json.object("custom_details") { json in
        json.array("alerts") { list in
          for item in message.items.prefix(200) {
            list.object {
              $0.field("id", item.alert.id)
              $0.field("text", Receiver.title(item.alert, context, limit: 300))
            }
          }
        }
      }
    }
  }

  private static func notice(_ notice: Notice, into json: inout JSONWriter) {
    head(notice.isResolved ? "resolve" : "trigger", notice.id, into: &json)
    guard !notice.isResolved else { return }
    json.object("payload") {
      $0.field("summary", SafeText.line(notice.text, limit: 1000))
      $0.field("source", SafeText.line(notice.instance, limit: 255))
      $0.field("severity", "error")
      $0.field("component", SafeText.line(notice.receiver, limit: 255))
      $0.field("class", "health.firing")
    }
  }

  static func severity(_ level: Level) -> String {
    switch level {
    case .hard: "critical"
    case .soft: "warning"
    case .info: "info"
    }
  }
}
