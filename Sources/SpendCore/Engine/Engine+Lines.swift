/// The path of every event. No allocation, no text and no hashing here once a series is known.
extension Engine {
  mutating func apply(
    _ lines: ArraySlice<Line>, source: Int, lastWrite: Timestamp?, into effects: inout [Effect]
  ) {
    guard !lines.isEmpty else { return }
    log.noteChange()
    if marksPartialAtFirstEvent,
      let first = lines.first(where: { $0.outcome == .event && !$0.traits.contains(.clockTime) })
    {
      marksPartialAtFirstEvent = false
      markPartial(since: first.time)
    }
    sources[source].isDirty = true
    // Until the first of all judgements nobody is paged, whichever source has been
    // read to its end by then.
    let isSilent = sources[source].isNew || sources.allSatisfy { $0.firstRead != nil }
    let (eventsBefore, spendBefore) = (totals.events, totals.spend)
    batch = Spent()
    var firstEvent = Int64.max
    var lastEvent = sources[source].lastEvent?.microseconds ?? .min
    lines.withUnsafeBufferPointer { lines in
      guard let first = lines.baseAddress else { return }
      for index in lines.indices {
        if index % Engine.fetchLength == 0 { fetch(lines, from: index) }
        let line = first + index
        switch line.pointee.outcome {
        case .event where line.pointee.flags.contains(.included) || !line.pointee.id.isNone:
          applyOther(line.pointee, source: source, lastWrite, isSilent: isSilent, &effects)
          lastEvent = max(lastEvent, line.pointee.time.microseconds)
          firstEvent = min(firstEvent, line.pointee.time.microseconds)
        case .event:
          if line.pointee.format != .native { countFormat(line.pointee.format, source, -1) }
          if line.pointee.traits.contains(.clockTime), sources[source].isNew {
            countUndated(line, lastWrite, source, into: &effects)
            continue
          }
          let time = line.pointee.time
          if !place.holds(time) { movePlace(to: time, into: &effects) }
          apply(line, isSilent: isSilent, into: &effects)
          lastEvent = max(lastEvent, time.microseconds)
          firstEvent = min(firstEvent, time.microseconds)
          if line.pointee.flags.contains(.future) { noteFuture(time, source, &effects) }
        case .rejected(let reason): count(reason, source: source)
        case .text: totals.text &+= 1
        case .blank: break
        }
        if !line.pointee.traits.isEmpty { noteTraits(line.pointee, source: source, &effects) }
      }
    }
    countFormat(.native, source, totals.events - eventsBefore)
    batch.calls = totals.events - eventsBefore
    batch.spend = Money(nano: totals.spend.nano - spendBefore.nano)
    sources[source].spent.add(batch)
    forgetIDs()
    if catalog.isLimited { sayLimited(into: &effects) }
    guard lastEvent != .min else { return }
    sources[source].lastEvent = Timestamp(microseconds: lastEvent)
    guard firstEvent != .max else { return }
    sources[source].firstRead?.add(
      calls: totals.events - eventsBefore, since: Timestamp(microseconds: firstEvent))
  }

  /// Nearly all events of a log are of one format: it is counted as a whole, and others are taken
  /// off it.
  ///
  /// - Parameter native: how many more are native ones.
  @inline(never)
  private mutating func countFormat(_ format: LineFormat, _ source: Int, _ native: Int64) {
    sources[source].formats[0] += native
    guard format != .native, let place = LineFormat.counted.firstIndex(of: format) else { return }
    sources[source].formats[place] += 1
  }

  /// A call that may have been counted before, or one under a subscription: that costs nothing, and
  /// what it would have cost is kept apart.
  @inline(never)
  private mutating func applyOther(
    _ line: Line, source: Int, _ lastWrite: Timestamp?, isSilent: Bool, _ effects: inout [Effect]
  ) {
    var line = line
    let calls: Int64
    switch meet(&line, source: source, &effects) {
    case .call: calls = 1
    case .correction: calls = 0
    case .nothing: return
    }
    listed = line.cost
    if line.flags.contains(.included) {
      totals.includedValue += line.cost
      line.cost = .zero
    }
    if line.format != .native, calls > 0 { countFormat(line.format, source, -1) }
    withUnsafePointer(to: line) { line in
      if line.pointee.traits.contains(.clockTime), sources[source].isNew {
        return countUndated(line, lastWrite, source, calls: calls, into: &effects)
      }
      if !place.holds(line.pointee.time) { movePlace(to: line.pointee.time, into: &effects) }
      apply(line, isSilent: isSilent, into: &effects)
      if calls == 0 { takeBackCall(Int(line.pointee.series)) }
    }
  }

  /// What was spent before is not known: windows that reach back further say so.
  mutating func markPartial(since time: Timestamp) {
    partialSince = max(partialSince ?? time, time)
    log.noteChange()
  }

