import Persistence
package import SpendCore

/// Reports from the history of a state, beside a running daemon or without one.
package enum HistoryReport {
  /// - Parameter directory: of the state.
  /// - Returns: nil where there is no state.
  /// - Throws: ``StateError``, ``HistoryTally/Failure``, ``DamagedRecord``.
  /// - Complexity: O(history in the time that is asked for).
  package static func part(_ query: ReportQuery, directory: String) throws -> ReportPart? {
    let quarters = (
      // A day that the time begins in the midst of is to be seen.
      from: query.from.map { Timestamp.floorDivide($0.seconds, 900) - 2 * 96 } ?? -(1 << 40),
      to: query.to.map { Timestamp.floorDivide($0.seconds, 900) + 1 } ?? 1 << 40
    )
    return try StateHistory.read(directory: directory) { history in
      var state = StoredState(sequence: 1)
      state.records[.meta] = try history.records(.meta)
      var sets = LabelSets(limit: .max)
      try sets.load(try history.records(.labelSet))
      let stored = try Engine.storedTotals(state)
      var tally = try HistoryTally(
        query, labelSets: (0..<UInt32(sets.count)).map { sets[$0] },
        detailsSince: Engine.storedDetailsSince(state), totals: stored.totals)
      try history.forEachRow(
        from: quarters.from, to: quarters.to, wantsDetails: tally.wantsDetails
      ) {
        tally.add($0)
      } details: {
        tally.add($0)
      }
      var part = try tally.finish()
      part.completeSince = [try history.start(), stored.partialSince].compactMap(\.self).max()
      return part
    }
  }
}
