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
  /// Those that are in force: see ``unbudgeted``.
  let budgets: [Budget]
  /// Of the last commit.
  package var committedAt: Timestamp?
  package var memory: EngineMemory

  /// What no budget covers.
  package struct Unbudgeted: Hashable, Sendable {
    package var spend: Money = .zero
    package var features: Int = 0
    /// Those that spent most, at most three.
    package var names: [String] = []

    package init() {}
  }

  /// A budget's window for one group (Semantics, Status).
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

/// A view in the making. Windows may be very many: they are gone through a stretch at a time, and
/// lines are applied in between. Each is shown as it is when its turn comes; totals, sources and
/// deliveries are those of the end.
package struct EngineViewDraft: Sendable {
  let time: Timestamp
  let minute: Int64
  /// The number of the next window.
  var next = 0
  /// By rule, the features that its budget names and that have no window so far.
  var silent: [Set<ExactText>]
  var rows: [EngineView.Row] = []
}

extension Engine {
  /// What a line about the daemon says, without a look at every window.
  package var summary: (events: Int64, spend: Money, features: Int, windows: Int) {
    (
      ledger.totals.events, ledger.totals.spend, ledger.features.entries.count,
      ledger.windows.liveCount
    )
  }

  /// See ``Totals/computesCosts``.
  package var computesCosts: Bool { ledger.totals.computesCosts }

  /// Events whose time could not be read, since the state was created.
  package var unreadableTimes: Int64 {
    let index = Flags.names.firstIndex { $0.flag == .badTime }
    return index.map { ledger.totals.flagged[$0] } ?? 0
  }

  /// What is there to see at a moment: windows are shown at the later of
  /// position and clock (Semantics, Windows).
  package func view(at now: Timestamp) -> EngineView {
    var draft = beginView(at: now)
    advance(&draft, windows: .max)
    return finishView(draft)
  }

  package func beginView(at now: Timestamp) -> EngineViewDraft {
    EngineViewDraft(
      time: now, minute: max(position ?? .min, now.minute),
      silent: ledger.rules.map { namedFeatures($0) })
  }

  /// Goes through so many windows.
  ///
  /// - Precondition: the configuration is that with which it was begun.
  /// - Returns: whether some are left.
  @discardableResult
  package func advance(_ draft: inout EngineViewDraft, windows: Int) -> Bool {
    let numbers = ledger.windows.indices
    let end = numbers.endIndex - draft.next > windows ? draft.next + windows : numbers.endIndex
    while draft.next < end {
      defer { draft.next += 1 }
      guard let window = ledger.windows[draft.next] else { continue }
      if !draft.silent[window.rule].isEmpty, let feature = window.group.first {
        draft.silent[window.rule].remove(ExactText(ledger.catalog.text(feature)))
      }
      draft.rows.append(row(window, at: draft.minute))
    }
    return end < numbers.endIndex
  }

  package func finishView(_ draft: EngineViewDraft) -> EngineView {
    var rows = draft.rows
    // Features that a budget names and that spent nothing yet: perhaps their name is mistyped.
    for rule in ledger.rules.indices {
      for name in draft.silent[rule].sorted() {
        var row = row(SpendWindow(rule: rule, group: []), at: draft.minute)
        row.group = [LabelPair(Dimension.feature, name.text)]
        rows.append(row)
      }
    }
    var totals = ledger.totals
    totals.idsForgotten = ledger.ids.forgotten
    return EngineView(
      instance: instance, time: draft.time, isReady: isReady, totals: totals,
      features: currentFeatures, rows: rows, sources: sources, deliveries: deliveries,
      budgets: configuration.budgets, committedAt: storedClock, memory: memory)
  }

  /// With what stands in the series alone.
  private var currentFeatures: [FeatureTotals.Entry] {
    var features = ledger.features
    for number in ledger.dirtySeries {
      let state = ledger.series[Int(number)]
      guard state.calls > 0 else { continue }
      features.add(
        Int(state.feature), events: state.calls, spend: state.spend, isUncovered: state.isUncovered)
    }
    return features.entries
  }

  private func namedFeatures(_ rule: Rule) -> Set<ExactText> {
    guard rule.budget.per == [Dimension.feature], !rule.budget.isUnlisted else { return [] }
    let conditions = rule.budget.match.conditions
      .filter { $0.dimension == Dimension.feature && !$0.isNegated }
    return Set(conditions.flatMap(\.patterns).compactMap(\.literal).map { ExactText($0) })
  }

  private func row(_ window: SpendWindow, at minute: Int64) -> EngineView.Row {
    let rule = ledger.rules[window.rule]
    let span: (start: Int64, end: Int64)
    let start: Int64
    if rule.isRolling {
      span = rule.rollingSpan(at: minute)
      start = span.start / rule.bucketMinutes
    } else {
      let period = PeriodCache.period(rule.unit, at: minute, zone: configuration.timeZone)
      span = (period.start, period.end)
      start = period.start
    }
    let spend = window.spend(isRolling: rule.isRolling, from: start)
    let passed =
      window.isOverflow ? nil : rule.crossed(by: Int128(spend.nano), above: nil).last
    let permille = Int128(spend.nano) * 1000 / Int128(max(rule.limit.nano, 1))
    let known = [ledger.partialSince, window.partialSince].compactMap { $0 }.max()
    let names = window.group.map { ledger.catalog.text($0) }
    return EngineView.Row(
      budget: rule.budget.name, group: zip(rule.budget.per, names).map { LabelPair($0, $1) },
      unit: rule.unit, kind: rule.budget.kind, spend: spend, limit: rule.limit,
      usedPermille: Int64(clamping: permille), level: passed?.level,
      firing: firing(window), windowStart: Timestamp(minute: span.start),
      windowEnd: Timestamp(minute: span.end),
      partialSince: known.flatMap { $0 > Timestamp(minute: span.start) ? $0 : nil })
  }

  private func firing(_ window: SpendWindow) -> [Int64] {
    window.crossed.compactMap { crossed in
      guard case .firing(let firing) = crossed.state, !firing.resolveSent else { return nil }
      return crossed.threshold.condition.percent
    }.sorted()
  }

  /// Alerts that are out and have not resolved, for receivers that are told again and again.
  package var activeAlerts: [(alert: Alert, receivers: [String])] {
    ledger.windows.indices.flatMap { number in
      (ledger.windows[number]?.crossed ?? []).compactMap { crossed in
        // What was told in a summary fires nowhere: it is to wake nobody.
        guard let firing = crossed.firing, !firing.resolveSent, !firing.isSummary else {
          return nil
        }
        return (firing.alert, firing.receivers)
      }
    }
  }
}
