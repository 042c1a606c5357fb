/// An immutable copy of what people and machines look at.
package struct EngineView: Sendable {
  package var instance: String
  package var time: Timestamp
  package var isReady: Bool
  package var totals: Totals
  package var features: [FeatureTotals.Entry]
  package var rows: [Row]
  package var sources: [SourceState]
  package var deliveries: [Delivery]

  /// A budget's window for one group (SPEC 7, `budgets`).
  package struct Row: Hashable, Sendable {
    package var budget: String
    package var group: [LabelPair]
    package var unit: WindowUnit
    package var kind: WindowKind
    package var spend: Money
    package var limit: Money
    /// Rounded down, so that it never shows 100 below the limit.
    package var usedPermille: Int64
    /// Of the highest threshold that the spend has passed; nil: none.
    package var level: Level?
    /// Percents that have not resolved, ascending.
    package var firing: [Int64]
    package var windowStart: Timestamp
    package var windowEnd: Timestamp
    package var partialSince: Timestamp?
  }
}

extension Engine {
  /// What a line about the daemon says, without a look at every window.
  package var summary: (events: Int64, spend: Money, features: Int, windows: Int) {
    (totals.events, totals.spend, features.entries.count, windowNumbers.count)
  }

  /// What is there to see at a moment: windows are shown at the later of position and clock (SPEC 4).
  package mutating func view(at now: Timestamp, maxRows: Int = .max) -> EngineView {
    flushAllSeries()
    let minute = max(position ?? .min, now.minute)
    return EngineView(
      instance: instance, time: now, isReady: isReady, totals: totals,
      features: features.entries, rows: rows(at: minute), sources: sources,
      deliveries: deliveries)
  }

  private func rows(at minute: Int64) -> [EngineView.Row] {
    windows.indices.compactMap { number in
      guard let window = windows[number] else { return nil }
      return row(window, at: minute)
    }
  }

  private func row(_ window: SpendWindow, at minute: Int64) -> EngineView.Row {
    let rule = rules[window.rule]
    let span: (start: Int64, end: Int64)
    let place: Int64
    if rule.isRolling {
      span = Engine.rollingSpan(rule, at: minute)
      place = span.start / rule.bucketMinutes
    } else {
      let period = PeriodCache.period(rule.unit, at: minute, zone: configuration.timeZone)
      span = (period.start, period.end)
      place = period.start
    }
    let spend = window.spend(isRolling: rule.isRolling, place: place)
    let passed =
      window.isOverflow ? nil : rule.crossed(by: Int128(spend.nano), above: 0).last
    let permille = Int128(spend.nano) * 1000 / Int128(max(rule.limit.nano, 1))
    let known = [partialSince, window.partialSince].compactMap { $0 }.max()
    let names = window.group.map { catalog.text($0) }
    return EngineView.Row(
      budget: rule.budget.name, group: zip(rule.budget.per, names).map { LabelPair($0, $1) },
      unit: rule.unit, kind: rule.budget.kind, spend: spend, limit: rule.limit,
      usedPermille: Int64(clamping: permille), level: passed?.level,
      firing: firing(window), windowStart: Timestamp(minute: span.start),
      windowEnd: Timestamp(minute: span.end),
      partialSince: known.flatMap { $0 > Timestamp(minute: span.start) ? $0 : nil })
  }

  private func firing(_ window: SpendWindow) -> [Int64] {
    window.latches.compactMap { latch in
      guard case .firing(let firing) = latch.state, !firing.resolveSent else { return nil }
      return latch.threshold.percent
    }.sorted()
  }

  /// Alerts that are out and have not resolved, for receivers that are told again and again.
  package var activeAlerts: [(alert: Alert, receivers: [String])] {
    windows.indices.flatMap { number in
      (windows[number]?.latches ?? []).compactMap { latch in
        // What was told in a summary fires nowhere: it is to wake nobody.
        guard let firing = latch.firing, !firing.resolveSent, !firing.isSummary else { return nil }
        return (firing.alert, firing.receivers)
      }
    }
  }
}
