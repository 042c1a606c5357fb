/// From a combination of dimension values to the windows that count it: done once a series.
extension Ledger {
  /// Finds the windows of a series that is new, whose links were forgotten, or that leads to a
  /// window that is gone.
  ///
  /// In the last case its links stay where they are: which rules count a series never
  /// changes, only the windows.
  mutating func learn(
    _ number: Int, _ log: inout CommitLog, into effects: inout [Effect]
  ) {
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
      series[number].historySet = Ledger.labelSet(
        values, in: &historySets, of: &labelSets, catalog)
      series[number].breakdownSet = Ledger.labelSet(
        values, in: &breakdownSets, of: &labelSets, catalog)
      series[number].feature = featureNumber(values[0])
      series[number].isUntagged = values[0] == Catalog.untagged
      series[number].isUncovered = counting.isEmpty && !matcher.excludes(values: bytes(values))
    }
    // Day and month of a budget have the same, and share it.
    var group: [UInt32] = []
    for (index, rule) in counting.enumerated() {
      let wanted = matcher.group(of: rule, symbols: values)
      if wanted != group { group = wanted }
      let window = Int32(window(rule: rule, group: group, &log, into: &effects))
      if isKnown {
        links[Int(series[number].firstLink) + index].window = window
      } else {
        links.append(Link(window: window, shape: rules.shapes[rule]))
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
    rule: Int, group: [UInt32], _ log: inout CommitLog, into effects: inout [Effect]
  ) -> Int {
    if let number = windows.find(rule, group) { return number }
    if !group.isEmpty, groupCount >= configuration.maxGroups,
      !group.allSatisfy({ $0 == Catalog.other }), windows.find(rules.counted[rule], group) == nil
    {
      let name = rules[rule].budget.name
      if limitedBudgets.insert(ExactText(name)).inserted {
        effects.append(.happened(.groupsLimited(budget: name)))
      }
      return window(rule: rule, group: group.map { _ in Catalog.other }, &log, into: &effects)
    }
    return makeWindow(rule: rule, group: group, &log)
  }

  private mutating func makeWindow(
    rule: Int, group: [UInt32], _ log: inout CommitLog
  ) -> Int {
    var window = SpendWindow(rule: rule, group: group)
    if !unseededRules.isEmpty {
      window.partialSince = unseededRules[ExactText(rules[rule].identity)]
    }
    updateTrip(&window)
    let number = windows.reuseNumber()
    if number == windows.count {
      windows.append(consume window)
    } else {
      // What the state has under the number is replaced, if it was not removed yet.
      let slot = windows.slots.pointer(number)
      (window.isStored, window.isQueuedForCommit) =
        (slot.pointee.isStored, slot.pointee.isQueuedForCommit)
      windows.put(consume window, number)
    }
    windows.enter(number, rule, group)
    countGroup(of: rule, 1)
    log.markChanged()
    queueForCommit(number, &log)
    return number
  }

  /// A window was made or went: a group with a day and a month is one group.
  mutating func countGroup(of rule: Int, _ change: Int) {
    if rules.counted[rule] == rule { groupCount += change }
  }

  @inline(__always)
  mutating func queueForCommit(_ number: Int, _ log: inout CommitLog) {
    guard !windows.slots[number].isQueuedForCommit else { return }
    windows.slots[number].isQueuedForCommit = true
    log.queue(window: number)
  }
}
