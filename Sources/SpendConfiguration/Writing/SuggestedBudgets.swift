package import SpendCore

/// What `suggest` proposes: budgets as they stand in `alerts.yaml`, each with its reasons.
package struct SuggestedBudgets: Sendable {
  package struct Entry: Sendable {
    package var value: String
    package var suggestion: BudgetSuggestion

    package init(value: String, suggestion: BudgetSuggestion) {
      (self.value, self.suggestion) = (value, suggestion)
    }
  }

  package var dimension: String
  package var options: BudgetSuggestion.Options
  /// By limit, the largest first.
  package var entries: [Entry]
  /// Values with too few days to say anything.
  package var tooFew: [String]

  /// Values with fewer than seven days are named, and not guessed.
  package init(
    _ hours: [ExactText: [BudgetSuggestion.Hour]], dimension: String, zone: TimeZoneRules,
    _ options: BudgetSuggestion.Options
  ) {
    self.dimension = dimension
    self.options = options
    entries = []
    tooFew = []
    for (value, hours) in hours.sorted(by: { $0.key < $1.key }) {
      if let suggestion = BudgetSuggestion(hours: hours, zone: zone, options) {
        entries.append(Entry(value: value.text, suggestion: suggestion))
      } else {
        tooFew.append(value.text)
      }
    }
    entries.sort { $1.suggestion.limit < $0.suggestion.limit }
  }

  private var key: String { options.unit == .day ? "daily" : "monthly" }

  /// What `check` accepts. Text of events stands in it as quoted YAML alone.
  package var yaml: String {
    var lines = [
      "# Written by spendwatch suggest: \(options.headroomPercent) % above the 95th percentile, raised until "
        + "it would have",
      "# alerted at most \(Self.times(options.mostAlerts)) in \(Self.days(options.alertDays)).",
      "budgets:",
    ]
    let patterns = entries.map { Glob(exactly: $0.value) }
    let isShort = patterns.map { $0.text.utf8.count <= Reader.mostPatternBytes }
    let names = patterns.map { pattern in
      BudgetName.make(
        Match([Match.Condition(dimension: dimension, patterns: [pattern])]), isUnlisted: false)
    }
    var naming = BudgetNaming(names)
    if !isShort.contains(true) { lines[2] = "budgets: []" }
    for (index, entry) in entries.enumerated() where isShort[index] {
      let match =
        dimension == Dimension.feature && FirstConfiguration.canBeNamed(entry.value)
        ? "feature: \(FirstConfiguration.quoted(entry.value))"
        : "match: { \(FirstConfiguration.quoted(dimension)): "
          + "\(FirstConfiguration.quoted(patterns[index].text)) }"
      lines += ["  # \(reason(entry.suggestion))", "  - \(match)"]
      if let name = naming.name(insteadOf: names[index]) {
        lines.append("    name: \(FirstConfiguration.quoted(name))")
      }
      if dimension != Dimension.feature { lines.append("    per: []") }
      lines.append("    \(key): \(FirstConfiguration.amount(entry.suggestion.limit))")
    }
    let tooLong = entries.indices.filter { !isShort[$0] }.map { index in
      SafeText.cut(entries[index].value, limit: 60)
    }
    if !tooLong.isEmpty {
      lines.append("# Longer than a pattern may be, so without a budget: \(Self.list(tooLong))")
    }
    if !tooFew.isEmpty {
      lines.append(
        "# Fewer than \(BudgetGuess.enoughDays) days, so not guessed: \(Self.list(tooFew))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func list(_ values: [String]) -> String {
    let names = values.prefix(20).map { FirstConfiguration.quoted($0) }.joined(separator: ", ")
    return names + (values.count > 20 ? " and \(values.count - 20) more" : "")
  }

  private static func times(_ count: Int64) -> String { count == 1 ? "once" : "\(count) times" }
  private static func days(_ count: Int64) -> String { count == 1 ? "a day" : "\(count) days" }

  private func reason(_ suggestion: BudgetSuggestion) -> String {
    let unit = options.unit == .day ? "a day" : "30 days"
    let alerts = suggestion.alerts == 1 ? "1 alert" : "\(suggestion.alerts) alerts"
    return "\(suggestion.days) of \(suggestion.span) days seen: \(unit) usually "
      + "\(suggestion.median.text), p95 \(suggestion.percentile95.text), largest "
      + "\(suggestion.largest.text); would have given \(alerts)"
  }

  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("window", key)
      json.field("headroom_percent", options.headroomPercent)
      json.array("suggestions") { json in
        for entry in entries {
          json.object { json in
            json.object("group") { $0.field(dimension, entry.value) }
            json.field("limit_usd", entry.suggestion.limit)
            json.field("days", Int64(entry.suggestion.days))
            json.field("median_usd", entry.suggestion.median)
            json.field("p95_usd", entry.suggestion.percentile95)
            json.field("largest_usd", entry.suggestion.largest)
            json.field("alerts", Int64(entry.suggestion.alerts))
          }
        }
      }
      json.array("too_few_days") { json in for value in tooFew { json.element(value) } }
    }
    return json.text
  }
}
