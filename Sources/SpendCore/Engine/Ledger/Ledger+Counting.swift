/// The path of every event. No allocation, no text and no hashing here once a series is known.
extension Ledger {
  /// Counts an event in its series and in the totals; ``count(_:_:link:)`` counts it in each of the
  /// windows that its series leads to.
  ///
  /// Takes a pointer, because copying a line takes as long as reading it.
  ///
  /// - Parameter number: of its series.
  /// - Returns: what is to be counted with it there.
  @inline(__always)
  mutating func enter(
    _ line: UnsafePointer<Line>, _ number: Int, _ log: inout CommitLog,
    into effects: inout [Effect]
  ) -> Flags {
    var flags = line.pointee.flags
    if context.isLate { flags.insert(.late) }
    if number >= series.count || series[number].firstLink < 0 {
      learn(number, &log, into: &effects)
    }
    accumulate(line, number, &log, into: &effects)
    if series[number].isUntagged { countUntagged(1, line.pointee.cost) }
    if !flags.isEmpty { countFlags(flags, line, quarter: context.quarter, &log) }
    return flags
  }

  /// The links of a series that is known.
  @inline(__always)
  mutating func links(of number: Int) -> Range<Int> {
    let first = Int(series[number].firstLink)
    return first..<(first + Int(series[number].linkCount))
  }

  /// - Parameter link: of those of its series.
  @inline(__always)
  mutating func count(
    _ line: UnsafePointer<Line>, _ flags: Flags, link: Int
  ) -> SpendWindow.FollowUp {
    windows.slots[Int(links[link].window)].count(
      line.pointee.cost.nano, flags, at: contextMemory.pointer, links[link].shape,
      labelSet: series[Int(line.pointee.series)].breakdownSet, hint: &links[link].breakdownHint)
  }

  /// Makes room for an event that could not be counted in a window yet.
  mutating func makeRoom(
    _ rest: SpendWindow.FollowUp, _ line: UnsafePointer<Line>, link: Int, _ log: inout CommitLog,
    into effects: inout [Effect]
  ) {
    let (number, period) = (Int(links[link].window), context.period(of: links[link].shape))
    if rest.contains(.window) { learn(Int(line.pointee.series), &log, into: &effects) }
    if rest.contains(.period) { enter(period, number) }
  }

  /// An event without a time, in what was there before anybody looked: it may be of any day, so it
  /// is in the totals and in the history, at the last moment at which it can have been written, and
  /// in no window.
  mutating func enterUndated(
    _ line: UnsafePointer<Line>, writtenBy lastWrite: Timestamp?, calls: Int64,
    _ log: inout CommitLog, into effects: inout [Effect]
  ) {
    let number = Int(line.pointee.series)
    if number >= series.count || series[number].firstLink < 0 {
      learn(number, &log, into: &effects)
    }
    let time = min(line.pointee.time, lastWrite ?? line.pointee.time)
    let quarter = quarter(of: time.minute)
    countFlags(line.pointee.flags, line, quarter: quarter, &log)
    let spend = line.pointee.cost
    log.add(
      HistoryDelta(
        quarter: quarter, labelSet: series[number].historySet, calls: calls,
        spend: spend, inputTokens: line.pointee.inputTokens,
        outputTokens: line.pointee.outputTokens))
    features.add(
      Int(series[number].feature), events: calls, spend: spend,
      isUncovered: series[number].isUncovered)
    addToTotals(spend, into: &effects)
    totals.events += calls - 1
    if series[number].isUntagged { countUntagged(calls, spend) }
  }

  @inline(__always)
  private mutating func accumulate(
    _ line: UnsafePointer<Line>, _ number: Int, _ log: inout CommitLog,
    into effects: inout [Effect]
  ) {
    let quarter = context.quarter
    if series[number].quarter != quarter || series[number].calls == 0 {
      begin(quarter, of: number, &log)
    }
    series[number].add(line)
    addToTotals(line.pointee.cost, into: &effects)
  }

  @inline(__always)
  mutating func addToTotals(_ spend: Money, into effects: inout [Effect]) {
    totals.events &+= 1
    let (sum, saturated) = totals.spend.addingReportingSaturation(spend)
    if saturated, !warnings.isSaturated {
      warnings.isSaturated = true
      effects.append(.happened(.saturated))
    }
    totals.spend = sum
  }

  /// From now on the sums of a series are of another quarter.
  @inline(never)
  private mutating func begin(_ quarter: Int64, of number: Int, _ log: inout CommitLog) {
    if series[number].calls == 0 { dirtySeries.append(UInt32(number)) } else { flush(number, &log) }
    series[number].quarter = quarter
  }

  /// Moves the sums of a series to the history and to its feature.
  private mutating func flush(_ number: Int, _ log: inout CommitLog) {
    if series[number].calls > 0 { moveOn(number, &log) }
  }

  private mutating func moveOn(_ number: Int, _ log: inout CommitLog) {
    let state = series[number]
    log.add(
      HistoryDelta(
        quarter: state.quarter, labelSet: state.historySet, calls: state.calls,
        spend: state.spend, inputTokens: state.inputTokens, outputTokens: state.outputTokens))
    features.add(
      Int(state.feature), events: state.calls, spend: state.spend, isUncovered: state.isUncovered)
    series[number].calls = 0
    series[number].spend = .zero
    series[number].inputTokens = 0
    series[number].outputTokens = 0
  }

  /// Takes back the count of an event whose call was counted before; its spend stays.
  mutating func uncountCall(_ number: Int, _ log: inout CommitLog) {
    totals.events -= 1
    if series[number].isUntagged { countUntagged(-1, .zero) }
    series[number].calls -= 1
    // Without a call a series has nothing to be flushed.
    if series[number].calls == 0 { moveOn(number, &log) }
  }

  mutating func flushAllSeries(_ log: inout CommitLog) {
    if dirtySeries.count > series.count / 4 {
      // One after the other they come faster, and label sets mostly in their order, as
      // the history keeps them.
      for number in series.indices { flush(number, &log) }
    } else {
      for number in dirtySeries { flush(Int(number), &log) }
    }
    dirtySeries.removeAll(keepingCapacity: true)
  }

  /// Of a rebuild: the first event tells what the files reach back to.
  mutating func markBeginning(of lines: LineSlice, _ log: inout CommitLog) {
    guard marksPartialAtFirstEvent,
      let first = lines.first(where: { $0.outcome == .event && !$0.traits.contains(.clockTime) })
    else { return }
    marksPartialAtFirstEvent = false
    markPartial(since: first.time, &log)
  }

  /// What was spent before is not known: windows that reach back further say so.
  mutating func markPartial(since time: Timestamp, _ log: inout CommitLog) {
    partialSince = max(partialSince ?? time, time)
    log.markChanged()
  }
}
