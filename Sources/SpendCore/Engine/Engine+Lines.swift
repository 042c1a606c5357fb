/// The path of every event. No allocation, no text and no hashing here once a series is known.
extension Engine {
  mutating func apply(
    _ lines: ArraySlice<Line>, source: Int, into effects: inout [Effect]
  ) {
    guard !lines.isEmpty else { return }
    isDirty = true
    if marksPartialAtFirstEvent, let first = lines.first(where: { $0.outcome == .event }) {
      marksPartialAtFirstEvent = false
      markPartial(since: first.time)
    }
    sources[source].isDirty = true
    let isSilent = sources[source].isNew
    var lastEvent = sources[source].lastEvent?.microseconds ?? .min
    for index in lines.indices {
      switch lines[index].outcome {
      case .event:
        apply(lines[index], isSilent: isSilent, into: &effects)
        lastEvent = max(lastEvent, lines[index].time.microseconds)
        if lines[index].flags.contains(.future) { noteFuture(lines[index], source, &effects) }
      case .rejected(let reason): count(reason, source: source)
      case .blank: break
      }
    }
    if lastEvent != .min { sources[source].lastEvent = Timestamp(microseconds: lastEvent) }
  }

  /// What was spent before is not known: windows that reach back further say so.
  package mutating func markPartial(since time: Timestamp) {
    partialSince = max(partialSince ?? time, time)
    isDirty = true
  }

  /// A line that never reached the decoder, because it does not fit into a buffer.
  package mutating func countOversize(source: Int) { count(.oversize, source: source) }

  package mutating func countGap() {
    totals.gaps += 1
    isDirty = true
  }

  package mutating func countUnverifiedEnd() {
    totals.unverifiedEnds += 1
    isDirty = true
  }

  private mutating func count(_ reason: Rejection, source: Int) {
    if let number = Rejection.allCases.firstIndex(of: reason) { totals.rejected[number] += 1 }
    sources[source].rejected += 1
    sources[source].isDirty = true
    isDirty = true
  }

  /// The usual cause is a wrong zone or clock, so it is said once an hour, not once an event.
  private mutating func noteFuture(_ line: Line, _ source: Int, _ effects: inout [Effect]) {
    guard clock.hour != lastFutureNotice else { return }
    lastFutureNotice = clock.hour
    effects.append(.happened(.future(source: source, time: line.time)))
  }

  @inline(__always)
  private mutating func apply(_ line: Line, isSilent: Bool, into effects: inout [Effect]) {
    let minute = line.time.minute
    var flags = line.flags
    if let position, minute <= position {
      if minute < position { flags.insert(.late) }
    } else {
      advance(to: minute, into: &effects)
    }
    let number = Int(line.series)
    if number >= series.count || series[number].firstLink < 0 { learn(number, into: &effects) }
    let cost = line.cost.nano
    accumulate(line, number, into: &effects)
    if !flags.isEmpty { countFlags(flags) }

    let at = minute == place?.minute ? currentPlace(minute) : placeOfLate(minute)
    let first = series[number].firstLink
    for link in first..<(first + series[number].linkCount) {
      count(
        cost, line: line, flags: flags, link: link, set: series[number].shareSet, at: at,
        isSilent: isSilent, into: &effects)
    }
  }

  private mutating func countFlags(_ flags: Flags) {
    for (number, entry) in Flags.names.enumerated() where flags.contains(entry.flag) {
      totals.flagged[number] += 1
    }
  }

  @inline(__always)
  private mutating func accumulate(_ line: Line, _ number: Int, into effects: inout [Effect]) {
    let quarter = Timestamp.floorDivide(line.time.microseconds, 900_000_000)
    if series[number].quarter != quarter {
      if series[number].calls == 0 { dirtySeries.append(line.series) } else { flush(number) }
      series[number].quarter = quarter
    } else if series[number].calls == 0 {
      dirtySeries.append(line.series)
    }
    series[number].calls &+= 1
    series[number].spend += line.cost
    series[number].inputTokens = Engine.pinnedSum(series[number].inputTokens, line.inputTokens)
    series[number].outputTokens = Engine.pinnedSum(
      series[number].outputTokens, line.outputTokens)
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
    features.add(state.feature, events: state.calls, spend: state.spend)
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
    _ cost: Int64, line: Line, flags: Flags, link: Int, set: UInt32, at place: Place,
    isSilent: Bool, into effects: inout [Effect]
  ) {
    let number = links[link].window
    let shape = links[link].shape
    guard shape.isRolling else {
      return countCalendar(
        cost, line: line, flags: flags, link: link, set: set, at: place, isSilent: isSilent,
        into: &effects)
    }
    let isDay = shape.isDay
    let bucket = isDay ? place.minute : place.hour
    let oldest = isDay ? place.oldestMinute : place.oldestHour
    guard bucket >= oldest else { return }
    let needsCare = windows.slots[number].addRolling(
      cost, bucket: bucket, oldest: oldest, chunkLength: isDay ? 60 : 24, labelSet: set,
      hint: &links[link].shareHint, recentMinute: isDay ? nil : place.minute,
      oldestRecent: (position ?? place.minute) - 59)
    if !flags.isEmpty {
      let chunk = Timestamp.floorDivide(bucket, isDay ? 60 : 24)
      windows.slots[number].note(flags, chunk: chunk)
    }
    queueForCommit(number)
    if needsCare {
      cross(number, period: 0, time: line.time, isSilent: isSilent, into: &effects)
    }
  }

  private mutating func countCalendar(
    _ cost: Int64, line: Line, flags: Flags, link: Int, set: UInt32, at place: Place,
    isSilent: Bool, into effects: inout [Effect]
  ) {
    let number = links[link].window
    let isDay = links[link].shape.isDay
    guard isDay ? place.isDayOpen : place.isMonthOpen else { return }
    let period = isDay ? place.day : place.month
    let isCurrent = isDay ? place.isDayCurrent : place.isMonthCurrent
    if isCurrent, windows.slots[number].currentPeriod != period { enter(period, number) }
    let needsCare = windows.slots[number].addCalendar(
      cost, period: period, labelSet: set, hint: &links[link].shareHint,
      minute: place.minute, oldestRecent: (position ?? place.minute) - 59)
    if !flags.isEmpty { windows.slots[number].note(flags, chunk: period) }
    queueForCommit(number)
    if needsCare || !isCurrent {
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
