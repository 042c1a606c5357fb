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
    var context = context
    // A value could be encoded beyond recognition.
    if context.settings.kind == .email {
      context.settings.headers = context.settings.headers.mapValues { _ in Secret("<redacted>") }
    }
    let delivery = AlertDelivery(sequence: 1, receiver: context.settings.name, alert: alert)
    let attempt = Attempt(id: 1, content: .alerts([delivery]))
    let redactor = Redactor(settings: context.settings)
    if let mail = EmailReceiver.request(attempt, context) {
      return [self.mail(mail, context.settings.mail?.server ?? "", redactor)]
    }
    return Receiver.requests(attempt, context).map { request in
      let secret = secretHeaders(request).map { LabelPair($0, "<redacted>") }
      return RenderedRequest(
        method: request.method.rawValue, url: hostOnly(request.url),
        headers: request.headers + secret,
        body: redactor.mask(String(decoding: request.body, as: UTF8.self)))
    }
  }

  /// A login in the URL is sent as a header, unless there is one already.
  private static func secretHeaders(_ request: WireRequest) -> [String] {
    let names = request.secretHeaders.keys.sorted()
    let hasLogin = HTTPAddress(request.url.reveal())?.user != nil
    return hasLogin && !names.contains { $0.lowercased() == "authorization" }
      ? ["authorization"] + names : names
  }

  /// A message with its headers, a folded one in one piece.
  private static func mail(
    _ request: MailRequest, _ server: String, _ redactor: Redactor
  ) -> RenderedRequest {
    let text = redactor.mask(String(decoding: request.message, as: UTF8.self))
      .replacing("\r\n", with: "\n")
    let end = text.firstRange(of: "\n\n") ?? text.endIndex..<text.endIndex
    let headers = text[..<end.lowerBound].replacing("\n ", with: " ").split(separator: "\n")
      .map { line in
        let name = line.prefix { $0 != ":" }
        return LabelPair(String(name), String(line.dropFirst(name.count + 2)))
      }
    return RenderedRequest(
      method: "MAIL", url: server, headers: headers, body: String(text[end.upperBound...]))
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
