/// What a source makes of the dimensions of its events: those that they lack are added by rules
/// (Semantics, Attribution), calls under a subscription are told (Semantics, Prices), and then
/// the values of which only a hash is kept are replaced (Semantics, Hashing). All of it depends on
/// the dimensions alone, so it is found once a series.
struct SeriesRules {
  private struct Outcome {
    var series: UInt32
    var isIncluded: Bool
  }

  private let attribution: [AttributionRule]
  private let included: [Match]
  private let hash: ValueHash?
  private let dimensions: [String]
  /// By series of the catalog, as far as they were looked at.
  private var outcomes: [Outcome?] = []

  let isEmpty: Bool

  init(settings: SourceSettings, dimensions: [String]) {
    attribution = settings.attribution
    included = settings.included
    self.dimensions = dimensions
    hash = settings.hash.flatMap { hash in dimensions.contains(where: hash.isHashed) ? hash : nil }
    isEmpty = attribution.isEmpty && included.isEmpty && hash == nil
  }

  /// Changes what the rules say of an event whose series is found.
  ///
  /// - Parameter catalog: always the same one.
  mutating func apply(to line: inout Line, _ catalog: inout Catalog) {
    let number = Int(line.series)
    if number >= outcomes.count {
      outcomes += repeatElement(nil, count: max(number + 1 - outcomes.count, outcomes.count))
    }
    let outcome = outcomes[number] ?? find(line.series, &catalog)
    outcomes[number] = outcome
    line.series = outcome.series
    guard outcome.isIncluded else { return }
    line.flags.insert(.included)
    line.flags.remove(.unpriced)
  }

  mutating func forget() { outcomes.removeAll() }

  @inline(never)
  private func find(_ series: UInt32, _ catalog: inout Catalog) -> Outcome {
    var symbols = dimensions.indices.map { catalog.symbol(of: series, dimension: $0) }
    var values = symbols.map { catalog.text($0) }
    if let rule = attribution.first(where: { holds($0.match, values) }) {
      for (index, dimension) in dimensions.enumerated() {
        guard let value = rule.values[dimension],
          values[index].isEmpty || (index == 0 && symbols[index] == Catalog.untagged)
        else { continue }
        (values[index], symbols[index]) = (value, catalog.symbol(value))
      }
    }
    let isIncluded = included.contains { holds($0, values) }
    // The rules look at the line; from here on nobody does.
    if let hash {
      for (index, dimension) in dimensions.enumerated()
      where hash.isHashed(dimension) && symbols[index] != Catalog.other {
        symbols[index] = catalog.symbol(hash.hashed(values[index], of: dimension))
      }
    }
    let final = symbols.withUnsafeBufferPointer { catalog.series($0) }
    return Outcome(series: final, isIncluded: isIncluded)
  }

  private func holds(_ match: Match, _ values: [String]) -> Bool {
    match.conditions.allSatisfy { condition in
      let index = dimensions.firstIndex(ofExactly: condition.dimension)
      return condition.matches(index.map { values[$0] } ?? "")
    }
  }
}
