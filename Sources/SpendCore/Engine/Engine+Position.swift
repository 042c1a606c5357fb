/// Moving the position. Only events do (SPEC 4); every bucket edge between is passed first, so that
/// resolves happen where they belong.
extension Engine {
  mutating func advance(to minute: Int64, into effects: inout [Effect]) {
    while let edge = edges.first, edge.minute <= minute {
      _ = edges.popFirst()
      // Only up to its own edge: what is due later comes up again, in the order of all windows.
      passEdges(of: edge.window, upTo: edge.minute, into: &effects)
    }
    if let position, Timestamp.floorDivide(position, 1440) != Timestamp.floorDivide(minute, 1440) {
      sweep(at: minute)
    }
    position = minute
    otherPlace = .nowhere
    let quarter = place.quarter
    place = makePlace(minute)
    // While they are in the cache, and while amounts of the same label set follow each other.
    if place.quarter != quarter { flushAllSeries() }
  }

  /// An event that came while the clock was ahead keeps the position there: what follows is late,
  /// and windows that are over there do not see it. Taking the position back would judge a replay
  /// otherwise; so whoever gets no alerts is told.
  mutating func noteAhead(into effects: inout [Effect]) {
    guard let position, (position - clock.minute) * 60 > LineDecoder.futureSeconds,
      clock.hour != lastAheadNotice
    else { return }
    lastAheadNotice = clock.hour
    effects.append(.happened(.ahead(position: Timestamp(minute: position))))
  }

  /// Finds where an event counts. The position moves there, if it is not behind it.
  @inline(never)
  mutating func movePlace(to time: Timestamp, into effects: inout [Effect]) {
    let minute = time.minute
    if minute > position ?? .min { return advance(to: minute, into: &effects) }
    swap(&here.pointer.pointee, &otherPlace)
    if !place.holds(time) { place = makePlace(minute) }
  }

  private mutating func makePlace(_ minute: Int64) -> Place {
    let day = periods.period(.day, at: minute)
    let month = periods.period(.month, at: minute)
    return Place(
      minute: minute, position: position ?? minute, quarter: quarter(of: minute), day: day,
      month: month)
  }

  /// The quarter of the history that a minute is in. Old ones are kept by the hour, or by the day,
  /// which is named by its first quarter: so a catch-up does not write four times as much as is
  /// kept of it.
  func quarter(of minute: Int64) -> Int64 {
    let quarter = Timestamp.floorDivide(minute, 15)
    // Most are of now.
    let recent = clock.minute - (configuration.historyDays.quarters - 1) * 1440
    return minute >= recent ? quarter : retention.first(ofQuarter: quarter)
  }

  /// How long after its end a calendar window still accepts events (SPEC 4): 24 hours.
  static var graceMinutes: Int64 { 1440 }

  /// Begins a calendar period of a window, and forgets what is closed.
  mutating func enter(_ period: Int64, _ number: Int) {
    guard var window = windows[number].take() else { return }
    let unit = rules[window.rule].unit
    let before = PeriodCache.period(unit, at: period - 1, zone: configuration.timeZone)
    let isOpen = (position ?? period) < before.end + Engine.graceMinutes
    let oldest = isOpen ? before.start : period
    window.buckets.expire(before: oldest)
    window.shares.expire(before: oldest)
    window.quality.removeAll { $0.chunk < oldest }
    window.latches.removeAll { $0.period < oldest }
    window.currentPeriod = period
    window.isRecordDirty = true
    updateTrip(&window)
    windows[number] = window
  }

  /// The spend from which on the next threshold is crossed; or, of a window whose spend is awaited,
  /// from which on it no longer is.
  ///
  /// Mutating only so that the engine is not copied for it: each window that is made comes here.
  mutating func updateTrip(_ window: inout SpendWindow) {
    guard !window.isOverflow else { return window.nextTrip = .max }
    // Nearly all are below all of them.
    guard !window.latches.isEmpty else { return window.nextTrip = firstTrips[window.rule] }
    let rule = rules[window.rule]
    let period = rule.isRolling ? 0 : window.currentPeriod
    let highest = window.latches.last { $0.period == period }
    if let highest, isAwaited(highest, window, rule: rule) {
      let least = Threshold.smallestLatched(
        limit: rule.limit, percent: highest.threshold.percent)
      window.nextTrip = Int64(clamping: least)
      return
    }
    let next = rule.threshold(above: highest?.threshold.percent ?? 0)
    window.nextTrip = next?.trip.nano ?? .max
  }

