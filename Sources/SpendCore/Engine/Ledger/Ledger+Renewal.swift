/// How much the catalog held when it was renewed last.
struct Renewal: Sendable {
  var symbols = 0
  var bytes = 0
  /// Some did not fit, and it is a day later: there may be room.
  var isWanted = false
}

/// Releasing values of which nothing is left: a catalog only grows, so from time to time a new one
/// replaces it, with the live values alone. Nothing that is counted, stored or told depends on it.
extension Ledger {
  /// Values, and combinations of them, up to which that is not worth it.
  private static var fewValues: Int { 50_000 }
  private static var fewBytes: Int { 32 << 20 }

  /// Whether the catalog holds a third more than is alive: as was when it was begun, or as
  /// there are groups. So renewing costs a constant time a value on average.
  var shouldRenew: Bool {
    // Of each budget: several may be of the same values.
    let groups = groupCount / max(1, configuration.budgets.count { !$0.per.isEmpty })
    let alive = max(renewed.symbols, groups)
    return renewed.isWanted || catalog.symbolCount > max(Self.fewValues, alive + alive / 3)
      || catalog.seriesCount > max(2 * Self.fewValues, 3 * alive)
      || catalog.byteCount > max(Self.fewBytes, 3 * renewed.bytes)
  }

  /// Begins a new catalog. O(windows).
  ///
  /// - Precondition: nobody holds a series of the old one.
  mutating func renew(_ log: inout CommitLog) {
    flushAllSeries(&log)
    // Before there are two catalogs for a moment.
    series.removeAll()
    links.removeAll()
    catalog.forgetPlaces()
    var fresh = Catalog(dimensions: catalog.dimensions, hashSeed: catalog.seed)
    var symbols = [UInt32](repeating: .max, count: catalog.symbolCount)
    var shared: [UInt32] = []
    for number in windows.indices where windows.slots[number].rule >= 0 {
      let group = windows.slots[number].group.map { old in
        if symbols[Int(old)] == .max {
          symbols[Int(old)] = fresh.symbol(stored: catalog.storedText(old))
        }
        return symbols[Int(old)]
      }
      // Neighbours mostly share one.
      if group != shared { shared = group }
      windows.slots[number].group = shared
    }
    windows.enterAnew()
    catalog = fresh
    forgetSymbols()
    // No series leads to them any more.
    windows.freeRetired()
    markRenewed()
  }

  /// What there is now is alive.
  mutating func markRenewed() {
    renewed.isWanted = false
    renewed.symbols = catalog.symbolCount
    renewed.bytes = catalog.byteCount
  }
}
