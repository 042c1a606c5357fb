extension EngineView {
  /// Since the state was created. O(features × patterns that are no names), so it is for whoever
  /// looks, not for who counts.
  package var unbudgeted: Unbudgeted {
    var result = Unbudgeted()
    let conditions = budgets.map { budget in
      budget.match.conditions.filter { $0.dimension == Dimension.feature }
    }
    // A budget of everything, or of every feature that no other names, leaves nothing out.
    guard conditions.allSatisfy({ !$0.isEmpty }),
      !budgets.contains(where: \.isUnlisted)
    else { return result }
    // There can be a hundred thousand features: most budgets name theirs.
    func isNames(_ conditions: [Match.Condition]) -> Bool {
      conditions.count == 1 && !conditions[0].isNegated
        && conditions[0].patterns.allSatisfy(\.isLiteral)
    }
    let names = Set(
      conditions.filter(isNames).flatMap { $0[0].patterns.map { ExactText($0.text) } })
    let others = conditions.filter { !isNames($0) }
    let left = features.filter { entry in
      !names.contains(ExactText(entry.name))
        && !others.contains { $0.allSatisfy { $0.matches(entry.name) } }
    }
    result.features = left.count
    result.spend = left.reduce(.zero) { $0 + $1.spend }
    result.names = left.sorted { ($1.spend, $0.name) < ($0.spend, $1.name) }.prefix(3).map(\.name)
    return result
  }
}
