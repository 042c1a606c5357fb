/// Laying windows under the rules of a configuration: at the start and at a reload
/// alike (Semantics, Reload).
extension Engine {
  /// A budget whose name, match, per, unit and kind are unchanged keeps its spend; a new or changed
  /// one starts with what the history holds; removed ones resolve. Then each group is judged once.
  mutating func reconfigure(
    _ new: Configuration, history: [HistoryRow], into effects: inout [Effect]
  ) {
    ledger.flushAllSeries(&log)
    var stored = ledger.storedForm()
    Engine.rename(configuration.renamedReceivers(in: new), in: &stored)
    ledger.reconfigure(new)
    thresholds.zone = new.timeZone
    instance = new.instance ?? instance
    adoptSources(of: new)
    adopt(stored, history: history, into: &effects)
    forgetDigestMarks()
    log.markChanged()
    log.require(.whole)
  }

  /// At the start nothing can be sent yet: the effects of the first judgement come
  /// out with the commit.
  mutating func adopt(_ stored: consuming [StoredWindow], history: [HistoryRow]) {
    var effects: [Effect] = []
    adopt(stored, history: history, into: &effects)
  }

  private mutating func adopt(
    _ stored: consuming [StoredWindow], history: [HistoryRow], into effects: inout [Effect]
  ) {
    ledger.layRules(taken: stored.map(\.number))
    log.forgetWindows()
    thresholds.queue.removeAll()
    let moved = ledger.movedRules(stored)
    var (rule, group) = (0, [UInt32]())
    for index in stored.indices {
      // They mostly come in the order of the rules, group by group.
      rule = ledger.rules.number(of: stored[index].identity, from: rule + 1) ?? -1
      let isMoved = !moved.isEmpty && moved.contains(ExactText(stored[index].identity))
      adopt(&stored[index], rule: isMoved || rule < 0 ? nil : rule, &group, into: &effects)
    }
    ledger.knownRules.removeAll { moved.contains(ExactText($0)) }
    for number in ledger.seed(from: history, &log, into: &effects) {
      crossUnder(number, into: &effects)
    }
    ledger.markUnseeded()
    for rule in ledger.rules.indices where ledger.rules[rule].budget.per.isEmpty {
      _ = ledger.window(rule: rule, group: [], &log, into: &effects)
    }
    ledger.markAlone()
    judge(into: &effects)
    ledger.recordRules(&log)
    ledger.markRenewed()
  }

  /// - Parameter identities: ascending.
  static func rulesRecord(_ identities: [String]) -> Record {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(list: identities) { $0.write($1) }
    return Record(kind: .meta, key: RecordKey.text(rulesKey), body: writer.bytes)
  }

  /// - Parameters:
  ///   - stored: its window moves to the table.
  ///   - group: of the one before. Day and month of a group stand side by side, and share it.
  private mutating func adopt(
    _ stored: inout StoredWindow, rule: Int?, _ group: inout [UInt32],
    into effects: inout [Effect]
  ) {
    let isNamedNow =
      rule.map { ledger.rules[$0].budget.isUnlisted && ledger.isNamed(featureOfGroup(stored, $0)) }
      ?? false
    guard let rule, !isNamedNow else { return discard(stored, into: &effects) }
    let wanted = stored.group.map { ledger.catalog.symbol(stored: $0) }
    if wanted != group { group = wanted }
    guard ledger.windows.find(rule, group) == nil else { return discard(stored, into: &effects) }
    var window = SpendWindow(rule: rule, group: group)
    swap(&window, &stored.window)
    window.rule = rule
    window.group = group
    ledger.windows.enter(stored.number, rule, group)
    ledger.countGroup(of: rule, 1)
    expire(&window)
    if window.isOverflow { release(&window, into: &effects) }
    let isChanged = window.crossed.contains {
      ledger.rules[rule].level(of: $0.threshold.condition) == nil
    }
    if isChanged || ledger.rules[rule].limit != stored.limit {
      remeasure(&window, ledger.rules[rule], into: &effects)
    }
    ledger.updateTrip(&window)
    window.isQueuedForCommit = false
    let isDirty = window.isRecordDirty || window.dirtyFrom != .max
    thresholds.schedule(window, ledger.rules[rule], stored.number)
    ledger.windows.put(window, stored.number)
    if isDirty { ledger.queueForCommit(stored.number, &log) }
    crossUnder(stored.number, into: &effects)
  }

  /// An earlier version alerted for what did not fit.
  private mutating func release(_ window: inout SpendWindow, into effects: inout [Effect]) {
    guard !window.crossed.isEmpty else { return }
    for case let firing? in window.crossed.map(\.firing) where !firing.resolveSent {
      tell(
        thresholds.ended(firing, .budgetRemoved, at: position ?? clock.minute), into: &effects)
    }
    window.crossed.removeAll()
    window.isRecordDirty = true
  }

  private mutating func remeasure(
    _ window: inout SpendWindow, _ rule: Rule, into effects: inout [Effect]
  ) {
    let firingBefore = window.crossed.count { $0.firing != nil }
    let ended = thresholds.remeasure(&window, rule, position: position, clock: clock.minute)
    tell(ended, into: &effects)
    if window.crossed.count(where: { $0.firing != nil }) < firingBefore { log.markChanged() }
  }

  private func featureOfGroup(_ stored: StoredWindow, _ rule: Int) -> String {
    let index = ledger.rules[rule].budget.per.firstIndex(of: Dimension.feature)
    guard let index, index < stored.group.count else { return "" }
    return Catalog.value(stored: stored.group[index])
  }

  /// What a window is over after a reload is judged as at the end of a first read: until then it is
  /// pending.
  mutating func crossUnder(_ number: Int, into effects: inout [Effect]) {
    guard let position, ledger.isNearTrip(number), let window = ledger.windows[number] else {
      return
    }
    let rule = ledger.rules[window.rule]
    let period = rule.isRolling ? 0 : window.currentPeriod
    // Of a calendar window that is over nothing is news.
    guard
      rule.isRolling || (period != .min && !thresholds.isOver(period, rule, at: position))
    else { return }
    let time = Timestamp(minute: position)
    cross(number, period: period, time: time, isPending: true, into: &effects)
    if ledger.windows[number]?.isRecordDirty == true { ledger.queueForCommit(number, &log) }
  }

  private mutating func discard(_ stored: StoredWindow, into effects: inout [Effect]) {
    for crossed in stored.window.crossed {
      let over = thresholds.end(
        crossed, .budgetRemoved, position: position, clock: clock.minute)
      if let over { tell(over, into: &effects) }
    }
    ledger.windows.free(stored.number)
    let key = RecordKey.number(UInt64(stored.number))
    log.add(Record(kind: .window, key: key, body: nil))
    for chunk in stored.window.storedChunks {
      log.add(
        Record(kind: .chunk, key: Ledger.chunkKey(stored.number, chunk), body: nil))
    }
    log.markChanged()
  }

  private mutating func adoptSources(of new: Configuration) {
    let known = sources
    sources = new.sources.map { settings in
      known.first { ExactText($0.key) == ExactText(settings.key) } ?? SourceState(key: settings.key)
    }
  }
}
