package import SpendCore

/// The request that an alert would cause, for `render`: exact but for the secrets in it.
package struct RenderedRequest: Hashable, Sendable {
  package var method: String
  /// Scheme and host; the rest may be a token.
  package var url: String
  package var headers: [LabelPair]
  package var body: String

  /// What the requests for one alert look like; one a peer for an Alertmanager, none for `log`.
  package static func render(_ alert: Alert, _ context: RenderContext) -> [RenderedRequest] {
    let delivery = AlertDelivery(sequence: 1, receiver: context.settings.name, alert: alert)
    let attempt = Attempt(id: 1, content: .alerts([delivery]))
    let redactor = Redactor(settings: context.settings)
    return Receiver.requests(attempt, context).map { request in
      let secret = request.secretHeaders.keys.sorted().map { LabelPair($0, "<redacted>") }
      return RenderedRequest(
        method: request.method.rawValue, url: hostOnly(request.url),
        headers: request.headers + secret,
        body: redactor.mask(String(decoding: request.body, as: UTF8.self)))
    }
  }

  /// What the `log` receiver would write.
  package static func logLine(_ alert: Alert, _ context: RenderContext) -> String {
    Receiver.title(alert, context, limit: 500)
  }

  /// `https://hooks.slack.com/<redacted>`.
  package static func hostOnly(_ url: Secret) -> String {
    let text = url.reveal()
    guard let scheme = text.firstRange(of: "://") else { return "<redacted>" }
    let rest = text[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
    let tail = authority.endIndex < rest.endIndex ? "/<redacted>" : ""
    return "\(text[..<scheme.lowerBound])://\(host ?? authority)\(tail)"
  }
}