  /// What an object looks like that is no event: kept, as it is asked for long after.
  mutating func noteLook(_ look: String, source: Int) {
    guard sources[source].looksLike != look else { return }
    sources[source].looksLike = look
    sources[source].isDirty = true
    log.noteChange()
  }

  mutating func count(_ reason: Rejection, _ lines: Int = 1, source: Int) {
    let lines = Int64(lines)
    if let number = Rejection.allCases.firstIndex(of: reason) { totals.rejected[number] += lines }
    sources[source].rejected += lines
    sources[source].isDirty = true
    log.noteChange()
  }

  /// The usual cause is a wrong zone or clock, so it is said once an hour, not once an event.
  private mutating func noteFuture(
    _ time: Timestamp, _ source: Int, _ effects: inout [Effect]
  ) {
    guard clock.hour != lastFutureNotice else { return }
    lastFutureNotice = clock.hour
    effects.append(.happened(.future(source: source, time: time)))
  }

  /// A line stays where it stands: to copy it takes as long as to look at it.
  @inline(__always)
  private mutating func apply(
    _ line: UnsafePointer<Line>, isSilent: Bool, into effects: inout [Effect]
  ) {
    var flags = line.pointee.flags
    if place.isLate { flags.insert(.late) }
    let number = Int(line.pointee.series)
    if number >= series.count || series[number].firstLink < 0 { learn(number, into: &effects) }
    accumulate(line, number, into: &effects)
    if series[number].isUntagged { noteUntagged(1, line.pointee.cost) }
    if !flags.isEmpty { countFlags(flags, line, quarter: place.quarter) }
    let first = Int(series[number].firstLink)
    for link in first..<(first + Int(series[number].linkCount)) {
      count(line, flags, link: link, isSilent: isSilent, into: &effects)
    }
  }

  @inline(never)
  private mutating func noteUntagged(_ calls: Int64, _ spend: Money) {
    batch.untaggedCalls += calls
    batch.untaggedSpend += spend
  }

  /// An event without a time, in what was there before anybody looked: it may be of any day, so it
  /// is in the totals and in the history, at the last moment at which it can have been written, and
  /// in no window.
  @inline(never)
  private mutating func countUndated(
    _ line: UnsafePointer<Line>, _ lastWrite: Timestamp?, _ source: Int, calls: Int64 = 1,
    into effects: inout [Effect]
  ) {
    let number = Int(line.pointee.series)
    if number >= series.count || series[number].firstLink < 0 { learn(number, into: &effects) }
    let time = min(line.pointee.time, lastWrite ?? line.pointee.time)
    let quarter = quarter(of: time.minute)
    countFlags(line.pointee.flags, line, quarter: quarter)
    noteTraits(line.pointee, source: source, &effects)
    let spend = line.pointee.cost
    log.add(
      HistoryDelta(
        quarter: quarter, labelSet: series[number].historySet, calls: calls,
        spend: spend, inputTokens: line.pointee.inputTokens,
        outputTokens: line.pointee.outputTokens))
    features.add(Int(series[number].feature), events: calls, spend: spend)
    addToTotals(spend, into: &effects)
    totals.events += calls - 1
    if series[number].isUntagged { noteUntagged(calls, spend) }
  }

  private mutating func noteTraits(_ line: Line, source: Int, _ effects: inout [Effect]) {
    guard line.outcome != .blank else { return }
    if line.outcome == .event, line.traits.contains(.embedded) {
      noteCostly(line, source, &effects)
    }
    for (number, entry) in LineTraits.counted.enumerated() where line.traits.contains(entry.trait) {
      sources[source].framing[number] += 1
    }
  }

  /// What stands inside of other text may be what somebody typed: one that costs a hundred times
  /// the usual is said at once, and not more often than once a minute.
  private mutating func noteCostly(_ line: Line, _ source: Int, _ effects: inout [Effect]) {
    // It is among the totals already.
    let (events, spend) = (totals.events - 1, totals.spend.nano - line.cost.nano)
    guard events >= 20, clock.minute != lastCostlyNotice,
      Int128(line.cost.nano) * Int128(events) >= 100 * Int128(spend)
    else { return }
    lastCostlyNotice = clock.minute
    let usual = Money(nano: spend / events)
    effects.append(.happened(.costlyEmbedded(source: source, cost: line.cost, usual: usual)))
  }

  @inline(never)
  private mutating func countFlags(
    _ flags: Flags, _ line: UnsafePointer<Line>, quarter: Int64
  ) {
    if !flags.isDisjoint(with: [.computed, .unpriced, .included, .classes]) {
      addDetails(flags, line, quarter: quarter)
    }
    var flags = flags
    // What else is remarkable about it was counted with the call.
    if flags.contains(.corrected) { flags.formIntersection([.corrected, .included, .late]) }
    if !flags.isDisjoint(with: [.computed, .corrected, .unpriced]) { countPriced(flags, line) }
    for (number, entry) in Flags.names.enumerated() where flags.contains(entry.flag) {
      totals.flagged[number] += 1
    }
    if !flags.isDisjoint(with: [.untimed, .badTime, .future]) { log.noteClockRead() }
  }

