/// Windows that a configuration is first to ask for start with what the history holds.
extension Ledger {
  /// Whether the history can tell which of its rows a budget matches and to
  /// which group they belong.
  private func canSeed(_ budget: Budget) -> Bool {
    wantedDimensions(budget).allSatisfy { configuration.historyDimensions.contains(exactly: $0) }
  }

  private func wantedDimensions(_ budget: Budget) -> [String] {
    let exclusions = configuration.exclude.flatMap(\.conditions)
    return (budget.match.conditions + exclusions).map(\.dimension) + budget.per
  }

  /// - Returns: numbers of the windows that were seeded, ascending.
  mutating func seed(
    from history: [HistoryRow], _ log: inout CommitLog, into effects: inout [Effect]
  ) -> [Int] {
    guard let position, totals.events > 0 else { return [] }
    var seeded: Set<Int> = []
    markLacking(history)
    for row in history {
      let pairs = labelSets[row.labelSet]
      let texts = Dictionary(pairs.map { (ExactText($0.name), $0.value) }) { first, _ in first }
      for rule in rules.indices where canSeed(rules[rule].budget) {
        let wanted = wantedDimensions(rules[rule].budget)
        guard wanted.allSatisfy({ texts[ExactText($0)] != nil }) else { continue }
        guard isUnheardOf(rules[rule]) || rules[rule].budget.isUnlisted,
          let group = group(of: rule, texts)
        else { continue }
        // What was beyond `max_groups` is in the window of all others already.
        let others = group.map { _ in Catalog.other }
        guard !isPresent(rule, group, seeded), !isPresent(rule, others, seeded) else { continue }
        seed(
          row, rule: rule, group: group, position: position, seeded: &seeded, &log, into: &effects)
      }
    }
    return seeded.sorted()
  }

  /// Whether a window was there before it was seeded.
  private func isPresent(_ rule: Int, _ group: [UInt32], _ seeded: Set<Int>) -> Bool {
    windows.find(rule, group).map { !seeded.contains($0) } ?? false
  }

  /// A rule that was in force before keeps what it counted; a group of it without a window
  /// has spent nothing. Only the features that nobody else names any more are new to an
  /// `unlisted` budget that is not.
  private func isUnheardOf(_ rule: Rule) -> Bool { !knownRules.contains(exactly: rule.identity) }

  /// Windows of budgets that the history cannot answer for know nothing from before now.
  mutating func markUnseeded() {
    guard let position, totals.events > 0 else { return }
    for rule in rules where !canSeed(rule.budget) && isUnheardOf(rule) {
      unseededRules[ExactText(rule.identity)] = Timestamp(minute: position)
    }
  }

  /// Rows from before a dimension was kept say nothing of a budget that asks for it: its windows
  /// know what came after them.
  private mutating func markLacking(_ history: [HistoryRow]) {
    var ends: [[ExactText]: Timestamp] = [:]
    for row in history {
      let names = labelSets[row.labelSet].map { ExactText($0.name) }
      let end = row.start.advanced(bySeconds: row.widthSeconds)
      ends[names] = max(ends[names] ?? end, end)
    }
    for rule in rules where canSeed(rule.budget) && isUnheardOf(rule) {
      let wanted = wantedDimensions(rule.budget).map { ExactText($0) }
      let lacking = ends.filter { names, _ in !wanted.allSatisfy { names.contains($0) } }
      if let end = lacking.values.max() { unseededRules[ExactText(rule.identity)] = end }
    }
  }

  private mutating func group(of rule: Int, _ texts: [ExactText: String]) -> [UInt32]? {
    func text(_ dimension: String) -> String { texts[ExactText(dimension)] ?? "" }
    func matches(_ match: Match) -> Bool {
      match.conditions.allSatisfy { $0.matches(text($0.dimension)) }
    }
    let budget = rules[rule].budget
    guard !configuration.exclude.contains(where: matches), matches(budget.match),
      !budget.isUnlisted || !isNamed(text(Dimension.feature))
    else { return nil }
    return budget.per.map { catalog.symbol(stored: text($0)) }
  }

  private mutating func seed(
    _ row: HistoryRow, rule: Int, group: [UInt32], position: Int64, seeded: inout Set<Int>,
    _ log: inout CommitLog, into effects: inout [Effect]
  ) {
    let rolling = rules[rule].isRolling
    // A quarter counts in its last minute, so that it leaves the window no earlier
    // than its events would.
    let last = min(row.start.minute + row.widthSeconds / 60 - 1, position)
    let bucket: Int64
    if rolling {
      bucket = Timestamp.floorDivide(last, rules[rule].bucketMinutes)
      guard bucket >= rules.shapes[rule].oldestBucket(at: position) else { return }
    } else {
      let unit = rules[rule].unit
      let zone = configuration.timeZone
      let current = PeriodCache.period(unit, at: position, zone: zone).start
      bucket = PeriodCache.period(unit, at: row.start.minute, zone: zone).start
      guard bucket == current else { return }
    }
    let number = window(rule: rule, group: group, &log, into: &effects)
    seeded.insert(number)
    guard var window = windows[number].take() else { return }
    if !rolling { window.currentPeriod = bucket }
    _ = window.buckets.add(row.spend.nano, to: bucket)
    var hint: UInt32 = .max
    window.breakdown.add(
      row.spend.nano, chunk: rules.shapes[rule].chunk(of: bucket), labelSet: breakdownSet(of: row),
      hint: &hint)
    window.dirtyFrom = min(window.dirtyFrom, bucket)
    windows[number] = window
    queueForCommit(number, &log)
  }

  /// What alerts show of a row: the dimensions that the history has.
  private mutating func breakdownSet(of row: HistoryRow) -> UInt32 {
    let pairs = labelSets[row.labelSet]
    return labelSets.number(
      of: configuration.top.map { dimension in
        LabelPair(dimension, pairs.value(of: dimension) ?? "")
      })
  }
}
