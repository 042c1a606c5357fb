import SpendCore

/// Alertmanager API v2, `POST /api/v2/alerts` to every peer (prometheus/alertmanager
/// `docs/alerts_api.md`). What makes the identity of an alert are its labels, so amounts and times
/// are in the annotations only. A firing alert ends `resolve_timeout` from now unless it is
/// refreshed; a resolved one ends now.
enum AlertmanagerReceiver {
  static func requests(_ attempt: Attempt, _ context: RenderContext) -> [WireRequest] {
    switch attempt.content {
    case .alerts(let deliveries), .catchUp(let deliveries), .pageSummary(_, let deliveries):
      let rows = OutgoingMessage(deliveries).items.map { item in
        let isResolved = item.alert.state == .resolved
        return AlertmanagerBoard.Row(
          alert: item.alert, endedAt: isResolved ? context.now : nil)
      }
      return requests(rows, context, isPlain: attempt.isPlain)
    case .test(let alert):
      let end = alert.state == .resolved ? context.now : nil
      return requests(
        [AlertmanagerBoard.Row(alert: alert, endedAt: end)], context, name: "SpendwatchTest")
    case .digest(_, let digest): return posts(self.digest(digest, context), context)
    case .notice(let notice): return posts(Self.notice(notice, context), context)
    case .pageSummaryResolved: return []
    }
  }

  static func requests(
    _ rows: [AlertmanagerBoard.Row], _ context: RenderContext, isPlain: Bool = false,
    name: String = "SpendwatchBudget"
  ) -> [WireRequest] {
    var labelled = rows.map { (row: $0, labels: AlertLabels.make($0.alert, name: name)) }
    // A rolling alert that fires again has the labels of the one that ended: the end must not undo
    // it.
    let firing = Set(labelled.filter { $0.row.endedAt == nil }.map(\.labels))
    labelled.removeAll { $0.row.endedAt != nil && firing.contains($0.labels) }
    var json = JSONWriter()
    json.array { list in
      for (row, labels) in labelled {
        list.object { write(row, labels, context, isPlain: isPlain, into: &$0) }
      }
    }
    return posts(json, context)
  }

  private static func posts(_ json: JSONWriter, _ context: RenderContext) -> [WireRequest] {
    context.settings.urls.map { Receiver.post(json.bytes, to: endpoint($0), context) }
  }

  /// The address of a peer may be given with or without the path of the API.
  private static func endpoint(_ url: Secret) -> Secret {
    let text = url.reveal()
    let path = text.prefix { $0 != "?" }
    guard !path.hasSuffix("/api/v2/alerts") else { return url }
    var base = path
    while base.hasSuffix("/") { base = base.dropLast() }
    return Secret("\(base)/api/v2/alerts\(text.dropFirst(path.count))")
  }

  // MARK: Alerts

  private static func write(
    _ row: AlertmanagerBoard.Row, _ labels: [LabelPair], _ context: RenderContext, isPlain: Bool,
    into json: inout JSONWriter
  ) {
    let text = context.text(row.alert)
    json.object("labels") { json in
      for label in labels { json.field(label.name, label.value) }
    }
    json.object("annotations") { json in
      json.field("summary", Receiver.title(row.alert, context, limit: isPlain ? 300 : 1000))
      json.field("id", row.alert.id)
      guard !isPlain else { return }
      json.field("description", description(row.alert, text, context))
      json.field("spend_usd", row.alert.spend)
      json.field("limit_usd", row.alert.limit)
      json.field("used_percent", text.usedPercent)
      if let url = Receiver.link(row.alert.runbookURL) { json.field("runbook_url", url) }
    }
    if row.endedAt == nil { json.field("startsAt", row.alert.time.description) }
    let end = row.endedAt.map { min($0, context.now) } ?? timeout(context)
    json.field("endsAt", end.description)
  }

  private static func timeout(_ context: RenderContext) -> Timestamp {
    context.now.advanced(bySeconds: context.settings.resolveTimeoutSeconds)
  }

  private static func description(
    _ alert: Alert, _ text: AlertText, _ context: RenderContext
  ) -> String {
    if let own = Receiver.message(alert, context, limit: 3000, escape: { $0 }) { return own }
    let look = text.look.map { ["Look: \($0)"] } ?? []
    return (text.body(for: context.settings.name) + look).joined(separator: "\n")
  }

  /// It knows alerts alone: one of no severity that ends by itself.
  private static func digest(_ digest: SpendDigest, _ context: RenderContext) -> JSONWriter {
    let text = context.text(digest)
    var json = JSONWriter()
    json.array { list in
      list.object { json in
        json.object("labels") {
          $0.field("alertname", "SpendwatchDigest")
          $0.field("instance", SafeText.line(digest.instance, limit: 255))
          $0.field("every", digest.every.rawValue)
          $0.field("severity", "none")
        }
        json.object("annotations") {
          $0.field("summary", text.title)
          $0.field("description", SafeText.lines(text.plain, limit: 6000))
        }
        json.field("endsAt", timeout(context).description)
      }
    }
    return json
  }

  private static func notice(_ notice: Notice, _ context: RenderContext) -> JSONWriter {
    var json = JSONWriter()
    json.array { list in
      list.object { json in
        json.object("labels") {
          $0.field("alertname", "SpendwatchReceiver")
          $0.field("instance", SafeText.line(notice.instance, limit: 255))
          $0.field("receiver", SafeText.line(notice.receiver, limit: 255))
          $0.field("severity", "warning")
        }
        json.object("annotations") { $0.field("summary", notice.text) }
        let end = notice.isResolved ? context.now : timeout(context)
        json.field("endsAt", end.description)
      }
    }
    return json
  }
}
