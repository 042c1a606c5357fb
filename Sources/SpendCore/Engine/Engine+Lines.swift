/// The path of every event. No allocation, no text and no hashing here once a series is known.
extension Engine {
  mutating func apply(
    _ lines: ArraySlice<Line>, source: Int, into effects: inout [Effect]
  ) {
    guard !lines.isEmpty else { return }
    hasChanged = true
    if marksPartialAtFirstEvent, let first = lines.first(where: { $0.outcome == .event }) {
      marksPartialAtFirstEvent = false
      markPartial(since: first.time)
    }
    sources[source].isDirty = true
    let isSilent = sources[source].isNew
    var lastEvent = sources[source].lastEvent?.microseconds ?? .min
    lines.withUnsafeBufferPointer { lines in
      for index in lines.indices {
        if index % Engine.fetchLength == 0 { fetch(lines, from: index) }
        switch lines[index].outcome {
        case .event:
          let time = lines[index].time
          if !place.holds(time) { movePlace(to: time, into: &effects) }
          apply(lines[index], isSilent: isSilent, into: &effects)
          lastEvent = max(lastEvent, time.microseconds)
          if lines[index].flags.contains(.future) { noteFuture(lines[index], source, &effects) }
        case .rejected(let reason): count(reason, source: source)
        case .blank: break
        }
      }
    }
    if lastEvent != .min { sources[source].lastEvent = Timestamp(microseconds: lastEvent) }
  }

  /// What was spent before is not known: windows that reach back further say so.
  package mutating func markPartial(since time: Timestamp) {
    partialSince = max(partialSince ?? time, time)
    hasChanged = true
  }

  /// A line that never reached the decoder, because it does not fit into a buffer.
  package mutating func countOversize(source: Int) { count(.oversize, source: source) }

  package mutating func countGap() {
    totals.gaps += 1
    hasChanged = true
  }

  package mutating func countUnverifiedEnd() {
    totals.unverifiedEnds += 1
    hasChanged = true
  }

  private mutating func count(_ reason: Rejection, source: Int) {
    if let number = Rejection.allCases.firstIndex(of: reason) { totals.rejected[number] += 1 }
    sources[source].rejected += 1
    sources[source].isDirty = true
    hasChanged = true
  }

  /// The usual cause is a wrong zone or clock, so it is said once an hour, not once an event.
  private mutating func noteFuture(_ line: Line, _ source: Int, _ effects: inout [Effect]) {
    guard clock.hour != lastFutureNotice else { return }
    lastFutureNotice = clock.hour
    effects.append(.happened(.future(source: source, time: line.time)))
  }

  @inline(__always)
  private mutating func apply(_ line: Line, isSilent: Bool, into effects: inout [Effect]) {
    var flags = line.flags
    if place.isLate { flags.insert(.late) }
    let number = Int(line.series)
    if number >= series.count || series[number].firstLink < 0 { learn(number, into: &effects) }
    accumulate(line, number, into: &effects)
    if !flags.isEmpty { countFlags(flags) }
    let first = Int(series[number].firstLink)
    for link in first..<(first + Int(series[number].linkCount)) {
      count(line, flags: flags, link: link, isSilent: isSilent, into: &effects)
    }
  }

  private mutating func countFlags(_ flags: Flags) {
    for (number, entry) in Flags.names.enumerated() where flags.contains(entry.flag) {
      totals.flagged[number] += 1
    }
    if !flags.isDisjoint(with: [.untimed, .future]) { isExactAgain = false }
  }

  @inline(__always)
  private mutating func accumulate(_ line: Line, _ number: Int, into effects: inout [Effect]) {
    let quarter = place.quarter
    if series[number].quarter != quarter || series[number].calls == 0 {
      if series[number].calls == 0 { dirtySeries.append(line.series) } else { flush(number) }
      series[number].quarter = quarter
    }
    series[number].add(line)
    totals.events &+= 1
    let (sum, saturated) = totals.spend.addingReportingSaturation(line.cost)
    if saturated, !hasSaturated {
      hasSaturated = true
      effects.append(.happened(.saturated))
    }
    totals.spend = sum
  }

