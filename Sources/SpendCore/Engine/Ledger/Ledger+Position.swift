/// Moving the position, and entering the minute of an event.
extension Ledger {
  /// Moves the position forward. What is due at the edges between was done before.
  mutating func advance(to minute: Int64, _ log: inout CommitLog) {
    if let position, Self.sweepNumber(position) != Self.sweepNumber(minute) {
      sweep(at: minute, &log)
    }
    position = minute
    otherContext = .none
    let quarter = context.quarter
    context = makeContext(minute)
    // While they are in the cache, and while amounts of the same label set follow each other.
    if context.quarter != quarter { flushAllSeries(&log) }
  }

  /// Makes the context of a time that is not ahead of the position the current one.
  mutating func enterMinute(of time: Timestamp) {
    swap(&contextMemory.pointer.pointee, &otherContext)
    if !context.holds(time) { context = makeContext(time.minute) }
  }

  private mutating func makeContext(_ minute: Int64) -> MinuteContext {
    let day = periods.period(.day, at: minute)
    let month = periods.period(.month, at: minute)
    return MinuteContext(
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

  /// How long after its end a calendar window still accepts events (Semantics, Windows): 24 hours.
  static var graceMinutes: Int64 { 1440 }

  /// Begins a calendar period of a window, and forgets what is closed.
  mutating func enter(_ period: Int64, _ number: Int) {
    guard var window = windows[number].take() else { return }
    let unit = rules[window.rule].unit
    let before = PeriodCache.period(unit, at: period - 1, zone: configuration.timeZone)
    let isOpen = (position ?? period) < before.end + Ledger.graceMinutes
    let oldest = isOpen ? before.start : period
    window.buckets.expire(before: oldest)
    window.breakdown.expire(before: oldest)
    window.quality.removeAll { $0.chunk < oldest }
    window.crossed.removeAll { $0.period < oldest }
    window.currentPeriod = period
    window.isRecordDirty = true
    updateTrip(&window)
    windows[number] = window
  }

  /// See ``SpendWindow/trip(_:)``. Mutating only so that the ledger is not copied for it: each
  /// window that is made comes here.
  mutating func updateTrip(_ window: inout SpendWindow) {
    guard !window.isOverflow else { return window.nextTrip = .max }
    // Nearly all are below all of them.
    guard !window.crossed.isEmpty else { return window.nextTrip = rules.firstTrips[window.rule] }
    window.nextTrip = window.trip(rules[window.rule])
  }

  /// How finely the history is kept by now.
  var retention: HistoryRetention {
    HistoryRetention(at: clock, zone: configuration.timeZone, configuration.historyDays)
  }
}
