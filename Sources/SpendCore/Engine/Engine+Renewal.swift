/// Letting go of values that nothing is left of: the catalog only grows, so from time to time a new
/// one is begun with what is alive. Nothing that is counted, stored or said depends on it.
extension Engine {
  /// Values, and combinations of them, up to which that is not worth it.
  private static var fewValues: Int { 50_000 }

  /// Whether the catalog holds more than twice of what was alive when it was begun. So renewing costs
  /// a constant time a value on average.
  package var shouldRenew: Bool {
    catalog.symbolCount > max(Self.fewValues, 2 * renewedSymbols)
      || catalog.seriesCount > max(2 * Self.fewValues, 4 * renewedSymbols)
  }

  /// Begins a new catalog. O(windows).
  ///
  /// - Precondition: nobody holds a series of the old one.
  package mutating func renew() {
    flushAllSeries()
    var fresh = Catalog(dimensions: catalog.dimensions, hashSeed: catalog.seed)
    var symbols: [UInt32: UInt32] = [:]
    windowNumbers.removeAll(keepingCapacity: true)
    for number in windows.indices where windows.slots[number].rule >= 0 {
      let group = windows.slots[number].group.map { old in
        if let known = symbols[old] { return known }
        let new = fresh.symbol(stored: catalog.storedText(old))
        symbols[old] = new
        return new
      }
      windows.slots[number].group = group
      windowNumbers[WindowKey(rule: windows.slots[number].rule, group: group)] = number
    }
    catalog = fresh
    matcher = RuleMatcher(
      rules: rules, exclude: configuration.exclude, dimensions: catalog.dimensions)
    historySets = SymbolSets(configuration.historyDimensions, in: catalog)
    shareSets = SymbolSets(configuration.top, in: catalog)
    featureNumbers.removeAll()
    series.removeAll()
    links.removeAll()
    // No series leads to them any more.
    freeNumbers += retiredNumbers
    retiredNumbers.removeAll()
    renewedSymbols = catalog.symbolCount
  }
}
