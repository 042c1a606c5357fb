import SpendCore

/// The built-in receiver: what the journal or stderr is given.
enum LogReceiver {
  /// nil: nothing to say.
  static func message(_ attempt: Attempt, _ context: RenderContext) -> LogMessage? {
    switch attempt.content {
    case .alerts(let deliveries), .pageSummary(_, let deliveries), .catchUp(let deliveries):
      let alerts = deliveries.map(\.alert)
      if let read = FirstReadText(deliveries, zone: context.zone) {
        return LogMessage(alerts: alerts, text: read.text)
      }
      guard let first = alerts.first else { return nil }
      if alerts.count == 1 {
        return LogMessage(alerts: alerts, text: Receiver.title(first, context, limit: 500))
      }
      let headline = Receiver.headline(OutgoingMessage(deliveries), isCatchUp: true)
      let names = alerts.prefix(10).map { context.text($0).who }.joined(separator: ", ")
      let more = alerts.count > 10 ? " and \(alerts.count - 10) more" : ""
      return LogMessage(
        alerts: alerts, text: SafeText.line("\(headline): \(names)\(more)", limit: 1500))
    case .test(let alert):
      return LogMessage(
        alerts: [alert], text: Receiver.title(alert, context.testing, limit: 500), isTest: true)
    case .digest(_, let digest):
      let text = context.text(digest)
      let top = text.rows.prefix(3).map { "\($0.name) \($0.spend)" }.joined(separator: ", ")
      return LogMessage(
        alerts: [], text: text.isEmpty ? text.title : "\(text.title); most: \(top)")
    case .notice, .pageSummaryResolved: return nil
    }
  }
}
