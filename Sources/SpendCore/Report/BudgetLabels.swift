/// `--by label.team`: what the budget that names a feature says of it (Semantics, Reports).
package struct BudgetLabels: Sendable {
  private let budgets: [(patterns: [Glob], value: String)]
  /// `team` of `label.team`.
  package let name: String

  package static let prefix = "label."

  /// - Returns: nil where no budget that names features has the label.
  package init?(_ dimension: String, budgets: [Budget]) {
    let name = String(dimension.dropFirst(Self.prefix.count))
    self.name = name
    self.budgets = budgets.compactMap { budget in
      guard let value = budget.labels[name] else { return nil }
      let named = budget.match.conditions.filter {
        $0.dimension == Dimension.feature && !$0.isNegated
      }
      let patterns = named.flatMap(\.patterns).filter { !$0.matchesEverything }
      return patterns.isEmpty ? nil : (patterns, value)
    }
    if self.budgets.isEmpty { return nil }
  }

  /// Of the first budget that names it; empty without one.
  package func value(of feature: String) -> String {
    let bytes = Array(feature.utf8)
    return budgets.first { $0.patterns.contains { $0.matches(bytes) } }?.value ?? ""
  }
}

extension ReportPart {
  /// The same with other values in a column; rows that become equal are added up.
  package func mapping(_ index: Int, _ change: (String) -> String) -> ReportPart {
    var part = self
    part.removeRows()
    for (key, sums) in rows {
      part.add(sums, Self.changed(key, index, change))
    }
    for (key, sums) in details {
      part.add(sums, Self.changed(key, index, change))
    }
    part.addDistinct(of: self) { Self.changed($0, index, change) }
    for (key, sums) in untagged {
      part.addUntagged(sums, Self.changed(key, index, change))
    }
    return part
  }

  private static func changed(_ key: Key, _ index: Int, _ change: (String) -> String) -> Key {
    var key = key
    key.values[index] = ExactText(change(key.values[index].text))
    return key
  }
}
