/// From a combination of dimension values to the windows that count it: done once a series.
extension Engine {
  /// Finds the windows of a series that is new, or whose links were forgotten.
  mutating func learn(_ number: Int, into effects: inout [Effect]) {
    while series.count <= number { series.append(SeriesState()) }
    let values = catalog.dimensions.indices.map {
      catalog.symbol(of: UInt32(number), dimension: $0)
    }
    let firstLink = links.count
    let counting =
      matcher.settled(values[0]) ?? matcher.rules(feature: values[0], values: bytes(values))
    for rule in counting {
      let group = matcher.group(of: rule, symbols: values)
      let window = window(rule: rule, group: group, into: &effects)
      links.append(Link(window: window, shape: RuleShape(rules[rule])))
    }
    series[number].historySet = labelSet(Dimension.history, Array(values.prefix(5)))
    series[number].shareSet = labelSet(configuration.top, values: values)
    series[number].feature = features.number(of: catalog.text(values[0]))
    series[number].firstLink = firstLink
    series[number].linkCount = links.count - firstLink
  }

  private func bytes(_ symbols: [UInt32]) -> [[UInt8]] {
    symbols.map { Array(catalog.text($0).utf8) }
  }

  private mutating func labelSet(_ dimensions: [String], values: [UInt32]) -> UInt32 {
    let symbols = dimensions.map { dimension in
      catalog.dimensions.firstIndex(of: dimension).map { values[$0] } ?? Catalog.empty
    }
    return labelSet(dimensions, symbols)
  }

  /// The number of a set of values. Many series share one, and it is found by symbols without a look at the texts.
  private mutating func labelSet(_ dimensions: [String], _ symbols: [UInt32]) -> UInt32 {
    // The dimensions of the history and those of alerts may be as many; their sets are not the same.
    let key = [UInt32(dimensions == Dimension.history ? 0 : 1)] + symbols
    if let known = setNumbers[key] { return known }
    let number = labelSets.number(
      of: zip(dimensions, symbols).map { LabelPair($0, catalog.text($1)) })
    setNumbers[key] = number
    return number
  }

  /// Whether a budget names a feature.
  func isNamed(_ feature: String) -> Bool { matcher.isNamed(Array(feature.utf8)) }

  /// The window of a rule for a group, made when it is the first event of the group.
  mutating func window(
    rule: Int, group: [UInt32], into effects: inout [Effect]
  ) -> Int {
    if let number = windowNumbers[WindowKey(rule: rule, group: group)] { return number }
    let others = group.map { _ in Catalog.other }
    if !group.isEmpty, groupCount >= configuration.maxGroups, group != others,
      windowNumbers[WindowKey(rule: countedRule(rule), group: group)] == nil
    {
      let name = rules[rule].budget.name
      if limitedBudgets.insert(name).inserted {
        effects.append(.happened(.groupsLimited(budget: name)))
      }
      return window(rule: rule, group: others, into: &effects)
    }
    return makeWindow(rule: rule, group: group)
  }

  mutating func makeWindow(rule: Int, group: [UInt32]) -> Int {
    var window = SpendWindow(rule: rule, group: group)
    window.partialSince = unseededRules[rules[rule].identity]
    updateTrip(&window)
    let number = freeNumbers.popLast() ?? windows.count
    if number == windows.count { windows.append(window) } else { windows[number] = window }
    windowNumbers[WindowKey(rule: rule, group: group)] = number
    noteWindow(of: rule, 1)
    isDirty = true
    queueForCommit(number)
    return number
  }

  /// A window was made or went: a group with a day and a month is one group.
  mutating func noteWindow(of rule: Int, _ change: Int) {
    if countedRule(rule) == rule { groupCount += change }
  }

  /// The rule of the same budget whose windows stand for the groups: the last one, because a month outlives its days.
  private func countedRule(_ rule: Int) -> Int {
    var last = rule
    while last + 1 < rules.count, rules[last + 1].budget.name == rules[rule].budget.name {
      last += 1
    }
    return last
  }
}
