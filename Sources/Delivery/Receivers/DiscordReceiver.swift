import SpendCore

/// Discord webhooks, with `wait=true` (without it Discord reports no errors) and without any
/// mentions. Limits: content 2,000; an embed's title 256, description 4,096, 25 fields of 256 and
/// 1,024, footer 2,048; 6,000 in all embeds.
enum DiscordReceiver {
  private static let detailed = 10
  private static let escape = Escaping.markdown

  static func requests(_ attempt: Attempt, _ context: RenderContext) -> [WireRequest] {
    guard let message = ChatMessage(attempt, context) else { return [] }
    var json = JSONWriter()
    json.object { json in
      switch message {
      case .line(let text): content(text, into: &json)
      case .digest(let text): digest(text, into: &json)
      case .alerts(let message, let first, let line, let isCatchUp):
        if message.items.count == 1 {
          content(line, into: &json)
          single(first, message, context, into: &json)
        } else {
          content(Receiver.headline(message, isCatchUp: isCatchUp), into: &json)
          embed(message, into: &json) { json in
            json.field("description", SafeText.cut(list(message, context), limit: 4096))
          }
        }
      }
      json.object("allowed_mentions") { $0.array("parse") { _ in } }
    }
    let url = waiting(Receiver.url(context))
    return [Receiver.post(json.bytes, to: url, context, needsBody: true)]
  }

  private static func waiting(_ url: Secret) -> Secret {
    let text = url.reveal()
    guard text.firstRange(of: "wait=") == nil else { return url }
    return Secret(text + (text.contains("?") ? "&" : "?") + "wait=true")
  }

  // MARK: Messages

  private static func content(_ text: String, into json: inout JSONWriter) {
    json.field("content", escape.line(text, limit: 1900))
  }

  private static func digest(_ text: DigestText, into json: inout JSONWriter) {
    content(text.title, into: &json)
    let sections = text.sections(bold: { "**\($0)**" }, escape: { escape($0) })
    json.array("embeds") { embeds in
      embeds.object { embed in
        embed.field("color", 0x1565C0)
        embed.field(
          "description", SafeText.cut(sections.joined(separator: "\n\n"), limit: 4096))
        embed.object("footer") { $0.field("text", SafeText.line(text.footer, limit: 1500)) }
      }
    }
  }

  private static func single(
    _ item: OutgoingMessage.Item, _ message: OutgoingMessage, _ context: RenderContext,
    into json: inout JSONWriter
  ) {
    let text = context.text(item.alert)
    embed(message, into: &json) { json in
      if let own = Receiver.message(
        item.alert, context, limit: 3000, escape: { escape($0) })
      {
        json.field("description", own)
      } else {
        let lines = text.body(for: context.settings.name).map { escape.line($0, limit: 600) }
        let look = text.look.map { ["Look: \(escape.line($0, limit: 900))"] } ?? []
        let description = (lines + look).joined(separator: "\n")
        if !description.isEmpty { json.field("description", description) }
      }
      json.object("footer") { $0.field("text", SafeText.line(text.footer, limit: 1500)) }
    }
  }

  private static func embed(
    _ message: OutgoingMessage, into json: inout JSONWriter, _ body: (inout JSONWriter) -> Void
  ) {
    json.array("embeds") { embeds in
      embeds.object { embed in
        embed.field("color", color(message))
        if message.items.count == 1,
          let link = Receiver.link(message.items.first?.alert.runbookURL)
        {
          embed.field("title", "Runbook")
          embed.field("url", link)
        }
        body(&embed)
      }
    }
  }

  private static func list(_ message: OutgoingMessage, _ context: RenderContext) -> String {
    var lines = message.items.prefix(detailed).map { item in
      let title = escape.line(Receiver.line(item, context, limit: 200), limit: 180)
      return "**\(title)**\nid \(escape.line(context.text(item.alert).shortID, limit: 70))"
    }
    let rest = message.items.dropFirst(detailed)
    if !rest.isEmpty {
      lines.append("**and \(rest.count) more**")
      lines += rest.prefix(15).map { item in
        let text = context.text(item.alert)
        return "\(escape.line(text.who, limit: 30)) · \(escape.line(text.shortID, limit: 70))"
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func color(_ message: OutgoingMessage) -> Int {
    if message.isResolved { return 0x2E7D32 }
    switch message.level {
    case .hard: return 0xC62828
    case .soft: return 0xF9A825
    case .info: return 0x1565C0
    }
  }
}
