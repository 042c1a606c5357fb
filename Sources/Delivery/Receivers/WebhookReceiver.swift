import FoundationEssentials
import LinuxSystem
package import SpendCore

/// The generic webhook: the body that the README shows, with the headers and signatures of Standard
/// Webhooks 1.0 (standard-webhooks/standard-webhooks, `spec/standard-webhooks.md`).
package enum WebhookReceiver {
  static func requests(_ attempt: Attempt, _ context: RenderContext) -> [WireRequest] {
    let name = context.settings.name
    switch attempt.content {
    case .alerts(let deliveries), .catchUp(let deliveries), .pageSummary(_, let deliveries):
      guard deliveries.count != 1 else {
        return [request(deliveries[0].alert, type: nil, attempt, context)]
      }
      let ids = deliveries.flatMap { [$0.alert.id, $0.alert.state.rawValue] }
      let id = "msg_" + StableID.hex(ids + [name])
      return [post(digest(deliveries, id: id, context), id: id, context)]
    case .digest(_, let digest):
      let id = "msg_" + StableID.hex([digest.id, name])
      return [post(body(digest, isPlain: attempt.isPlain, context), id: id, context)]
    case .test(let alert): return [request(alert, type: "test", attempt, context)]
    case .notice(let notice):
      let state = notice.isResolved ? "resolved" : "firing"
      let id = "msg_" + StableID.hex([notice.id, state, notice.time.description, name])
      return [post(health(notice, state: state), id: id, context)]
    case .pageSummaryResolved: return []
    }
  }

  static func messageID(_ alert: Alert, receiver: String) -> String {
    "msg_" + StableID.hex([alert.id, alert.state.rawValue, receiver])
  }

  // MARK: Bodies

  private static func request(
    _ alert: Alert, type: String?, _ attempt: Attempt, _ context: RenderContext
  ) -> WireRequest {
    var json = JSONWriter()
    json.object {
      $0.field("type", type ?? self.type(alert))
      $0.field("timestamp", alert.time.description)
      $0.object("data") { json in
        if attempt.isPlain {
          json.field("id", alert.id)
          json.field("state", alert.state.rawValue)
          json.field("text", SafeText.line(context.text(alert).title, limit: 300))
        } else {
          data(alert, context).write(into: &json)
        }
      }
    }
    return post(json.bytes, id: messageID(alert, receiver: context.settings.name), context)
  }

  static func data(_ alert: Alert, _ context: RenderContext) -> AlertData {
    let own = Receiver.message(alert, context, limit: 4000) { $0 }
    return AlertData(context.text(alert), sentence: own)
  }

  static func type(_ alert: Alert) -> String {
    alert.state == .resolved ? "budget.resolved" : "budget.\(alert.level.rawValue)"
  }

  private static func body(
    _ digest: SpendDigest, isPlain: Bool, _ context: RenderContext
  ) -> [UInt8] {
    let text = context.text(digest)
    var json = JSONWriter()
    json.object { json in
      json.field("type", "digest")
      json.field("timestamp", digest.time.description)
      json.object("data") { json in
        if isPlain { json.field("id", digest.id) } else { digest.write(into: &json) }
        json.field("text", isPlain ? text.title : text.plain)
      }
    }
    return json.bytes
  }

  /// What was found together, in one message.
  private static func digest(
    _ deliveries: [AlertDelivery], id: String, _ context: RenderContext
  ) -> [UInt8] {
    let message = OutgoingMessage(deliveries)
    var json = JSONWriter()
    json.object {
      $0.field("type", "digest")
      $0.field("timestamp", (deliveries.map(\.alert.time).max() ?? context.now).description)
      $0.object("data") { json in
        json.field("id", id)
        json.field("instance", SafeText.cut(context.instance, limit: 1024))
        json.field("catch_up", deliveries.allSatisfy(\.alert.isCatchUp))
        json.field(
          "text", Receiver.headline(message, isCatchUp: deliveries.allSatisfy(\.isSummary)))
        json.array("alerts") { list in
          for delivery in deliveries {
            list.object { data(delivery.alert, context).write(into: &$0) }
          }
        }
      }
    }
    return json.bytes
  }

  private static func health(_ notice: Notice, state: String) -> [UInt8] {
    var json = JSONWriter()
    json.object {
      $0.field("type", "health.\(state)")
      $0.field("timestamp", notice.time.description)
      $0.object("data") { json in
        json.field("id", notice.id)
        json.field("instance", notice.instance)
        json.field("state", state)
        json.field("receiver", notice.receiver)
        json.field("text", notice.text)
      }
    }
    return json.bytes
  }

  // MARK: Signing

  private static func post(
    _ body: [UInt8], id: String, _ context: RenderContext
  ) -> WireRequest {
    let timestamp = String(context.now.seconds)
    var headers = [LabelPair("webhook-id", id), LabelPair("webhook-timestamp", timestamp)]
    let signatures = context.settings.secrets.map {
      signature(secret: $0, id: id, timestamp: timestamp, body: body)
    }
    if !signatures.isEmpty {
      headers.append(LabelPair("webhook-signature", signatures.joined(separator: " ")))
    }
    return Receiver.post(body, to: Receiver.url(context), context, headers: headers)
  }

  /// `v1,` and the base64 of the HMAC-SHA-256 over `id.timestamp.body`.
  package static func signature(secret: Secret, id: String, timestamp: String, body: [UInt8])
    -> String
  {
    let message = Array("\(id).\(timestamp).".utf8) + body
    let code = SHA256.authenticationCode(message, key: Array(key(secret)))
    return "v1," + Data(code ?? []).base64EncodedString()
  }

  /// The bytes after `whsec_`, whose base64 may lack its padding; a secret that is not written
  /// that way is used as its text.
  private static func key(_ secret: Secret) -> Data {
    let text = secret.reveal()
    guard text.hasPrefix("whsec_") else { return Data(text.utf8) }
    var digits = text.dropFirst(6)
    while digits.last == "=" { digits.removeLast() }
    let padding = String(repeating: "=", count: (4 - digits.utf8.count % 4) % 4)
    return Data(base64Encoded: digits + padding) ?? Data(text.utf8)
  }
}
