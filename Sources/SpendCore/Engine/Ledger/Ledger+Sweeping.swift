/// Windows of which nothing is left, and the groups that they stand for.
extension Ledger {
  /// Every three hours: groups of which nothing is left make room for others. A group's daily
  /// window is removed together with its monthly one; otherwise a group that is active once a day
  /// would have its daily window recreated each time.
  ///
  /// Reads the windows that are due in place, and changes only those that are large or have ended.
  mutating func sweep(at minute: Int64, _ log: inout CommitLog) {
    let now = Self.sweepNumber(minute)
    // Takes longer than all the rest of a sweep.
    let before = position ?? minute
    if Timestamp.floorDivide(before, 1440) != Timestamp.floorDivide(minute, 1440) {
      renewed.isWanted = catalog.isLimited
    }
    let wasFull = groupCount >= configuration.maxGroups
    let hasGroups = rules.map { !$0.budget.per.isEmpty }
    let isLast = rules.indices.map { rules.counted[$0] == $0 }
    for number in windows.indices where windows.nextSweeps[number] <= now {
      let rule = windows.slots[number].rule
      guard rule >= 0 else { continue }
      let goesByItself = isLast[rule] || windows.slots[number].isAlone
      forgetExpired(number, rules.shapes[rule], at: minute, isEager: goesByItself, &log)
      windows.nextSweeps[number] = nextSweep(
        of: number, rules.shapes[rule], after: now, isEager: goesByItself)
      guard hasGroups[rule], goesByItself, windows.slots[number].isSpent else { continue }
      if isLast[rule] { removeOthers(ofGroupOf: number, at: minute, &log) }
      remove(number, &log)
    }
    // Series that the limit had sent to `(other)` are to find the room that there is now.
    let hasRoom = wasFull && groupCount < configuration.maxGroups
    if hasRoom || windows.retiredCount > max(1000, windows.count / 8) { reuseRetiredNumbers() }
  }

  private static var sweepsPerDay: Int64 { 8 }

  /// Number of the sweep that begins at or before a minute, counted since 1970.
  static func sweepNumber(_ minute: Int64) -> Int64 {
    Timestamp.floorDivide(minute, 1440 / sweepsPerDay)
  }

  /// - Parameter isEager: also if it is only a little that expires.
  private mutating func forgetExpired(
    _ number: Int, _ shape: RuleShape, at minute: Int64, isEager: Bool, _ log: inout CommitLog
  ) {
    guard let newest = windows.slots[number].buckets.newest else { return }
    let isLarge = windows.slots[number].buckets.count > 16
    guard isEager || isLarge, windows.slots[number].crossed.isEmpty else { return }
    if shape.isRolling {
      let oldest = shape.oldestBucket(at: minute)
      guard isLarge ? windows.slots[number].buckets.oldest < oldest : newest.bucket < oldest
      else { return }
      windows.slots[number].expire(before: oldest, chunkLength: shape.chunkLength)
    } else {
      let end = periods.period(shape.isDay ? .day : .month, at: newest.bucket).end
      guard end + Ledger.graceMinutes <= minute else { return }
      windows.slots[number].buckets.expire(before: .max)
    }
    // What the state has of it goes with the next commit.
    windows.slots[number].isRecordDirty = true
    queueForCommit(number, &log)
  }

  /// The first sweep that may have something to do with a window, if nothing happens to it but
  /// events.
  ///
  /// One that becomes large meanwhile may keep some days longer what it does not need.
  private mutating func nextSweep(
    of number: Int, _ shape: RuleShape, after sweep: Int64, isEager: Bool
  ) -> Int64 {
    guard windows.slots[number].crossed.isEmpty,
      let newest = windows.slots[number].buckets.newest
    else { return sweep + Self.sweepsPerDay }
    let isLarge = windows.slots[number].buckets.count > 16
    guard isEager || isLarge else { return sweep + 2 * Self.sweepsPerDay }
    let end: Int64
    if shape.isRolling {
      let first = isLarge ? windows.slots[number].buckets.oldest : newest.bucket
      end = (first + shape.bucketCount) * shape.bucketMinutes
    } else {
      let period = periods.period(shape.isDay ? .day : .month, at: newest.bucket)
      end = period.end + Ledger.graceMinutes
    }
    return max(sweep + 1, Self.sweepNumber(end))
  }

  /// Removes the other windows of a group whose last one is removed, as far as nothing is left of
  /// them; the rest is removed by later sweeps.
  private mutating func removeOthers(
    ofGroupOf last: Int, at minute: Int64, _ log: inout CommitLog
  ) {
    let rule = windows.slots[last].rule
    var other = rule - 1
    while other >= 0, rules[other].budget.name.isExactly(rules[rule].budget.name) {
      if let number = windows.find(other, windows.slots[last].group) {
        windows.slots[number].isAlone = true
        windows.nextSweeps[number] = .min
        forgetExpired(number, rules.shapes[other], at: minute, isEager: true, &log)
        if windows.slots[number].isSpent { remove(number, &log) }
      }
      other -= 1
    }
  }

  /// Finds the windows that stand without the last one of their group, in a state
  /// of whatever history.
  mutating func markAlone() {
    for number in windows.indices {
      let rule = windows.slots[number].rule
      guard rule >= 0, rules.counted[rule] != rule else { continue }
      let last = windows.find(rules.counted[rule], windows.slots[number].group)
      windows.slots[number].isAlone = last == nil
    }
  }

  /// Takes a window out of the state.
  private mutating func remove(_ number: Int, _ log: inout CommitLog) {
    guard let window = windows[number].take() else { return }
    windows.leave(number, window.rule, window.group)
    countGroup(of: window.rule, -1)
    windows.retire(number)
    // Its record goes with the next commit, once a number however many windows came and went under
    // it; that of one that was never committed is nowhere.
    windows.slots[number].isStored = window.isStored
    windows.slots[number].isQueuedForCommit = window.isQueuedForCommit
    if window.isStored { queueForCommit(number, &log) }
    for chunk in window.storedChunks {
      log.add(
        Record(kind: .chunk, key: Ledger.chunkKey(number, chunk), body: nil))
    }
    log.markChanged()
  }

  /// Numbers of windows that are gone can be given again once no series leads to them. That makes
  /// all series look for their windows anew, so it waits until it is worth it.
  private mutating func reuseRetiredNumbers() {
    for number in series.indices { series[number].firstLink = -1 }
    links.removeAll()
    windows.freeRetired()
  }
}
