import SpendCore

/// The labels by which an Alertmanager knows an alert: they must not change while it fires, so no
/// amount and no time is among them. Names are made to fit `[a-zA-Z_][a-zA-Z0-9_]*`.
enum AlertLabels {
  /// Sorted by name. A budget's own `severity` replaces ours; any other name that is taken gets a
  /// prefix.
  static func make(_ alert: Alert, name: String) -> [LabelPair] {
    var labels: [String: String] = [
      "alertname": name, "budget": value(alert.budget), "instance": value(alert.instance),
      "severity": PagerDutyReceiver.severity(alert.level), "threshold": alert.condition.text,
      "window": "\(alert.kind.rawValue)_\(alert.unit.rawValue)",
    ]
    for pair in alert.group { add(pair, prefix: "dimension_", to: &labels) }
    for pair in alert.labels {
      if pair.name == "severity" {
        labels["severity"] = value(pair.value)
      } else {
        add(pair, prefix: "label_", to: &labels)
      }
    }
    // An empty value means to an Alertmanager that the label is not there.
    return labels.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { LabelPair($0.key, $0.value) }
  }

  private static func add(
    _ pair: LabelPair, prefix: String, to labels: inout [String: String]
  ) {
    var name = sanitised(pair.name)
    while labels[name] != nil { name = prefix + name }
    labels[name] = value(pair.value)
  }

  private static func value(_ text: String) -> String { SafeText.line(text, limit: 512) }

  static func sanitised(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars.prefix(100) {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": result.unicodeScalars.append(scalar)
      default: result += "_"
      }
    }
    let startsWithDigit = result.unicodeScalars.first.map { ("0"..."9").contains($0) } ?? true
    // Two underscores at the start are reserved.
    while result.hasPrefix("__") { result.removeFirst() }
    return startsWithDigit ? "_" + result : result
  }
}
