package import SpendCore

/// The deliveries of the outbox as JSON: what `outbox` prints, from a running daemon and from
/// a stopped one alike.
package enum OutboxListing {
  package static func json(_ deliveries: [Delivery]) -> String {
    var json = JSONWriter()
    json.array { list in
      for delivery in deliveries { list.object { write(delivery, to: &$0) } }
    }
    return json.text
  }

  private static func write(_ delivery: Delivery, to json: inout JSONWriter) {
    json.field("number", Int64(clamping: delivery.sequence))
    json.field("receiver", delivery.receiver)
    json.field("status", delivery.status.rawValue)
    switch delivery.message {
    case .alert(let alert): write(alert, to: &json)
    case .digest(let digest):
      json.field("message", "digest")
      json.field("period", digest.period.name)
    case .unknown(let message): json.field("message", message.sort)
    }
    json.field("attempts", delivery.attempts)
    if let error = delivery.lastError {
      json.field("last_error", error)
    } else {
      json.null("last_error")
    }
  }

  private static func write(_ alert: Alert, to json: inout JSONWriter) {
    json.field("alert_id", alert.id)
    json.field("state", alert.state.rawValue)
    json.field("level", alert.level.rawValue)
    json.field("budget", alert.budget)
    json.object("group") { group in
      for pair in alert.group { group.field(pair.name, pair.value) }
    }
    json.field("percent", alert.condition.percent)
    json.field("spend_usd", alert.spend.description)
    json.field("limit_usd", alert.limit.description)
    json.field("timestamp", alert.time.description)
  }
}
