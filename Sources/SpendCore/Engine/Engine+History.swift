/// What a configuration needs of the history.
extension Engine {
  /// What of the history a configuration needs, as numbers of quarters: nothing while the
  /// state knows all of its rules; else what the longest window can hold (a month, and a
  /// day for the calendar).
  package static func neededHistory(
    _ configuration: Configuration, state: StoredState
  ) -> Range<Int64>? {
    guard let position = storedPosition(state) else { return nil }
    let needs = differ(storedRules(state), storedZone(state), configuration)
    return needs ? historyRange(at: position) : nil
  }

  /// As ``neededHistory(_:state:)`` for a reload of this engine.
  package func neededHistory(_ new: Configuration) -> Range<Int64>? {
    guard let position else { return nil }
    return Engine.differ(ledger.knownRules, ledger.knownZone, new)
      ? Engine.historyRange(at: position) : nil
  }

  /// Whether there is a rule that is new, or has new windows in another time zone; one that went
  /// may have named features that an `unlisted` budget gets now.
  private static func differ(_ known: [String], _ zone: String?, _ new: Configuration) -> Bool {
    if let zone, zone != new.timeZone.name { return true }
    let known = Set(known.map { ExactText($0) })
    let rules = Set(Rule.all(of: new).map { ExactText($0.identity) })
    return !rules.isSubset(of: known)
      || (rules != known && new.budgets.contains { $0.isUnlisted })
  }

  private static func historyRange(at position: Int64) -> Range<Int64> {
    let quarter = Timestamp.floorDivide(position, 15)
    return quarter - 33 * 96..<quarter + 96
  }
}
