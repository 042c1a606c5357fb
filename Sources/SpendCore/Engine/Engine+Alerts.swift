/// Making an alert: identity and content, a function of the lines and the configuration alone.
extension Engine {
  /// - Parameter asOf: the minute that all of it is of; nil: the crossing, which the position is
  ///   at.
  func makeAlert(
    _ window: SpendWindow, _ crossed: CrossedThreshold, rule: Rule, asOf: Int64? = nil
  ) -> Alert {
    let minute = asOf ?? position ?? crossed.minute
    let span =
      asOf.flatMap { rule.isRolling ? rule.rollingSpan(at: $0) : nil }
      ?? thresholds.span(rule, crossed)
    let names = window.group.map { ledger.catalog.text($0) }
    let group = zip(rule.budget.per, names).map { LabelPair($0, $1) }
    let start = rule.isRolling ? rule.oldestBucket(at: minute) : crossed.period
    let spend = window.spend(isRolling: rule.isRolling, from: start)
    var alert = Alert(
      id: "", instance: instance, level: crossed.threshold.level,
      condition: crossed.threshold.condition, budget: rule.budget.name, group: group,
      labels: rule.budget.labels.sorted { $0.key < $1.key }.map { LabelPair($0.key, $0.value) },
      unit: rule.unit, kind: rule.budget.kind, windowStart: Timestamp(minute: span.start),
      windowEnd: Timestamp(minute: span.end), timeZone: configuration.timeZone.name,
      time: asOf.map { max(clock, Timestamp(minute: $0)) } ?? crossed.time, spend: spend,
      limit: rule.limit, ratePerHour: ratePerHour(window, rule: rule, at: minute))
    alert.id = id(of: alert, minute: crossed.minute)
    alert.runbookURL = rule.budget.runbookURL
    alert.exhaustedAt = moment(of: alert.limit, alert)
    alert.details.isRateKnown = isRateKnown(window, rule: rule, at: minute)
    alert.details.next = next(after: alert, rule: rule)
    alert.top = top(window, rule: rule, start: start)
    let chunk = rule.isRolling ? Timestamp.floorDivide(start, rule.chunkLength) : start
    (alert.unpricedEvents, alert.lateEvents) = window.qualityTotals(firstChunk: chunk)
    if rule.isRolling {
      alert.clearsAt = window.rearmMinute(of: crossed, rule)
        .map { Timestamp(minute: $0) }
    }
    return alert
  }

  /// Digest of what an alert is (Semantics, The id). Lengths make it unambiguous; the
  /// state is not part of it.
  private func id(of alert: Alert, minute: Int64) -> String {
    let windowStart =
      alert.kind == .rolling
      ? Timestamp(minute: minute).secondsText : alert.windowStart.secondsText
    let parts =
      [alert.instance, alert.budget]
      + alert.group.flatMap { [$0.name, $0.value] }
      + [
        alert.unit.rawValue, alert.kind.rawValue, windowStart, alert.condition.text,
        alert.limit.description,
      ]
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined(separator: ",")
    return String(digest("spendwatch/alert/1 " + text).prefix(32))
  }

  /// Spend of the last 60 minutes.
  private func ratePerHour(_ window: SpendWindow, rule: Rule, at minute: Int64) -> Money {
    let oldest = minute - 59
    let isMinutes = rule.isRolling && rule.unit == .day
    return Money(
      pinning: isMinutes ? window.buckets.sum(from: oldest) : window.recent.sum(from: oldest))
  }

  /// Whether there is something to be seen of at least five minutes. Of a burst in the first
  /// seconds nobody knows what it is an hour.
  private func isRateKnown(_ window: SpendWindow, rule: Rule, at minute: Int64) -> Bool {
    var oldest = window.recent.first?.bucket ?? .max
    if rule.isRolling, let first = window.buckets.first {
      oldest = min(oldest, (first.bucket + 1) * rule.bucketMinutes - 1)
    }
    return oldest <= minute - 5
  }

  private func next(after alert: Alert, rule: Rule) -> AlertDetails.Next? {
    rule.threshold(above: alert.condition).map { threshold, trip in
      AlertDetails.Next(
        threshold.condition, level: threshold.level, at: moment(of: trip, alert))
    }
  }

  /// When an amount is reached at the rate of the last hour; nil when it is already, or
  /// not within this window.
  private func moment(of amount: Money, _ alert: Alert) -> Timestamp? {
    let left = Int128(amount.nano) - Int128(alert.spend.nano)
    guard left > 0, alert.ratePerHour.nano > 0 else { return nil }
    let seconds = left * 3600 / Int128(alert.ratePerHour.nano)
    let horizon =
      alert.kind == .rolling
      ? alert.windowEnd.seconds - alert.windowStart.seconds
      : alert.windowEnd.seconds - alert.time.seconds
    guard seconds <= Int128(horizon) else { return nil }
    return alert.time.advanced(bySeconds: Int64(seconds))
  }

  /// The largest five values of every dimension that alerts show.
  private func top(_ window: SpendWindow, rule: Rule, start: Int64) -> [Alert.TopEntry] {
    let breakdown = window.breakdownTotals(rule: rule, from: start)
    return configuration.top.map { dimension in
      var sums: [ExactText: Money] = [:]
      for share in breakdown {
        let pairs = ledger.labelSets[share.labelSet]
        guard let value = pairs.value(of: dimension) else { continue }
        sums[ExactText(value), default: .zero] += share.spend
      }
      let largest = sums.filter { $0.value > .zero }
        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
      return Alert.TopEntry(
        dimension: dimension, names: largest.map(\.key.text), spends: largest.map(\.value))
    }
  }
}
