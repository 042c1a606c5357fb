package import SpendCore

/// The machine form of an alert: `data` of a webhook's body and PagerDuty's `custom_details`
/// (Semantics, Delivery), keys in the order of the specification. Values from events are cut to
/// 1,024 UTF-16 units, so that no body outgrows its limit.
package struct AlertData: Sendable {
  let text: AlertText
  /// The built-in sentence, or what the budget's template makes of it.
  let sentence: String

  package init(_ text: AlertText, sentence: String? = nil) {
    self.text = text
    self.sentence = sentence ?? text.sentence
  }

  private static let valueLimit = 1024

  package func write(into json: inout JSONWriter) {
    let alert = text.alert
    json.field("id", cut(alert.id))
    json.field("instance", cut(alert.instance))
    json.field("level", alert.level.rawValue)
    json.field("threshold_percent", alert.condition.percent)
    json.field("state", alert.state.rawValue)
    json.field("catch_up", alert.isCatchUp)
    json.field("provisional", alert.isProvisional)
    json.field("budget", cut(alert.budget))
    json.object("group") { pairs(alert.group, into: &$0) }
    json.object("labels") { pairs(alert.labels, into: &$0) }
    json.object("window") { json in
      json.field("unit", alert.unit.rawValue)
      json.field("kind", alert.kind.rawValue)
      json.field("start", alert.windowStart.secondsText)
      json.field("end", alert.windowEnd.secondsText)
      json.field("timezone", cut(alert.timeZone))
    }
    json.field("spend_usd", alert.spend)
    json.field("limit_usd", alert.limit)
    json.decimal("used_percent", text.usedPercent)
    json.field("rate_usd_per_hour", alert.ratePerHour)
    json.field("exhausted_at", alert.exhaustedAt?.secondsText)
    json.object("top") { top(alert.top, into: &$0) }
    json.field("runbook_url", alert.runbookURL.map(cut))
    json.field("text", sentence)
    quality(alert, into: &json)
  }

  /// Beyond the keys of the specification: only there when there is something to say.
  private func quality(_ alert: Alert, into json: inout JSONWriter) {
    if alert.unpricedEvents > 0 { json.field("unpriced_events", alert.unpricedEvents) }
    if alert.lateEvents > 0 { json.field("late_events", alert.lateEvents) }
    if let clears = alert.clearsAt { json.field("clears_at", clears.secondsText) }
    guard alert.state == .resolved else { return }
    json.field("resolved_because", text.ending)
    switch text.resolution {
    case .limitChanged(let from): json.field("previous_limit_usd", from)
    case .replaced(let other): json.field("replaced_by_percent", other.percent)
    case .fell, .windowOver, .thresholdRemoved, .budgetRemoved: break
    }
  }

  private func pairs(_ pairs: [LabelPair], into json: inout JSONWriter) {
    var seen: Set<ExactText> = []
    for pair in pairs where seen.insert(ExactText(pair.name)).inserted {
      json.field(cut(pair.name), cut(pair.value))
    }
  }

  private func top(_ entries: [Alert.TopEntry], into json: inout JSONWriter) {
    for entry in entries {
      json.array(cut(entry.dimension)) { list in
        for (value, spend) in entry.values.prefix(5) {
          list.array { pair in
            pair.element(cut(value))
            pair.element(spend)
          }
        }
      }
    }
  }

  private func cut(_ text: String) -> String { SafeText.cut(text, limit: Self.valueLimit) }
}
