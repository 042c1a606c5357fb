package import SpendCore

extension StatusReport {
  /// What the engine knows, with what only the rooms around it know: the files and the receivers.
  package init(
    view: EngineView, isRunning: Bool, version: String, sources: [StatusSource],
    receivers: [ReceiverReport]
  ) {
    self.init(
      isRunning: isRunning, isReady: view.isReady, time: view.time, version: version,
      instance: view.instance, sources: sources, budgets: view.rows.map(StatusBudget.init),
      receivers: receivers)
    totals.events = view.totals.events
    totals.spend = view.totals.spend
    totals.rejected = zip(Rejection.allCases, view.totals.rejected)
      .filter { $1 > 0 }.map { StatusTotals.Count($0.rawValue, $1) }
    totals.flagged = zip(Flags.names, view.totals.flagged)
      .map { StatusTotals.Count($0.name, $1) }
    totals.gaps = view.totals.gaps
    totals.unverifiedEnds = view.totals.unverifiedEnds
    totals.rewritten = view.totals.rewritten
    totals.text = view.totals.text
    totals.includedValue = view.totals.includedValue
    totals.idsForgotten = view.totals.idsForgotten
    unbudgeted = view.unbudgeted
    memory = isRunning ? view.memory : nil
    stoppedAt = isRunning ? nil : view.committedAt
    totals.features = view.features
      .map { StatusTotals.Feature(name: $0.name, events: $0.events, spend: $0.spend) }
      .sorted { ($1.spend, $0.name) < ($0.spend, $1.name) }
  }
}

extension StatusBudget {
  package init(_ row: EngineView.Row) {
    self.init(
      name: row.budget, group: row.group, unit: row.unit, kind: row.kind, spend: row.spend,
      limit: row.limit, usedPermille: row.usedPermille, level: row.level, firing: row.firing,
      windowStart: row.windowStart, windowEnd: row.windowEnd, partialSince: row.partialSince)
  }
}
