/// Moving the position. Only events do (SPEC 4); every bucket edge between is passed first, so that resolves
/// happen where they belong.
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
    latePlace = nil
    place = makePlace(minute, position: minute)
  }

  @inline(__always)
  func currentPlace(_ minute: Int64) -> Place {
    place ?? makePlaceWithoutCache(minute)
  }

  mutating func placeOfLate(_ minute: Int64) -> Place {
    if let latePlace, latePlace.minute == minute { return latePlace }
    let place = makePlace(minute, position: position ?? minute)
    latePlace = place
    return place
  }

  mutating func makePlace(_ minute: Int64, position: Int64) -> Place {
    let day = periods.period(.day, at: minute)
    let month = periods.period(.month, at: minute)
    return Engine.place(minute, position: position, day: day, month: month)
  }

  private func makePlaceWithoutCache(_ minute: Int64) -> Place {
    let zone = configuration.timeZone
    return Engine.place(
      minute, position: position ?? minute,
      day: PeriodCache.period(.day, at: minute, zone: zone),
      month: PeriodCache.period(.month, at: minute, zone: zone))
  }

  private static func place(
    _ minute: Int64, position: Int64, day: PeriodCache.Period, month: PeriodCache.Period
  ) -> Place {
    let hour = Timestamp.floorDivide(minute, 60)
    return Place(
      minute: minute, oldestMinute: position - 1439, hour: hour,
      oldestHour: Timestamp.floorDivide(position, 60) - 719,
      day: day.start, isDayOpen: position < day.end + graceMinutes,
      month: month.start, isMonthOpen: position < month.end + graceMinutes,
      isDayCurrent: position < day.end, isMonthCurrent: position < month.end)
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

  /// The spend from which on the next threshold is crossed.
  func updateTrip(_ window: inout SpendWindow) {
    let rule = rules[window.rule]
    let period = rule.isRolling ? 0 : window.currentPeriod
    let highest = window.latches.last { $0.period == period }?.threshold.percent ?? 0
    window.nextTrip = rule.threshold(above: highest).map { Int128($0.trip.nano) } ?? .max
  }

  /// Once a day: windows in which nothing is left make room for other groups. Looks at windows where they stand,
  /// because it looks at all of them.
  private mutating func sweep(at minute: Int64) {
    var didRemove = false
    let hasGroups = rules.map { !$0.budget.per.isEmpty }
    for number in windows.indices {
      let rule = windows.slots[number].rule
      guard rule >= 0 else { continue }
      if windows.slots[number].latches.isEmpty { forgetExpired(number, shapes[rule], at: minute) }
      guard windows.slots[number].isSpent, hasGroups[rule], let window = windows[number].take()
      else { continue }
      remove(window, number)
      didRemove = true
    }
    if didRemove { forgetSeries() }
  }

  private mutating func forgetExpired(_ number: Int, _ shape: RuleShape, at minute: Int64) {
    guard let first = windows.slots[number].buckets.first else { return }
    if shape.isRolling {
      let oldest = Timestamp.floorDivide(minute, shape.bucketMinutes) - shape.bucketCount + 1
      guard first.bucket < oldest else { return }
      windows.slots[number].expire(before: oldest, chunkLength: shape.chunkLength)
    } else if let last = windows.slots[number].buckets.live.last {
      let end = periods.period(shape.isDay ? .day : .month, at: last.bucket).end
      guard end + Engine.graceMinutes <= minute else { return }
      windows.slots[number].buckets.expire(before: .max)
    }
  }

  /// Takes a window out of the state. The caller has taken it out of `windows`.
  mutating func remove(_ window: SpendWindow, _ number: Int) {
    windowNumbers[WindowKey(rule: window.rule, group: window.group)] = nil
    noteWindow(of: window.rule, -1)
    freeNumbers.append(number)
    let key = RecordKey.number(UInt64(number))
    pendingRecords.append(Record(kind: .window, key: key, body: nil))
    for chunk in window.storedChunks {
      pendingRecords.append(
        Record(kind: .chunk, key: Engine.chunkKey(number, chunk), body: nil))
    }
    isDirty = true
  }

  /// Links lead to windows that are gone: series are found anew.
  mutating func forgetSeries() {
    for number in series.indices { series[number].firstLink = -1 }
    links.removeAll(keepingCapacity: true)
  }
}
