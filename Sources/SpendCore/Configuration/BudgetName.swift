/// The name of a budget that has none: made from what it matches and from nothing else, so that
/// it stays the same when budgets are added, moved or given another limit. Alert ids and kept
/// spend depend on it.
package enum BudgetName {
  /// In the order in which the README lists dimensions; others follow by name.
  private static let dimensions = [
    "feature_name", "user_segment", "user_id", "model", "environment", "priority_level", "cached",
    "request_type",
  ]

  /// Conditions in one order, whatever order they were written in.
  package static func order(_ conditions: [Match.Condition]) -> [Match.Condition] {
    conditions.sorted { key($0) < key($1) }
  }

  private static func key(_ condition: Match.Condition) -> (Int, String, Int, String) {
    (
      dimensions.firstIndex(of: condition.dimension) ?? dimensions.count, condition.dimension,
      condition.isNegated ? 1 : 0, values(condition)
    )
  }

  /// `support_qa`, `faq_*|support_qa`,
  /// `user_segment=enterprise,environment!=ci|staging,model=claude-*`; `everything` without
  /// conditions, `default` for the unlisted.
  ///
  /// At most 120 bytes: a longer one is cut and ends in a digest of the whole.
  package static func make(_ match: Match, isUnlisted: Bool) -> String {
    var parts = match.conditions.map { condition in
      let isFeature = condition.dimension == Dimension.feature && !condition.isNegated
      return isFeature
        ? values(condition)
        : "\(condition.dimension)\(condition.isNegated ? "!=" : "=")\(values(condition))"
    }
    if isUnlisted { parts.insert("default", at: 0) }
    guard !parts.isEmpty else { return "everything" }
    return cut(parts.joined(separator: ","))
  }

  private static func values(_ condition: Match.Condition) -> String {
    condition.patterns.map { $0.text.isEmpty ? "\"\"" : $0.text }.joined(separator: "|")
  }

  private static func cut(_ name: String) -> String {
    let visible = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    guard visible.utf8.count > 120 else { return visible }
    // FNV-1a, 64 bits.
    let digest = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    var head = ""
    for character in visible where head.utf8.count + String(character).utf8.count <= 100 {
      head.append(character)
    }
    return head + "…" + String(digest, radix: 16)
  }
}
