/// What is remarkable about an event: counted beside what it costs.
extension Ledger {
  @inline(never)
  mutating func countUntagged(_ calls: Int64, _ spend: Money) {
    batch.untaggedCalls += calls
    batch.untaggedSpend += spend
  }

  @inline(never)
  mutating func countFlags(
    _ flags: Flags, _ line: UnsafePointer<Line>, quarter: Int64, _ log: inout CommitLog
  ) {
    if !flags.isDisjoint(with: [.computed, .unpriced, .included, .classes]) {
      addDetails(flags, line, quarter: quarter, &log)
    }
    var flags = flags
    // What else is remarkable about it was counted with the call.
    if flags.contains(.corrected) { flags.formIntersection([.corrected, .included, .late]) }
    if !flags.isDisjoint(with: [.computed, .corrected, .unpriced]) { countPriced(flags, line) }
    for (number, entry) in Flags.names.enumerated() where flags.contains(entry.flag) {
      totals.flagged[number] += 1
    }
    if !flags.isDisjoint(with: [.untimed, .badTime, .future]) { log.markClockRead() }
  }

  /// What the history keeps of an event beside its cost and tokens.
  private mutating func addDetails(
    _ flags: Flags, _ line: UnsafePointer<Line>, quarter: Int64, _ log: inout CommitLog
  ) {
    var details = HistoryDetails()
    if flags.contains(.unpriced), !flags.contains(.corrected) { details.unpricedCalls = 1 }
    if flags.contains(.computed) { details.computed = line.pointee.cost }
    if flags.contains(.included) { details.included = listed }
    if flags.contains(.classes) { details.tokens = line.pointee.tokensBeside(classes) }
    guard details != HistoryDetails() else { return }
    log.add(
      HistoryDetailDelta(
        quarter: quarter, labelSet: series[Int(line.pointee.series)].historySet,
        details: details))
  }

  @inline(never)
  private mutating func countPriced(_ flags: Flags, _ line: UnsafePointer<Line>) {
    let cost = line.pointee.cost
    if flags.contains(.computed) {
      batch.computedCalls += 1
      batch.computedSpend += cost
    }
    if flags.contains(.corrected) { batch.correctedSpend += cost }
    if flags.contains(.unpriced) { batch.unpricedCalls += 1 }
  }
}
