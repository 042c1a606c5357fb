import SpendCore

/// Mail: what the chats say, as text and as HTML. Nothing from events is anything but text in it.
enum EmailReceiver {
  /// Alerts of one message that are named.
  private static let listed = 50

  /// Nil when there is nothing to say to people, or no server is configured.
  static func request(_ attempt: Attempt, _ context: RenderContext) -> MailRequest? {
    let context = context.prefixed(for: attempt)
    guard let mail = context.settings.mail, let message = ChatMessage(attempt, context) else {
      return nil
    }
    let (subject, text, html) = content(message, context)
    let headers = context.settings.headers.sorted { $0.key < $1.key }
    let bytes = MailMessage(
      from: mail.from, to: mail.to, subject: subject, date: context.now,
      thread: MailThread(attempt, receiver: context.settings.name, domain: mail.from.domain),
      headers: headers.map { LabelPair($0.key, $0.value.reveal()) }, text: text,
      html: attempt.isPlain ? nil : html
    ).bytes
    return MailRequest(
      sender: mail.from.address, recipients: mail.to.map(\.address), message: bytes)
  }

  private static func content(
    _ message: ChatMessage, _ context: RenderContext
  ) -> (subject: String, text: String, html: String) {
    if case .digest(let text) = message { return (text.title, text.plain, text.html) }
    let (subject, page) = page(message, context)
    return (subject, page.text, page.html)
  }

  private static func page(
    _ message: ChatMessage, _ context: RenderContext
  ) -> (subject: String, page: MailPage) {
    switch message {
    case .digest(let text): return (text.title, MailPage(blocks: [.lines([text.title])]))
    case .line(let text):
      let line = SafeText.line(text, limit: 2000)
      return (SafeText.line(line, limit: 150), MailPage(blocks: [.lines([line])]))
    case .alerts(let message, let first, let line, _) where message.items.count == 1:
      return (line, single(first, line, context))
    case .alerts(let message, _, let line, let isCatchUp):
      return (
        "\(line) (and \(message.items.count - 1) more)",
        list(message, isCatchUp: isCatchUp, context)
      )
    }
  }

  private static func single(
    _ item: OutgoingMessage.Item, _ line: String, _ context: RenderContext
  ) -> MailPage {
    let alert = item.alert
    let text = context.text(alert)
    var blocks: [MailPage.Block] = [.title(line, color: color(alert))]
    if let own = Receiver.message(alert, context, limit: 8000, escape: { $0 }) {
      blocks.append(
        .lines(own.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)))
    } else {
      let lines = text.body(for: context.settings.name).map { SafeText.line($0, limit: 600) }
      if !lines.isEmpty { blocks.append(.lines(lines)) }
    }
    if alert.state == .firing, let link = Receiver.link(alert.runbookURL) {
      blocks.append(.link(label: "Runbook", url: link))
    }
    if let look = text.look { blocks.append(.command(label: "Look", look)) }
    blocks.append(.small(SafeText.line(text.footer, limit: 1500)))
    return MailPage(blocks: blocks)
  }

  private static func list(
    _ message: OutgoingMessage, isCatchUp: Bool, _ context: RenderContext
  ) -> MailPage {
    let items = message.items.prefix(listed).map { item in
      let text = context.text(item.alert)
      return [Receiver.line(item, context, limit: 300)] + [text.pace].compactMap(\.self)
        + ["id \(text.shortID)"]
    }
    var blocks: [MailPage.Block] = [
      .title(context.prefix + Receiver.headline(message, isCatchUp: isCatchUp), color: nil),
      .items(items),
    ]
    let rest = message.items.count - items.count
    if rest > 0 { blocks.append(.lines(["and \(rest) more"])) }
    let instance = message.items.first?.alert.instance ?? context.instance
    blocks.append(.small("instance \(SafeText.line(instance, limit: 64))"))
    return MailPage(blocks: blocks)
  }

  private static func color(_ alert: Alert) -> String? {
    if alert.state == .resolved { return "#2da44e" }
    switch alert.level {
    case .hard: return "#cf222e"
    case .soft: return "#d4a72c"
    case .info: return nil
    }
  }
}
