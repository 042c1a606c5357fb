import SpendCore

/// `match`, `feature` and `exclude`.
extension Reader {
  ///
  /// - Parameter all: what an entry without conditions would do.
  mutating func excludes(_ field: Field?, _ all: String = "exclude every event") -> [Match] {
    guard let field, !field.value.isNothing else { return [] }
    return (list(field) ?? []).compactMap { item in
      guard let conditions = conditions(item) else { return nil }
      guard !conditions.isEmpty else {
        error(item, "is empty, and would \(all)")
        return nil
      }
      return Match(conditions)
    }
  }

  /// `[{ when: { request_type: embed }, set: { feature_name: search } }]`.
  mutating func attribution(_ field: Field?) -> [AttributionRule] {
    guard let field, !field.value.isNothing else { return [] }
    return (list(field) ?? []).compactMap { item -> AttributionRule? in
      guard let section = section(item, known: ["when", "set"]) else { return nil }
      guard let set = section["set"] else {
        missing(
          section,
          "needs what to set: { when: { request_type: embed }, set: { feature_name: search } }")
        return nil
      }
      var when: [Match.Condition] = []
      if let field = section["when"] { when = conditions(field) ?? [] }
      let values = texts(set)
      for (name, value) in values where value.isEmpty {
        error(set, "\(Quoted.text(name)) has no value")
      }
      return values.isEmpty ? nil : AttributionRule(match: Match(when), values: values)
    }
  }

  /// The conditions of a `match`, in the order of ``BudgetName/order(_:)``, so that writing them
  /// in another order is no change.
  mutating func conditions(_ field: Field) -> [Match.Condition]? {
    guard let pairs = pairs(field) else { return nil }
    let conditions = pairs.compactMap { name, entry -> Match.Condition? in
      guard isName(name, entry) else { return nil }
      let condition = condition(name, entry)
      if let condition { checkHashed(condition, entry) }
      return condition
    }
    return BudgetName.order(conditions)
  }

  private mutating func condition(_ dimension: String, _ field: Field) -> Match.Condition? {
    guard case .mapping = field.value.content else {
      guard let patterns = patterns(field) else { return nil }
      return Match.Condition(dimension: dimension, patterns: patterns)
    }
    guard let section = section(field, known: ["not"]) else { return nil }
    guard let not = section["not"] else {
      error(field, "must be a text, a glob, a list of them, or { not: … }")
      return nil
    }
    guard let patterns = patterns(not) else { return nil }
    return Match.Condition(dimension: dimension, patterns: patterns, isNegated: true)
  }

  mutating func checkHashed(_ condition: Match.Condition, _ field: Field) {
    guard hashedDimensions.contains(condition.dimension),
      let glob = condition.patterns.first(where: { !$0.isLiteral && !$0.matchesEverything })
    else { return }
    error(
      field,
      "\(Quoted.text(glob.text)) matches parts of a value, but \(condition.dimension) is kept as a "
        + "hash (hash:), which only whole values can be compared with; name the values")
  }

  static let mostPatternBytes = 1024

  /// One or several texts or globs, sorted, each once. The empty text stands for a missing value,
  /// and has to be written with quotes.
  mutating func patterns(_ field: Field) -> [Glob]? {
    guard let items = list(field, allowsOne: true) else { return nil }
    guard !items.isEmpty else {
      error(field, "is an empty list, and matches nothing")
      return nil
    }
    var texts: Set<ExactText> = []
    var isComplete = true
    for item in items {
      guard let text = item.value.scalar, !item.value.isNothing else {
        error(
          item, item.value.isNothing ? "has no value" : "must be a text, not \(item.value.shape)")
        isComplete = false
        continue
      }
      guard text.utf8.count <= Self.mostPatternBytes else {
        error(item, "is longer than 1024 bytes")
        isComplete = false
        continue
      }
      texts.insert(ExactText(text))
    }
    // Default names hang on the order, in which equal spellings are side by side.
    let sorted = texts.sorted { ($0.text, $0) < ($1.text, $1) }
    return isComplete ? sorted.map { Glob($0.text) } : nil
  }
}
