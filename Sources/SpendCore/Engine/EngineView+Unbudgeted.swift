extension EngineView {
  /// What no budget covers, since the state was created: all of a feature that no budget is for,
  /// and of one that budgets are for in part what none of them counted when it came.
  ///
  /// O(features × patterns that are no names), so it is for whoever looks, not for who counts.
  package var unbudgeted: Unbudgeted {
    var result = Unbudgeted()
    let named = budgets.filter { !$0.isUnlisted }
    let whole = FeatureConditions(of: named.filter(\.coversWholeFeatures))
    let parts = FeatureConditions(of: named.filter { !$0.coversWholeFeatures })
    let hasUnlisted = named.count < budgets.count
    var left: [(name: String, spend: Money)] = []
    for entry in features where !whole.match(entry.name) {
      if parts.match(entry.name) {
        if entry.uncovered != .zero { left.append((entry.name, entry.uncovered)) }
      } else if !hasUnlisted {
        left.append((entry.name, entry.spend))
      }
    }
    result.features = left.count
    result.spend = left.reduce(.zero) { $0 + $1.spend }
    result.names = left.sorted { ($1.spend, $0.name) < ($0.spend, $1.name) }.prefix(3).map(\.name)
    return result
  }
}

extension Budget {
  /// Whether it counts all of a feature that it counts anything of.
  fileprivate var coversWholeFeatures: Bool {
    match.conditions.allSatisfy { $0.dimension == Dimension.feature }
  }
}

/// What some budgets say of features. There can be a hundred thousand features, and most budgets
/// name theirs.
private struct FeatureConditions {
  private var names: Set<ExactText> = []
  /// Of each budget that does not just name some.
  private var others: [[Match.Condition]] = []

  init(of budgets: [Budget]) {
    for budget in budgets {
      let conditions = budget.match.conditions.filter { $0.dimension == Dimension.feature }
      let literals = conditions.first?.patterns.compactMap(\.literal) ?? []
      if conditions.count == 1, !conditions[0].isNegated,
        literals.count == conditions[0].patterns.count
      {
        names.formUnion(literals.map { ExactText($0) })
      } else {
        others.append(conditions)
      }
    }
  }

  func match(_ feature: String) -> Bool {
    names.contains(ExactText(feature))
      || others.contains { $0.allSatisfy { $0.matches(feature) } }
  }
}
