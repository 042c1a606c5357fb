import LinuxSystem
package import Persistence
package import SpendCore

/// From the history of a state, running or not, to a digest.
package enum DigestMaker {
  /// - Throws: ``DamagedRecord``, or what the access throws.
  /// - Complexity: O(history of some four months), read twice.
  package static func make(
    _ plan: DigestTally.Plan, _ facts: DigestFacts, from history: HistorySnapshot
  ) throws -> SpendDigest {
    var sets = LabelSets(limit: .max)
    try sets.load(try history.records(.labelSet))
    var tally = DigestTally(plan, labelSets: (0..<UInt32(sets.count)).map { sets[$0] })
    let quarters = (
      from: Timestamp.floorDivide(plan.from.seconds, 900),
      to: Timestamp.floorDivide(plan.time.seconds, 900) + 1
    )
    try history.forEachRow(from: quarters.from, to: quarters.to, wantsDetails: true) {
      tally.add($0)
    } details: {
      tally.add($0)
    }
    tally.beginHours()
    try history.forEachRow(from: quarters.from, to: quarters.to) { tally.addHours($0) }
    var facts = facts
    facts.historyBegin = try history.start()
    return tally.finish(facts, digest: SHA256.ofText)
  }

  /// Of a state that is looked at from outside.
  ///
  /// - Returns: nil where there is no state.
  /// - Throws: ``StateError``, ``DamagedRecord``.
  package static func make(
    _ plan: DigestTally.Plan, configuration: Configuration, directory: String
  ) throws -> SpendDigest? {
    try StateHistory.read(directory: directory) { history in
      let engine = try Engine(
        of: history.state(), configuration, at: SystemClock.wall(), history: history.rows)
      var facts = engine.digestFacts(plan.settings, at: plan.time)
      // How budgets stood at another time, and what came since the digest then, nobody knows any
      // more.
      if plan.time < engine.clock.advanced(bySeconds: -60) {
        facts.rows = []
        facts.mark = nil
      }
      facts.invoice = InvoiceMemory.read(directory: directory)
      return try make(plan, facts, from: history)
    }
  }
}
