/// From a combination of dimension values to the windows that count it: done once a series.
extension Engine {
  /// Finds the windows of a series that is new, whose links were forgotten, or that leads to a
  /// window that is gone.
  ///
  /// In the last case its links stay where they are: which rules count a series never
  /// changes, only the windows.
  mutating func learn(_ number: Int, into effects: inout [Effect]) {
    while series.count <= number { series.append(SeriesState()) }
    let values = catalog.dimensions.indices.map {
      catalog.symbol(of: UInt32(number), dimension: $0)
    }
    let counting =
      matcher.settled(values[0]) ?? matcher.rules(feature: values[0], values: bytes(values))
    let isKnown = series[number].firstLink >= 0
    if !isKnown {
      series[number].firstLink = Int32(links.count)
      series[number].linkCount = Int32(counting.count)
      series[number].historySet = Engine.labelSet(
        values, in: &historySets, of: &labelSets, catalog)
      series[number].shareSet = Engine.labelSet(
        values, in: &shareSets, of: &labelSets, catalog)
      series[number].feature = featureNumber(values[0])
      series[number].isUntagged = values[0] == Catalog.untagged
    }
    // Day and month of a budget have the same, and share it.
    var group: [UInt32] = []
    for (place, rule) in counting.enumerated() {
      let wanted = matcher.group(of: rule, symbols: values)
      if wanted != group { group = wanted }
      let window = Int32(window(rule: rule, group: group, into: &effects))
      if isKnown {
        links[Int(series[number].firstLink) + place].window = window
      } else {
        links.append(Link(window: window, shape: shapes[rule]))
      }
    }
  }

  private func bytes(_ symbols: [UInt32]) -> [[UInt8]] {
    symbols.map { Array(catalog.text($0).utf8) }
  }

  private mutating func featureNumber(_ symbol: UInt32) -> Int32 {
    if let known = featureNumbers[symbol] { return known }
    let number = Int32(features.number(of: catalog.text(symbol)))
    featureNumbers[symbol] = number
    return number
  }

  /// The number of a set of values. Many series share one, and it is found by symbols without
  /// a look at the texts.
  private static func labelSet(
    _ values: [UInt32], in sets: inout SymbolSets, of labelSets: inout LabelSets,
    _ catalog: borrowing Catalog
  ) -> UInt32 {
    if let known = sets.find(values) { return known }
    var pairs: [LabelPair] = []
    for (index, dimension) in sets.dimensions.enumerated() {
      pairs.append(LabelPair(dimension, catalog.text(sets.symbol(index, of: values))))
    }
    let number = labelSets.number(of: pairs)
    sets.add(values, number)
    return number
  }

  /// Whether a budget names a feature.
  func isNamed(_ feature: String) -> Bool { matcher.isNamed(Array(feature.utf8)) }

  /// The window of a rule for a group, made when it is the first event of the group.
  mutating func window(
    rule: Int, group: [UInt32], into effects: inout [Effect]
  ) -> Int {
    if let number = windows.find(rule, group) { return number }
    if !group.isEmpty, groupCount >= configuration.maxGroups,
      !group.allSatisfy({ $0 == Catalog.other }), windows.find(countedRule(rule), group) == nil
    {
      let name = rules[rule].budget.name
      if limitedBudgets.insert(name).inserted {
        effects.append(.happened(.groupsLimited(budget: name)))
      }
      return window(rule: rule, group: group.map { _ in Catalog.other }, into: &effects)
    }
    return makeWindow(rule: rule, group: group)
  }

  private mutating func makeWindow(rule: Int, group: [UInt32]) -> Int {
    var window = SpendWindow(rule: rule, group: group)
    if !unseededRules.isEmpty { window.partialSince = unseededRules[rules[rule].identity] }
    updateTrip(&window)
    let number = freeNumbers.popLast() ?? windows.count
    if number == windows.count {
      windows.append(consume window)
    } else {
      // What the state has under the number is replaced, if it was not removed yet.
      let place = windows.slots.pointer(number)
      (window.isStored, window.isQueuedForCommit) =
        (place.pointee.isStored, place.pointee.isQueuedForCommit)
      windows.put(consume window, number)
    }
    windows.enter(number, rule, group)
    noteWindow(of: rule, 1)
    log.noteChange()
    queueForCommit(number)
    return number
  }

  /// A window was made or went: a group with a day and a month is one group.
  mutating func noteWindow(of rule: Int, _ change: Int) {
    if countedRules[rule] == rule { groupCount += change }
  }

  /// The rule of the same budget whose windows stand for the groups: the last one, because a
  /// month outlives its days.
  func countedRule(_ rule: Int) -> Int { countedRules[rule] }

  /// Takes up the rules of the configuration, and works out once what is asked of them for every
  /// window.
  mutating func layRules() {
    rules = Rule.all(of: configuration)
    shapes = rules.map { RuleShape($0) }
    firstTrips = rules.map { $0.threshold(above: 0)?.trip.nano ?? .max }
    countedRules = Array(rules.indices)
    // Those of a budget stand side by side.
    for rule in rules.indices.dropLast().reversed()
    where rules[rule].budget.name == rules[rule + 1].budget.name {
      countedRules[rule] = countedRules[rule + 1]
    }
    recordHeads = rules.map { rule in
      var writer = ByteWriter()
      writer.write(windowOf: rule.identity, limit: rule.limit, values: rule.budget.per.count)
      return writer.bytes
    }
    matcher = RuleMatcher(
      rules: rules, exclude: configuration.exclude, dimensions: catalog.dimensions)
  }
}
