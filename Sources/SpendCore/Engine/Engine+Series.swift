/// From a combination of dimension values to the windows that count it: done once a series.
extension Engine {
  /// Finds the windows of a series that is new, or whose links were forgotten.
  mutating func learn(_ number: Int, into effects: inout [Effect]) {
    while series.count <= number { series.append(SeriesState()) }
    let values = catalog.dimensions.indices.map {
      catalog.symbol(of: UInt32(number), dimension: $0)
    }
    let texts = values.map { catalog.text($0) }
    let historyPairs = zip(Dimension.history, texts).map { LabelPair($0, $1) }
    let sharePairs = configuration.top.map { LabelPair($0, text(of: $0, in: texts)) }
    let firstLink = links.count
    let counting = matcher.rules(feature: values[0], values: texts.map { Array($0.utf8) })
    for rule in counting {
      let group = matcher.group(of: rule, symbols: values)
      let window = window(rule: rule, group: group, into: &effects)
      links.append(Link(window: window, shape: RuleShape(rules[rule])))
    }
    series[number].historySet = labelSets.number(of: historyPairs)
    series[number].shareSet = labelSets.number(of: sharePairs)
    series[number].feature = features.number(of: texts[0])
    series[number].firstLink = firstLink
    series[number].linkCount = links.count - firstLink
  }

  private func text(of dimension: String, in texts: [String]) -> String {
    catalog.dimensions.firstIndex(of: dimension).map { texts[$0] } ?? ""
  }

  /// Whether a budget names a feature.
  func isNamed(_ feature: String) -> Bool { matcher.isNamed(Array(feature.utf8)) }

  /// The window of a rule for a group, made when it is the first event of the group.
  mutating func window(
    rule: Int, group: [UInt32], into effects: inout [Effect]
  ) -> Int {
    if let number = windowNumbers[WindowKey(rule: rule, group: group)] { return number }
    let others = group.map { _ in Catalog.other }
    if !group.isEmpty, groupCount >= configuration.maxGroups, group != others {
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
    groupCount += 1
    isDirty = true
    queueForCommit(number)
    return number
  }
}
