import SpendCore

/// The names that a template of a digest can use, and what they stand for. Each value is a
/// text of one line; `top`, `odd`, `budgets` and `alerts` are lists, of which `.` is an entry,
/// or of `top` its parts.
enum DigestTemplateValues {
  static let names: Set<String> = [
    "title", "text", "period", "every", "start", "end", "timezone", "spend", "previous", "change",
    "calls", "month", "top", "name", "share", "spark", "per_call", "others", "odd", "budgets",
    "alerts", "data", "instance",
  ]

  static func make(_ text: DigestText, escape: (String) -> String) -> [String: Any] {
    let digest = text.digest
    func safe(_ value: String) -> String { escape(SafeText.line(value, limit: 300)) }
    var values: [String: Any] = [
      "title": safe(text.builtInTitle), "text": escape(text.builtInPlain),
      "period": safe(digest.period.name), "every": digest.every.rawValue,
      "start": digest.period.start.secondsText, "end": digest.period.end.secondsText,
      "timezone": safe(digest.timeZone), "spend": digest.spend.text, "calls": "\(digest.calls)",
      "instance": safe(digest.instance), "data": safe(text.data), "odd": text.odd.map(safe),
      "budgets": text.budgets.map(safe), "alerts": text.alerts.map(safe),
      "top": text.rows.map { row in
        [
          "name": safe(row.name), "spend": row.spend, "share": row.share, "change": row.change,
          "spark": row.spark, "per_call": row.perCall,
        ]
      },
    ]
    if let previous = digest.previous {
      values["previous"] = previous.text
      values["change"] = DigestText.change(digest.spend, previous)
    }
    if let month = text.monthLine { values["month"] = safe(month) }
    if let others = text.others { values["others"] = safe(others) }
    return values
  }
}