  /// Once a day: groups of which nothing is left make room for others. A day goes with the month of
  /// its group, so that one that comes and goes every day does not make its day anew each time.
  ///
  /// Looks at windows where they stand, at those that are due, and changes only what is
  /// large or at its end.
  private mutating func sweep(at minute: Int64) {
    wantsRenewal = catalog.isLimited
    let wasFull = groupCount >= configuration.maxGroups
    let hasGroups = rules.map { !$0.budget.per.isEmpty }
    let isLast = rules.indices.map { countedRule($0) == $0 }
    let day = Timestamp.floorDivide(minute, 1440)
    for number in windows.indices where windows.sweepDays[number] <= day {
      let rule = windows.slots[number].rule
      guard rule >= 0 else { continue }
      let goesByItself = isLast[rule] || windows.slots[number].isAlone
      forgetExpired(number, shapes[rule], at: minute, isEager: goesByItself)
      windows.sweepDays[number] = nextSweep(
        of: number, shapes[rule], after: day, isEager: goesByItself)
      guard hasGroups[rule], goesByItself, windows.slots[number].isSpent else { continue }
      if isLast[rule] { removeOthers(ofGroupOf: number, at: minute) }
      remove(number)
    }
    // Series that the limit had sent to `(other)` are to find the room that there is now.
    let hasRoom = wasFull && groupCount < configuration.maxGroups
    if hasRoom || retiredNumbers.count > max(1000, windows.count / 2) { reuseRetiredNumbers() }
  }

  /// - Parameter isEager: also if it is only a little that expires.
  private mutating func forgetExpired(
    _ number: Int, _ shape: RuleShape, at minute: Int64, isEager: Bool
  ) {
    guard let newest = windows.slots[number].buckets.newest else { return }
    let isLarge = windows.slots[number].buckets.count > 16
    guard isEager || isLarge, windows.slots[number].latches.isEmpty else { return }
    if shape.isRolling {
      let oldest = shape.oldestBucket(at: minute)
      guard isLarge ? windows.slots[number].buckets.oldest < oldest : newest.bucket < oldest
      else { return }
      windows.slots[number].expire(before: oldest, chunkLength: shape.chunkLength)
    } else {
      let end = periods.period(shape.isDay ? .day : .month, at: newest.bucket).end
      guard end + Engine.graceMinutes <= minute else { return }
      windows.slots[number].buckets.expire(before: .max)
    }
    // What the state has of it goes with the next commit.
    windows.slots[number].isRecordDirty = true
    queueForCommit(number)
  }

  /// The first day on which the sweep may have something to do with a window, if nothing
  /// happens to it but events.
  ///
  /// One that becomes large meanwhile may keep some days longer what it does not need.
  private mutating func nextSweep(
    of number: Int, _ shape: RuleShape, after day: Int64, isEager: Bool
  ) -> Int64 {
    guard windows.slots[number].latches.isEmpty,
      let newest = windows.slots[number].buckets.newest
    else { return day + 1 }
    let isLarge = windows.slots[number].buckets.count > 16
    guard isEager || isLarge else { return day + 2 }
    let end: Int64
    if shape.isRolling {
      let first = isLarge ? windows.slots[number].buckets.oldest : newest.bucket
      end = (first + shape.bucketCount) * shape.bucketMinutes
    } else {
      let period = periods.period(shape.isDay ? .day : .month, at: newest.bucket)
      end = period.end + Engine.graceMinutes
    }
    return max(day + 1, Timestamp.floorDivide(end, 1440))
  }

  /// The other windows of a group whose last one goes: nothing is left of them either, or they go
  /// by themselves later.
  private mutating func removeOthers(ofGroupOf last: Int, at minute: Int64) {
    let rule = windows.slots[last].rule
    var other = rule - 1
    while other >= 0, rules[other].budget.name == rules[rule].budget.name {
      if let number = windows.find(other, windows.slots[last].group) {
        windows.slots[number].isAlone = true
        windows.sweepDays[number] = .min
        forgetExpired(number, shapes[other], at: minute, isEager: true)
        if windows.slots[number].isSpent { remove(number) }
      }
      other -= 1
    }
  }

  /// Finds the windows that stand without the last one of their group, in a state
  /// of whatever history.
  mutating func noteAlone() {
    for number in windows.indices {
      let rule = windows.slots[number].rule
      guard rule >= 0, countedRule(rule) != rule else { continue }
      let last = windows.find(countedRule(rule), windows.slots[number].group)
      windows.slots[number].isAlone = last == nil
    }
  }

  /// Takes a window out of the state.
  private mutating func remove(_ number: Int) {
    guard let window = windows[number].take() else { return }
    windows.leave(number, window.rule, window.group)
    noteWindow(of: window.rule, -1)
    retiredNumbers.append(number)
    // Its record goes with the next commit, once a number however many windows came and went under
    // it; that of one that was never committed is nowhere.
    windows.slots[number].isStored = window.isStored
    windows.slots[number].isQueuedForCommit = window.isQueuedForCommit
    if window.isStored { queueForCommit(number) }
    for chunk in window.storedChunks {
      log.noteChange(
        of: Record(kind: .chunk, key: Engine.chunkKey(number, chunk), body: nil))
    }
    log.noteChange()
  }

  /// Numbers of windows that are gone can be given again once no series leads to them. That makes
  /// all series look for their windows anew, so it waits until it is worth it.
  private mutating func reuseRetiredNumbers() {
    for number in series.indices { series[number].firstLink = -1 }
    links.removeAll()
    freeNumbers += retiredNumbers
    retiredNumbers.removeAll()
  }
}
