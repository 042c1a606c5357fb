/// What is said once, or once an hour or minute: when that was last.
struct WarningTimes: Sendable {
  var futureHour: Int64 = .min
  var duplicateHour: Int64 = .min
  /// The minute in which ``Happening/costlyEmbedded`` was said last.
  var costlyMinute: Int64 = .min
  var aheadHour: Int64 = .min
  var isSaturated = false
  /// Until the next reload.
  var isLimited = false
}

/// What is noticeable in what is counted.
extension Ledger {
  /// The usual cause is a wrong zone or clock, so it is said once an hour, not once an event.
  mutating func warnFuture(
    _ time: Timestamp, _ source: Int, _ effects: inout [Effect]
  ) {
    guard clock.hour != warnings.futureHour else { return }
    warnings.futureHour = clock.hour
    effects.append(.happened(.future(source: source, time: time)))
  }

  /// What stands inside of other text may be what somebody typed: one that costs a hundred times
  /// the usual is said at once, and not more often than once a minute.
  mutating func warnCostly(_ line: Line, _ source: Int, _ effects: inout [Effect]) {
    // It is among the totals already.
    let (events, spend) = (totals.events - 1, totals.spend.nano - line.cost.nano)
    guard events >= 20, clock.minute != warnings.costlyMinute,
      Int128(line.cost.nano) * Int128(events) >= 100 * Int128(spend)
    else { return }
    warnings.costlyMinute = clock.minute
    let usual = Money(nano: spend / events)
    effects.append(.happened(.costlyEmbedded(source: source, cost: line.cost, usual: usual)))
  }

  /// An event that came while the clock was ahead keeps the position there: what follows is late,
  /// and windows that are over there do not see it. Taking the position back would judge a replay
  /// otherwise; so whoever gets no alerts is told.
  mutating func warnAhead(into effects: inout [Effect]) {
    guard let position, (position - clock.minute) * 60 > LineDecoder.futureSeconds,
      clock.hour != warnings.aheadHour
    else { return }
    warnings.aheadHour = clock.hour
    effects.append(.happened(.ahead(position: Timestamp(minute: position))))
  }

  /// Once until the next reload, however often values are let go and others come.
  @inline(never)
  mutating func warnLimited(into effects: inout [Effect]) {
    guard !warnings.isLimited else { return }
    warnings.isLimited = true
    effects.append(
      .happened(.valuesLimited(bytes: catalog.byteCount, values: catalog.symbolCount)))
  }
}
