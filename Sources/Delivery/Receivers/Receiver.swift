import SpendCore

/// Turns an attempt into the requests of one kind of receiver. Pure: the same attempt at the same
/// time gives the same bytes. One request, or for an Alertmanager one for every peer.
package enum Receiver {
  /// - Returns: nothing for `log` and `email`, whose messages are no requests over HTTP.
  package static func requests(_ attempt: Attempt, _ context: RenderContext) -> [WireRequest] {
    let context = context.prefixed(for: attempt)
    return switch context.settings.kind {
    case .log, .email: []
    case .webhook: WebhookReceiver.requests(attempt, context)
    case .slack: SlackReceiver.requests(attempt, context)
    case .pagerduty: PagerDutyReceiver.requests(attempt, context)
    case .discord: DiscordReceiver.requests(attempt, context)
    case .teams: TeamsReceiver.requests(attempt, context)
    case .alertmanager: AlertmanagerReceiver.requests(attempt, context)
    }
  }

  /// Headers that every request has; the operator's own come on top and may replace them.
  static func post(
    _ body: [UInt8], to url: Secret, _ context: RenderContext, headers: [LabelPair] = [],
    needsBody: Bool = false
  ) -> WireRequest {
    let standard = [
      LabelPair("content-type", "application/json; charset=utf-8"),
      LabelPair("user-agent", "spendwatch"),
    ]
    let own = Set(context.settings.headers.keys.map { $0.lowercased() })
    return WireRequest(
      url: url, headers: (standard + headers).filter { !own.contains($0.name) },
      secretHeaders: context.settings.headers, body: body, needsBody: needsBody)
  }

  /// Where the receiver posts; a receiver that was configured without a URL gets one that fails as
  /// such.
  static func url(_ context: RenderContext, or fallback: String = "") -> Secret {
    context.settings.urls.first ?? Secret(fallback)
  }

  /// The title of an alert in plain text: the template's or the built-in one, on one line.
  static func title(_ alert: Alert, _ context: RenderContext, limit: Int) -> String {
    let text = context.text(alert)
    let template = context.templates.templates(alert, context.settings).title
    let own = template.flatMap { Template.render($0, text) { $0 } }
    let builtIn =
      switch context.settings.kind {
      case .log: text.title
      case .pagerduty: text.pagerSummary
      default: text.headline
      }
    return context.prefix + SafeText.line(own ?? builtIn, limit: limit - context.prefix.utf16.count)
  }

  /// The operator's message in the receiver's markup; nil for the built-in one.
  static func message(
    _ alert: Alert, _ context: RenderContext, limit: Int, escape: (String) -> String
  ) -> String? {
    guard let template = context.templates.templates(alert, context.settings).message,
      let text = Template.render(template, context.text(alert), escape: escape)
    else { return nil }
    return SafeText.lines(text, limit: limit)
  }

  /// The first line of a message about several alerts: `3 budget alerts: 2 hard, 1 soft`.
  static func headline(_ message: OutgoingMessage, isCatchUp: Bool) -> String {
    let firing = message.items.filter { $0.alert.state == .firing }
    var parts = [Level.hard, .soft, .info].compactMap { level -> String? in
      let count = firing.count { $0.alert.level == level }
      return count > 0 ? "\(count) \(level.rawValue)" : nil
    }
    let resolved = message.items.count - firing.count
    if resolved > 0 { parts.append("\(resolved) resolved") }
    let count = message.items.count
    let what =
      (count == 1 ? "budget alert" : "budget alerts")
      + (isCatchUp ? " found while catching up" : "")
    return "\(count) \(what): \(parts.joined(separator: ", "))"
  }

  /// One line for an item of a longer message.
  static func line(
    _ item: OutgoingMessage.Item, _ context: RenderContext, limit: Int
  ) -> String {
    let title = title(item.alert, context, limit: limit)
    return item.wasBrief
      ? SafeText.line("fired and cleared meanwhile: \(title)", limit: limit) : title
  }

  /// A link for people: only http and https, and nothing that could end the markup around it.
  static func link(_ url: String?) -> String? {
    guard let url, url.utf8.count <= 2000,
      url.lowercased().hasPrefix("https://") || url.lowercased().hasPrefix("http://")
    else { return nil }
    let isPlain = url.unicodeScalars.allSatisfy {
      $0.value > 0x20 && $0.value != 0x7F && !"<>|\"'()[]\\`".unicodeScalars.contains($0)
    }
    return isPlain ? url : nil
  }
}
