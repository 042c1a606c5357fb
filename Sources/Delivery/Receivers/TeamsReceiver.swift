import SpendCore

/// Microsoft Teams through a Workflows webhook: an Adaptive Card 1.2. Text from events goes into
/// `RichTextBlock`s, which know no markup. Limit: 28 KB for the body.
enum TeamsReceiver {
  private static let detailed = 10

  static func requests(_ attempt: Attempt, _ context: RenderContext) -> [WireRequest] {
    guard let message = ChatMessage(attempt, context) else { return [] }
    var json = JSONWriter()
    switch message {
    case .line(let text):
      card(link: nil, into: &json) { rich([(SafeText.line(text, limit: 1000), true)], into: &$0) }
    case .digest(let text): card(link: nil, into: &json) { digest(text, into: &$0) }
    case .alerts(let message, let first, let line, _) where message.items.count == 1:
      card(link: Receiver.link(first.alert.runbookURL), into: &json) {
        single(first, line, context, into: &$0)
      }
    case .alerts(let message, _, _, let isCatchUp):
      card(link: nil, into: &json) { list(message, isCatchUp: isCatchUp, context, into: &$0) }
    }
    return [Receiver.post(json.bytes, to: Receiver.url(context), context, needsBody: true)]
  }

  // MARK: Messages

  private static func digest(_ text: DigestText, into body: inout JSONWriter) {
    rich([(text.title, true)], size: "medium", into: &body)
    for section in text.sections(bold: { $0 }, escape: { $0 }) {
      for line in section.split(separator: "\n") {
        rich([(SafeText.line(line, limit: 600), false)], into: &body)
      }
    }
    rich([(text.footer, false)], size: "small", into: &body)
  }

  private static func single(
    _ item: OutgoingMessage.Item, _ line: String, _ context: RenderContext,
    into body: inout JSONWriter
  ) {
    let text = context.text(item.alert)
    rich([(line, true)], size: "medium", color: color(item.alert), into: &body)
    if let own = Receiver.message(
      item.alert, context, limit: 4000, escape: { Escaping.markdown($0) })
    {
      body.object {
        $0.field("type", "TextBlock")
        $0.field("text", own)
        $0.field("wrap", true)
      }
    } else {
      for line in text.body(for: context.settings.name) {
        rich([(SafeText.line(line, limit: 600), false)], into: &body)
      }
    }
    if let look = text.look { rich([("Look: ", true), (look, false)], into: &body) }
    rich([(SafeText.line(text.footer, limit: 1500), false)], size: "small", into: &body)
  }

  private static func list(
    _ message: OutgoingMessage, isCatchUp: Bool, _ context: RenderContext,
    into body: inout JSONWriter
  ) {
    rich(
      [(Receiver.headline(message, isCatchUp: isCatchUp), true)], size: "medium", into: &body)
    for item in message.items.prefix(detailed) {
      let id = context.text(item.alert).shortID
      rich(
        [(Receiver.line(item, context, limit: 200), false), (" · id \(id)", false)],
        color: color(item.alert), into: &body)
    }
    let rest = message.items.dropFirst(detailed)
    guard !rest.isEmpty else { return }
    rich([("and \(rest.count) more", true)], into: &body)
    for item in rest.prefix(20) {
      let text = context.text(item.alert)
      rich([("\(SafeText.line(text.who, limit: 50)) · \(text.shortID)", false)], into: &body)
    }
  }

  // MARK: Elements

  private static func card(
    link: String?, into json: inout JSONWriter, _ body: (inout JSONWriter) -> Void
  ) {
    json.object { json in
      json.field("type", "message")
      json.array("attachments") { list in
        list.object { attachment in
          attachment.field("contentType", "application/vnd.microsoft.card.adaptive")
          attachment.null("contentUrl")
          attachment.object("content") { card in
            card.field("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
            card.field("type", "AdaptiveCard")
            card.field("version", "1.2")
            card.object("msteams") { $0.field("width", "full") }
            card.array("body", body)
            if let link { actions(link, into: &card) }
          }
        }
      }
    }
  }

  private static func actions(_ link: String, into card: inout JSONWriter) {
    card.array("actions") { actions in
      actions.object {
        $0.field("type", "Action.OpenUrl")
        $0.field("title", "Runbook")
        $0.field("url", link)
      }
    }
  }

  /// A line of runs, each bold or not.
  private static func rich(
    _ runs: [(text: String, isBold: Bool)], size: String? = nil, color: String? = nil,
    into body: inout JSONWriter
  ) {
    body.object { block in
      block.field("type", "RichTextBlock")
      block.array("inlines") { inlines in
        for run in runs {
          inlines.object { inline in
            inline.field("type", "TextRun")
            inline.field("text", run.text)
            if run.isBold { inline.field("weight", "bolder") }
            if let size { inline.field("size", size) }
            if let color { inline.field("color", color) }
          }
        }
      }
    }
  }

  private static func color(_ alert: Alert) -> String? {
    if alert.state == .resolved { return "good" }
    switch alert.level {
    case .hard: return "attention"
    case .soft: return "warning"
    case .info: return nil
    }
  }
}
