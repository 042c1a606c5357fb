import SpendCore

/// The names that a template can use, and what they stand for. Names under `labels.` and `group.`
/// are those of the budget and of its dimensions.
enum TemplateValues {
  static let names: Set<String> = [
    "budget", "who", "feature", "level", "state", "title", "text", "percent", "used_percent",
    "spend", "limit", "rate", "exhausted_at", "clears_at", "window", "window_start", "window_end",
    "timezone", "span", "instance", "id", "time", "runbook_url", "catch_up", "provisional",
    "firing", "resolved", "hard", "soft", "info", "unpriced_events", "late_events", "labels",
    "group", "top", "dimension", "values", "name", "value",
  ]

  static func make(_ text: AlertText, escape: (String) -> String) -> [String: Any] {
    let alert = text.alert
    func safe(_ value: String) -> String { escape(SafeText.line(value, limit: 256)) }
    func pairs(_ pairs: [LabelPair]) -> [String: String] {
      Dictionary(pairs.map { ($0.name, safe($0.value)) }) { first, _ in first }
    }
    var values: [String: Any] = [
      "budget": safe(alert.budget), "who": escape(text.who),
      "feature": safe(alert.group.first { $0.name == Dimension.feature }?.value ?? text.who),
      "level": alert.level.rawValue, "state": alert.state.rawValue, "title": escape(text.headline),
      "text": escape(text.sentence), "percent": alert.condition.text,
      "used_percent": text.usedPercent, "spend": alert.spend.text, "limit": alert.limit.text,
      "rate": "\(alert.ratePerHour.text)/h", "window": escape(text.window),
      "window_start": text.clock(alert.windowStart), "window_end": text.clock(alert.windowEnd),
      "timezone": safe(alert.timeZone), "span": escape(text.spanWords),
      "instance": safe(alert.instance), "id": safe(alert.id), "time": text.clock(alert.time),
      "catch_up": alert.isCatchUp, "provisional": alert.isProvisional,
      "firing": alert.state == .firing, "resolved": alert.state == .resolved,
      "hard": alert.level == .hard, "soft": alert.level == .soft, "info": alert.level == .info,
      "labels": pairs(alert.labels), "group": pairs(alert.group),
      "top": alert.top.map { entry -> [String: Any] in
        [
          "dimension": safe(entry.dimension), "text": escape(text.shares(entry)),
          "values": entry.values.prefix(5).map {
            ["name": safe($0.value), "value": safe($0.value), "spend": $0.spend.text]
          },
        ]
      },
    ]
    if let end = alert.exhaustedAt { values["exhausted_at"] = text.clock(end) }
    if let end = alert.clearsAt { values["clears_at"] = text.clock(end) }
    if let url = alert.runbookURL { values["runbook_url"] = safe(url) }
    if alert.unpricedEvents > 0 { values["unpriced_events"] = "\(alert.unpricedEvents)" }
    if alert.lateEvents > 0 { values["late_events"] = "\(alert.lateEvents)" }
    return values
  }
}
