import SpendCore

/// Slack incoming webhooks: Block Kit with a text for notifications and screen readers. Success is
/// 200 and `ok`. Limits: 50 blocks, header 150, section 3,000, ten fields of 2,000, about 13,000
/// characters in all blocks.
enum SlackReceiver {
  /// Alerts that are shown in detail; those beyond get a line each, or only a number in a catch-up.
  private static let detailed = 10

  static func requests(_ attempt: Attempt, _ context: RenderContext) -> [WireRequest] {
    guard let message = ChatMessage(attempt, context) else { return [] }
    var json = JSONWriter()
    json.object { json in
      switch message {
      case .line(let text): json.field("text", escape(SafeText.line(text, limit: 1000)))
      case .digest(let text):
        json.field("text", escape(text.title))
        json.array("blocks") { digest(text, into: &$0) }
      case .alerts(let message, let first, let line, _) where message.items.count == 1:
        json.field("text", escape(line))
        json.array("blocks") { single(first, context, into: &$0) }
      case .alerts(let message, _, let line, let isCatchUp):
        json.field("text", escape("\(line) (and \(message.items.count - 1) more)"))
        json.array("blocks") { list(message, isCatchUp: isCatchUp, context, into: &$0) }
      }
      json.field("unfurl_links", false)
      json.field("unfurl_media", false)
    }
    return [Receiver.post(json.bytes, to: Receiver.url(context), context, needsBody: true)]
  }

  private static let escape = Escaping.slack

  // MARK: Messages

  private static func single(
    _ item: OutgoingMessage.Item, _ context: RenderContext, into blocks: inout JSONWriter
  ) {
    let alert = item.alert
    let text = context.text(alert)
    header(Receiver.line(item, context, limit: 150), into: &blocks)
    if let own = Receiver.message(alert, context, limit: 2900, escape: { escape($0) }) {
      section(own, into: &blocks)
    } else {
      let lines = text.body(for: context.settings.name).map { escape.line($0, limit: 600) }
      if !lines.isEmpty { section(lines.joined(separator: "\n"), into: &blocks) }
    }
    if alert.state == .firing, let link = Receiver.link(alert.runbookURL) {
      section("<\(escape(link))|Runbook>", into: &blocks)
    }
    if let look = text.look { section("Look: \(escape.line(look, limit: 900))", into: &blocks) }
    contextLine(text.footer, into: &blocks)
  }

  private static func digest(_ text: DigestText, into blocks: inout JSONWriter) {
    header(text.title, into: &blocks)
    for part in text.sections(bold: { "*\($0)*" }, escape: { escape($0) }) {
      section(part, into: &blocks)
    }
    contextLine(text.footer, into: &blocks)
  }

  private static func list(
    _ message: OutgoingMessage, isCatchUp: Bool, _ context: RenderContext,
    into blocks: inout JSONWriter
  ) {
    header(Receiver.headline(message, isCatchUp: isCatchUp), into: &blocks)
    for item in message.items.prefix(detailed) {
      let text = context.text(item.alert)
      var lines = ["*\(escape.line(Receiver.line(item, context, limit: 300), limit: 300))*"]
      if let pace = text.pace { lines.append(escape(pace)) }
      lines.append("id \(escape(text.shortID))")
      section(lines.joined(separator: "\n"), into: &blocks)
    }
    let rest = message.items.dropFirst(detailed)
    if !rest.isEmpty {
      section("*and \(rest.count) more*", into: &blocks)
      for chunk in chunks(rest.prefix(40), of: 10) {
        let lines = chunk.map { item in
          let text = context.text(item.alert)
          return "\(text.lead) \(escape.line(text.who, limit: 60)) · \(escape(text.shortID))"
        }
        section(lines.joined(separator: "\n"), into: &blocks)
      }
    }
    let instance = message.items.first?.alert.instance ?? context.instance
    contextLine("instance \(SafeText.line(instance, limit: 64))", into: &blocks)
  }

  private static func chunks<Items: Collection>(
    _ items: Items, of count: Int
  ) -> [Items.SubSequence] {
    var chunks: [Items.SubSequence] = []
    var rest = items[...]
    while !rest.isEmpty {
      chunks.append(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    return chunks
  }

  // MARK: Blocks

  /// `verbatim`: Slack makes no links out of names that look like URLs, channels or people.
  private static func markdown(_ text: String, into object: inout JSONWriter) {
    object.field("type", "mrkdwn")
    object.field("text", text)
    object.field("verbatim", true)
  }

  private static func header(_ text: String, into blocks: inout JSONWriter) {
    blocks.object { block in
      block.field("type", "header")
      block.object("text") {
        $0.field("type", "plain_text")
        $0.field("text", SafeText.line(text, limit: 150))
        $0.field("emoji", false)
      }
    }
  }

  private static func section(_ text: String, into blocks: inout JSONWriter) {
    blocks.object { block in
      block.field("type", "section")
      block.object("text") { markdown(SafeText.cut(text, limit: 3000), into: &$0) }
    }
  }

  private static func contextLine(_ text: String, into blocks: inout JSONWriter) {
    blocks.object { block in
      block.field("type", "context")
      block.array("elements") { elements in
        elements.object {
          $0.field("type", "plain_text")
          $0.field("text", SafeText.line(text, limit: 1500))
          $0.field("emoji", false)
        }
      }
    }
  }
}
