/// What the engine knows beside the history.
package struct DigestFacts: Sendable {
  package var instance: String
  package var rows: [EngineView.Row] = []
  package var alerts: [AlertLog.Entry] = []
  package var totals: Totals
  /// Of the digest before.
  package var mark: DigestMark?
  package var invoice: InvoiceMatch?
  /// When the history begins; nil for none.
  package var historyBegin: Timestamp?
  /// Since when it has details; nil: from there on.
  package var detailsSince: Timestamp?

  package init(
    instance: String, rows: [EngineView.Row] = [], alerts: [AlertLog.Entry] = [], totals: Totals,
    mark: DigestMark? = nil
  ) {
    self.instance = instance
    self.rows = rows
    self.alerts = alerts
    self.totals = totals
    self.mark = mark
  }
}

extension DigestTally {
  /// - Parameter digest: makes an id of a text.
  package func finish(_ facts: DigestFacts, digest: (String) -> String) -> SpendDigest {
    let (settings, period) = (plan.settings, plan.period)
    let id = digest(
      ["digest", facts.instance, settings.every.rawValue, period.name, plan.zone.name]
        .map { "\($0.utf8.count):\($0)" }.joined() + settings.by.joined(separator: ","))
    var result = SpendDigest(
      id: String(id.prefix(32)), instance: facts.instance, every: settings.every, period: period,
      timeZone: plan.zone.name, time: plan.time, by: settings.by)
    (result.spend, result.calls) = (total.current.cost, total.current.calls)
    result.previous = isPreviousKnown ? total.previous.cost : nil
    result.top = largest.prefix(SpendDigest.topCount).indices.map { group($0) }
    let rest = largest.dropFirst(SpendDigest.topCount)
    result.others.count = Int64(rest.count)
    result.others.spend = rest.reduce(.zero) { $0 + groups[$1].current.cost }
    result.untaggedPermille = Self.permille(untagged.cost, of: total.current.cost)
    result.unpriced = unpriced
    result.month = monthAndForecast()
    result.budgets = Self.budgets(facts.rows)
    result.alerts = alerts(facts.alerts)
    result.data = data(facts)
    result.odd = oddities(result, detailsSince: facts.detailsSince)
    result.unpriced.models = Array(result.unpriced.models.prefix(SpendDigest.modelCount))
    return result
  }

  /// Whether the period before is covered: else a change against it would say nothing.
  var isPreviousKnown: Bool { first.map { $0 <= plan.previous.start } ?? false || isKnownLater }

  /// The history began within it: better than nothing when most of it is there.
  private var isKnownLater: Bool {
    guard let first else { return false }
    let length = plan.period.start.seconds - plan.previous.start.seconds
    return first.seconds - plan.previous.start.seconds <= length / 4
  }

  static func permille(_ part: Money, of whole: Money) -> Int64 {
    guard whole > .zero else { return 0 }
    return Int64(clamping: (Int128(part.nano) * 1000 + Int128(whole.nano) / 2) / Int128(whole.nano))
  }

  private func group(_ index: Int) -> SpendDigest.Group {
    let group = groups[largest[index]]
    return SpendDigest.Group(
      group: zip(plan.settings.by, group.values).map { LabelPair($0, $1) },
      spend: group.current.cost, previous: isPreviousKnown ? group.previous.cost : nil,
      sharePermille: Self.permille(group.current.cost, of: total.current.cost),
      calls: group.current.calls, previousCalls: group.previous.calls, spark: spark(hours[index]))
  }

  private func spark(_ hours: HourlySpend) -> [Money] {
    let range =
      hours.index(at: plan.period.start.seconds)..<hours.index(at: plan.period.end.seconds)
    if plan.settings.every == .day { return range.map { hours.hours[$0] } }
    var days: [Money] = []
    var start = plan.period.start
    while start < plan.period.end {
      let end = plan.zone.period(.day, containing: start).end
      days.append(hours.sum(hours.index(at: start.seconds)..<hours.index(at: end.seconds)))
      start = end
    }
    return days
  }

  // MARK: What stands below the table

  /// Models of calls that nobody knows a price of.
  private var unpriced: SpendDigest.Unpriced {
    let unknown = models.values.filter { $0.unpricedCalls > 0 }
      .sorted { $0.unpricedCalls > $1.unpricedCalls }
    return SpendDigest.Unpriced(
      calls: total.unpricedCalls, models: unknown.map { $0.values[0] })
  }

  private func monthAndForecast() -> SpendDigest.Month {
    let period = plan.month
    var result = SpendDigest.Month(start: period.start, end: period.end, spend: month)
    guard let all = hours.last, !isCoarse else { return result }
    let now = all.index(at: plan.time.seconds)
    let until = all.index(at: period.end.seconds)
    guard let forecast = Forecast(all, now: now, until: until, zone: plan.zone) else {
      return result
    }
    // Of the hour that is not over, what is forecast counts.
    let over = month - all.sum(now..<now + 1)
    result.forecast = SpendDigest.Forecasted(
      end: max(month, over + forecast.spend),
      low: forecast.band.map { max(month, over + $0.lowerBound) },
      high: forecast.band.map { max(month, over + $0.upperBound) },
      medianErrorPermille: forecast.medianErrorPermille)
    return result
  }

  private static func budgets(_ rows: [EngineView.Row]) -> SpendDigest.Budgets {
    var result = SpendDigest.Budgets()
    result.count = Int64(rows.count)
    result.within = Int64(rows.count { $0.spend < $0.limit })
    let nearest = rows.filter { $0.spend > .zero }.sorted {
      ($1.usedPermille, ExactText($0.budget)) < ($0.usedPermille, ExactText($1.budget))
    }
    result.rows = nearest.prefix(SpendDigest.listCount).map {
      .init(
        budget: $0.budget, group: $0.group, unit: $0.unit, spend: $0.spend, limit: $0.limit,
        usedPermille: $0.usedPermille, windowEnd: $0.windowEnd)
    }
    return result
  }

  private func alerts(_ entries: [AlertLog.Entry]) -> SpendDigest.Alerts {
    var result = SpendDigest.Alerts()
    let own = entries.filter {
      $0.alert.time >= plan.period.start && $0.alert.time < plan.period.end && !$0.alert.isCatchUp
    }
    for entry in own {
      switch entry.alert.level {
      case .info: result.info += 1
      case .soft: result.soft += 1
      case .hard: result.hard += 1
      }
    }
    let loudest = own.sorted {
      ($1.alert.level, $1.alert.time) < ($0.alert.level, $0.alert.time)
    }
    result.list = loudest.prefix(SpendDigest.listCount).map {
      .init(
        time: $0.alert.time, level: $0.alert.level, condition: $0.alert.condition,
        budget: $0.alert.budget, group: $0.alert.group, endedAt: $0.endedAt)
    }
    return result
  }

  private func data(_ facts: DigestFacts) -> SpendDigest.DataQuality {
    var result = SpendDigest.DataQuality()
    if let begin = first ?? facts.historyBegin, begin > plan.period.start {
      result.completeSince = begin
    }
    let counts = DigestMark(end: plan.period.end, facts.totals)
    result.events = counts.events - (facts.mark?.events ?? 0)
    result.rejected = counts.rejected - (facts.mark?.rejected ?? 0)
    result.gaps = counts.gaps - (facts.mark?.gaps ?? 0)
    result.isSinceLast = facts.mark != nil
    result.invoice = facts.invoice
    return result
  }
}