  static func pinnedSum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  /// Moves what came in under a series to the history and to its feature.
  mutating func flush(_ number: Int) {
    let state = series[number]
    guard state.calls > 0 else { return }
    pendingHistory.append(
      HistoryDelta(
        quarter: state.quarter, labelSet: state.historySet, calls: state.calls,
        spend: state.spend, inputTokens: state.inputTokens, outputTokens: state.outputTokens))
    features.add(Int(state.feature), events: state.calls, spend: state.spend)
    series[number].calls = 0
    series[number].spend = .zero
    series[number].inputTokens = 0
    series[number].outputTokens = 0
  }

  mutating func flushAllSeries() {
    for number in dirtySeries { flush(Int(number)) }
    dirtySeries.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private mutating func count(
    _ line: Line, flags: Flags, link: Int, isSilent: Bool, into effects: inout [Effect]
  ) {
    if windows.slots[Int(links[link].window)].rule < 0 { learn(Int(line.series), into: &effects) }
    let number = Int(links[link].window)
    let set = series[Int(line.series)].shareSet
    switch links[link].shape {
    case .rollingDay:
      guard place.minute >= place.oldestMinute else { return }
      let needsCare = windows.slots[number].addRolling(
        line.cost.nano, bucket: place.minute, oldest: place.oldestMinute, chunk: place.hour,
        chunkLength: 60, labelSet: set, hint: &links[link].shareHint)
      if !flags.isEmpty { windows.slots[number].note(flags, chunk: place.hour) }
      finish(needsCare, number, period: 0, line, isSilent: isSilent, into: &effects)
    case .rollingMonth:
      guard place.hour >= place.oldestHour else { return }
      let needsCare = windows.slots[number].addRolling(
        line.cost.nano, bucket: place.hour, oldest: place.oldestHour, chunk: place.day24,
        chunkLength: 24, labelSet: set, hint: &links[link].shareHint)
      windows.slots[number].addRecent(
        line.cost.nano, minute: place.minute, oldest: place.oldestRecent)
      if !flags.isEmpty { windows.slots[number].note(flags, chunk: place.day24) }
      finish(needsCare, number, period: 0, line, isSilent: isSilent, into: &effects)
    case .calendarDay:
      guard place.isDayOpen else { return }
      countCalendar(
        line, flags: flags, number: number, link: link, set: set, period: place.day,
        isCurrent: place.isDayCurrent, isSilent: isSilent, into: &effects)
    case .calendarMonth:
      guard place.isMonthOpen else { return }
      countCalendar(
        line, flags: flags, number: number, link: link, set: set, period: place.month,
        isCurrent: place.isMonthCurrent, isSilent: isSilent, into: &effects)
    }
  }

  private mutating func countCalendar(
    _ line: Line, flags: Flags, number: Int, link: Int, set: UInt32, period: Int64,
    isCurrent: Bool, isSilent: Bool, into effects: inout [Effect]
  ) {
    if isCurrent, windows.slots[number].currentPeriod != period { enter(period, number) }
    let needsCare = windows.slots[number].addCalendar(
      line.cost.nano, period: period, labelSet: set, hint: &links[link].shareHint)
    windows.slots[number].addRecent(
      line.cost.nano, minute: place.minute, oldest: place.oldestRecent)
    if !flags.isEmpty { windows.slots[number].note(flags, chunk: period) }
    finish(
      needsCare || !isCurrent, number, period: period, line, isSilent: isSilent, into: &effects)
  }

  @inline(__always)
  private mutating func finish(
    _ needsCare: Bool, _ number: Int, period: Int64, _ line: Line, isSilent: Bool,
    into effects: inout [Effect]
  ) {
    queueForCommit(number)
    if needsCare {
      cross(number, period: period, time: line.time, isSilent: isSilent, into: &effects)
    }
  }

  @inline(__always)
  mutating func queueForCommit(_ number: Int) {
    guard !windows.slots[number].isQueuedForCommit else { return }
    windows.slots[number].isQueuedForCommit = true
    dirtyWindows.append(number)
  }
}
