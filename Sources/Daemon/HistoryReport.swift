import Persistence
package import SpendCore

/// Reports from the history of a state, beside a running daemon or without one.
package enum HistoryReport {
  /// - Parameter directory: of the state.
  /// - Returns: nil where there is no state.
  /// - Throws: ``StateError``, ``HistoryTally/Failure``, ``DamagedRecord``.
  /// - Complexity: O(history in the time that is asked for).
  package static func part(_ query: ReportQuery, directory: String) throws -> ReportPart? {
    guard let copy = try StateCopy.openIfThere(directory: directory) else { return nil }
    var sets = LabelSets(limit: .max)
    try sets.load(copy.state.records[.labelSet] ?? [])
    let stored = try Engine.storedTotals(copy.state)
    var tally = try HistoryTally(
      query, labelSets: (0..<UInt32(sets.count)).map { sets[$0] },
      detailsSince: Engine.storedDetailsSince(copy.state), totals: stored.totals)
    // A day that the time begins in the midst of is to be seen.
    let from = query.from.map { Timestamp.floorDivide($0.seconds, 900) - 2 * 96 }
    let to = query.to.map { Timestamp.floorDivide($0.seconds, 900) + 1 }
    let wantsDetails = tally.wantsDetails
    try copy.withHistory {
      try $0.forEachRow(
        from: from ?? -(1 << 40), to: to ?? 1 << 40, wantsDetails: wantsDetails
      ) {
        tally.add($0)
      } details: {
        tally.add($0)
      }
    }
    var part = try tally.finish()
    let start = try copy.withHistory { try $0.start() }
    part.completeSince = [start, stored.partialSince].compactMap(\.self).max()
    return part
  }
}