  /// What the history keeps of an event beside its cost and tokens.
  private mutating func addDetails(
    _ flags: Flags, _ line: UnsafePointer<Line>, quarter: Int64
  ) {
    var details = HistoryDetails()
    if flags.contains(.unpriced), !flags.contains(.corrected) { details.unpricedCalls = 1 }
    if flags.contains(.computed) { details.computed = line.pointee.cost }
    if flags.contains(.included) { details.included = listed }
    if flags.contains(.classes) { details.tokens = line.pointee.tokensBeside }
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

  @inline(__always)
  private mutating func accumulate(
    _ line: UnsafePointer<Line>, _ number: Int, into effects: inout [Effect]
  ) {
    let quarter = place.quarter
    if series[number].quarter != quarter || series[number].calls == 0 {
      begin(quarter, of: number)
    }
    series[number].add(line)
    addToTotals(line.pointee.cost, into: &effects)
  }

  @inline(__always)
  private mutating func addToTotals(_ spend: Money, into effects: inout [Effect]) {
    totals.events &+= 1
    let (sum, saturated) = totals.spend.addingReportingSaturation(spend)
    if saturated, !hasSaturated {
      hasSaturated = true
      effects.append(.happened(.saturated))
    }
    totals.spend = sum
  }

  /// What came in under a series from now on is of another quarter.
  @inline(never)
  private mutating func begin(_ quarter: Int64, of number: Int) {
    if series[number].calls == 0 { dirtySeries.append(UInt32(number)) } else { flush(number) }
    series[number].quarter = quarter
  }

  static func pinnedSum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  /// Moves what came in under a series to the history and to its feature.
  mutating func flush(_ number: Int) {
    if series[number].calls > 0 { moveOn(number) }
  }

  private mutating func moveOn(_ number: Int) {
    let state = series[number]
    log.add(
      HistoryDelta(
        quarter: state.quarter, labelSet: state.historySet, calls: state.calls,
        spend: state.spend, inputTokens: state.inputTokens, outputTokens: state.outputTokens))
    features.add(Int(state.feature), events: state.calls, spend: state.spend)
    series[number].calls = 0
    series[number].spend = .zero
    series[number].inputTokens = 0
    series[number].outputTokens = 0
  }

  /// What was counted last under a series is of a call that was counted before.
  mutating func takeBackCall(_ number: Int) {
    totals.events -= 1
    if series[number].isUntagged { noteUntagged(-1, .zero) }
    series[number].calls -= 1
    // Without a call a series has nothing to be flushed.
    if series[number].calls == 0 { moveOn(number) }
  }

  mutating func flushAllSeries() {
    if dirtySeries.count > series.count / 4 {
      // One behind the other they come faster, and label sets mostly in their order, as
      // the history keeps them.
      for number in series.indices { flush(number) }
    } else {
      for number in dirtySeries { flush(Int(number)) }
    }
    dirtySeries.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private mutating func count(
    _ line: UnsafePointer<Line>, _ flags: Flags, link: Int, isSilent: Bool,
    into effects: inout [Effect]
  ) {
    let rest = windows.slots[Int(links[link].window)].count(
      line.pointee.cost.nano, flags, at: here.pointer, links[link].shape,
      labelSet: series[Int(line.pointee.series)].shareSet, hint: &links[link].shareHint)
    if !rest.isEmpty { finish(rest, line, flags, link: link, isSilent, &effects) }
  }

  @inline(never)
  private mutating func finish(
    _ rest: SpendWindow.Rest, _ line: UnsafePointer<Line>, _ flags: Flags, link: Int,
    _ isSilent: Bool, _ effects: inout [Effect]
  ) {
    let number = Int(links[link].window)
    let period = place.period(of: links[link].shape)
    if !rest.isDisjoint(with: [.window, .period]) {
      if rest.contains(.window) { learn(Int(line.pointee.series), into: &effects) }
      if rest.contains(.period) { enter(period, number) }
      return count(line, flags, link: link, isSilent: isSilent, into: &effects)
    }
    if rest.contains(.commit) { log.noteChange(ofWindow: number) }
    if rest.contains(.care) {
      cross(number, period: period, time: line.pointee.time, isSilent: isSilent, into: &effects)
    }
  }

  @inline(__always)
  mutating func queueForCommit(_ number: Int) {
    guard !windows.slots[number].isQueuedForCommit else { return }
    windows.slots[number].isQueuedForCommit = true
    log.noteChange(ofWindow: number)
  }
}
