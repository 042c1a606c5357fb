/// The rules of a configuration, laid out for matching a combination of values: dimensions by their
/// place in the catalog, and what depends on the feature alone worked out once a feature. A product
/// has many combinations and few features, so most of the patterns are never looked at again.
struct RuleMatcher: Sendable {
  private struct Test: Sendable {
    var index: Int
    var condition: Match.Condition
  }

  private struct Entry: Sendable {
    var onFeature: [Test] = []
    var onOthers: [Test] = []
    /// Places of the `per` dimensions.
    var per: [Int]
    var isUnlisted: Bool
  }

  private var entries: [Entry] = []
  private var excludes: [[Test]] = []
  private var candidates: [UInt32: [Int]] = [:]
  /// What names features: patterns of the budgets' matches, other than a bare `*`
  /// (Semantics, Configuration).
  private var naming: [Glob] = []

  init() {}

  init(rules: [Rule], exclude: [Match], dimensions: [String]) {
    func test(_ condition: Match.Condition) -> Test {
      Test(
        index: dimensions.firstIndex(ofExactly: condition.dimension) ?? dimensions.count,
        condition: condition)
    }
    entries = rules.map { rule in
      var entry = Entry(
        per: rule.budget.per.map { dimensions.firstIndex(ofExactly: $0) ?? dimensions.count },
        isUnlisted: rule.budget.isUnlisted)
      for test in rule.budget.match.conditions.map(test) {
        if test.index == 0 { entry.onFeature.append(test) } else { entry.onOthers.append(test) }
      }
      return entry
    }
    excludes = exclude.map { $0.conditions.map(test) }
    let budgets = rules.map(\.budget).filter { !$0.isUnlisted }
    naming = budgets.flatMap(\.match.conditions)
      .filter { $0.dimension == Dimension.feature && !$0.isNegated }
      .flatMap(\.patterns).filter { !$0.matchesEverything }
  }

  /// Whether any budget names a feature.
  func isNamed(_ feature: [UInt8]) -> Bool { naming.contains { $0.matches(feature) } }

  /// The rules of a feature that was seen before, when no other value has a say; else nil.
  func settled(_ feature: UInt32) -> [Int]? {
    guard excludes.isEmpty, let known = candidates[feature],
      known.allSatisfy({ entries[$0].onOthers.isEmpty })
    else { return nil }
    return known
  }

  /// The rules that count a combination, ascending.
  ///
  /// - Parameters:
  ///   - feature: symbol of the feature.
  ///   - values: the texts of the combination as UTF-8, by place.
  mutating func rules(feature: UInt32, values: [[UInt8]]) -> [Int] {
    if excludes(values: values) { return [] }
    return candidates(feature, values).filter { holds(entries[$0].onOthers, values) }
  }

  /// Whether a combination is left out of all budgets.
  func excludes(values: [[UInt8]]) -> Bool { excludes.contains { holds($0, values) } }

  /// The symbols that make the group of a rule.
  func group(of rule: Int, symbols: [UInt32]) -> [UInt32] {
    entries[rule].per.map { $0 < symbols.count ? symbols[$0] : Catalog.empty }
  }

  private mutating func candidates(_ feature: UInt32, _ values: [[UInt8]]) -> [Int] {
    if let known = candidates[feature] { return known }
    let named = isNamed(values[0])
    let found = entries.indices.filter { index in
      !(entries[index].isUnlisted && named) && holds(entries[index].onFeature, values)
    }
    candidates[feature] = found
    return found
  }

  private func holds(_ tests: [Test], _ values: [[UInt8]]) -> Bool {
    tests.allSatisfy { test in
      test.condition.matches(bytes: test.index < values.count ? values[test.index] : [])
    }
  }
}
