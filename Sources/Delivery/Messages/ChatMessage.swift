import SpendCore

/// What a receiver for people shows: one line, or alerts in its own markup.
enum ChatMessage {
  case line(String)
  case digest(DigestText)
  /// At least one.
  case alerts(OutgoingMessage, first: OutgoingMessage.Item, line: String, isCatchUp: Bool)

  /// Nil when there is nothing to say to people.
  init?(_ attempt: Attempt, _ context: RenderContext) {
    switch attempt.content {
    case .alerts(let deliveries), .pageSummary(_, let deliveries):
      self.init(deliveries, isPlain: attempt.isPlain, isCatchUp: false, context)
    case .catchUp(let deliveries):
      if let read = FirstReadText(deliveries, zone: context.zone) {
        self = .line(read.text)
        return
      }
      self.init(deliveries, isPlain: attempt.isPlain, isCatchUp: true, context)
    case .digest(_, let digest):
      let text = context.text(digest)
      self = attempt.isPlain ? .line(context.prefix + text.title) : .digest(text)
    case .test(let alert):
      self.init(
        [AlertDelivery(sequence: 0, receiver: context.settings.name, alert: alert)],
        isPlain: attempt.isPlain, isCatchUp: false, context)
    case .notice(let notice): self = .line((notice.isResolved ? "RESOLVED: " : "") + notice.text)
    case .pageSummaryResolved: return nil
    }
  }

  private init(
    _ deliveries: [AlertDelivery], isPlain: Bool, isCatchUp: Bool, _ context: RenderContext
  ) {
    let message = OutgoingMessage(deliveries)
    guard let first = message.items.first else {
      self = .line("budget alerts")
      return
    }
    let line = Receiver.line(first, context, limit: 300)
    self =
      isPlain
      ? .line("\(line) (id \(SafeText.line(first.alert.id, limit: 80)))")
      : .alerts(message, first: first, line: line, isCatchUp: isCatchUp)
  }
}
