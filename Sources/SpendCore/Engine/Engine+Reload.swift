/// Laying windows under the rules of a configuration: at the start and at a reload
/// alike (SPEC 2, reload).
extension Engine {
  /// A budget whose name, match, per, unit and kind are unchanged keeps its spend; a new or changed
  /// one starts with what the history holds; removed ones resolve. Then each group is judged once.
  mutating func reconfigure(
    _ new: Configuration, history: [HistoryRow], into effects: inout [Effect]
  ) {
    ledger.flushAllSeries(&log)
    let stored = ledger.storedForm()
    ledger.reconfigure(new)
    instance = new.instance ?? instance
    adoptSources(of: new)
    adopt(stored, history: history, into: &effects)
    forgetDigestMarks()
    log.noteChange()
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
    edges.removeAll()
    let moved = ledger.movedRules(stored)
    var (rule, group) = (0, [UInt32]())
    for place in stored.indices {
      // They mostly come in the order of the rules, group by group.
      rule = ledger.rules.number(of: stored[place].identity, from: rule + 1) ?? -1
      let isMoved = !moved.isEmpty && moved.contains(stored[place].identity)
      adopt(&stored[place], rule: isMoved || rule < 0 ? nil : rule, &group, into: &effects)
    }
    ledger.knownRules.removeAll { moved.contains($0) }
    for number in ledger.seed(from: history, &log, into: &effects) {
      crossUnder(number, into: &effects)
    }
    ledger.markUnseeded()
    for rule in ledger.rules.indices where ledger.rules[rule].budget.per.isEmpty {
      _ = ledger.window(rule: rule, group: [], &log, into: &effects)
    }
    ledger.noteAlone()
    judge(into: &effects)
    ledger.noteRules(&log)
    ledger.noteRenewed()
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
    ledger.noteWindow(of: rule, 1)
    expire(&window)
    if window.isOverflow { release(&window, into: &effects) }
    let isChanged = window.latches.contains {
      ledger.rules[rule].level(of: $0.threshold.percent) == nil
    }
    if isChanged || ledger.rules[rule].limit != stored.limit {
      remeasure(&window, rule: ledger.rules[rule], into: &effects)
    }
    ledger.updateTrip(&window)
    window.isQueuedForCommit = false
    let isDirty = window.isRecordDirty || window.dirtyFrom != .max
    schedule(window, stored.number)
    ledger.windows.put(window, stored.number)
    if isDirty { ledger.queueForCommit(stored.number, &log) }
    crossUnder(stored.number, into: &effects)
  }

  /// An earlier version alerted for what did not fit.
  private mutating func release(_ window: inout SpendWindow, into effects: inout [Effect]) {
    guard !window.latches.isEmpty else { return }
    for latch in window.latches {
      if case .firing(let firing) = latch.state, !firing.resolveSent {
        announce(resolved(firing.alert, .budgetRemoved), firing, into: &effects)
      }
    }
    window.latches.removeAll()
    window.isRecordDirty = true
  }

  private func featureOfGroup(_ stored: StoredWindow, _ rule: Int) -> String {
    let index = ledger.rules[rule].budget.per.firstIndex(of: Dimension.feature)
    guard let index, index < stored.group.count else { return "" }
    return Catalog.value(stored: stored.group[index])
  }

  /// The limit or the thresholds changed by hand: thresholds that the spend no longer reaches, or
  /// that are gone, are armed at once, because the next crossing is a new fact (its id holds
  /// percent and limit); those that it still reaches have alerted, or if they were only passed on
  /// the way to one that is gone, are judged.
  private mutating func remeasure(
    _ window: inout SpendWindow, rule: Rule, into effects: inout [Effect]
  ) {
    window.isRecordDirty = true
    for latch in window.latches.reversed() {
      let spend =
        rule.isRolling ? window.buckets.sum : Int128(window.buckets.nano(of: latch.period))
      let trip = Threshold.trip(limit: rule.limit, percent: latch.threshold.percent)
      if let trip, spend >= Int128(trip.nano), rule.level(of: latch.threshold.percent) != nil {
        continue
      }
      noteResolved(latch)
      if case .firing(let firing) = latch.state, !firing.resolveSent {
        let isLimit = firing.alert.limit != rule.limit
        var alert = resolved(
          firing.alert, isLimit ? .limitChanged(from: firing.alert.limit) : .thresholdRemoved)
        (alert.spend, alert.limit) = (Money(pinning: spend), rule.limit)
        if rule.isRolling {
          let span = Engine.rollingSpan(rule, at: alert.time.minute)
          (alert.windowStart, alert.windowEnd) = (
            Timestamp(minute: span.start), Timestamp(minute: span.end)
          )
        }
        announce(alert, firing, into: &effects)
      }
      window.latches.removeAll {
        $0.period == latch.period && $0.threshold.percent == latch.threshold.percent
      }
    }
    let period = rule.isRolling ? 0 : window.currentPeriod
    if let highest = window.latches.lastIndex(where: { $0.period == period }),
      window.latches[highest].state == .passed,
      rule.isRolling || windowSpan(rule, latch: window.latches[highest]).end > position ?? .min
    {
      window.latches[highest].state = .silent
    }
  }

  /// What a window is over after a reload is judged like the end of a first read:
  /// silently latched here.
  mutating func crossUnder(_ number: Int, into effects: inout [Effect]) {
    guard let position, ledger.isNearTrip(number), let window = ledger.windows[number] else {
      return
    }
    let rule = ledger.rules[window.rule]
    let period = rule.isRolling ? 0 : window.currentPeriod
    // Of a calendar window that is over nothing is news.
    guard rule.isRolling || isOpen(period, rule, at: position) else { return }
    let time = Timestamp(minute: position)
    cross(number, period: period, time: time, isSilent: true, into: &effects)
    if ledger.windows[number]?.isRecordDirty == true { ledger.queueForCommit(number, &log) }
  }

  private func isOpen(_ period: Int64, _ rule: Rule, at position: Int64) -> Bool {
    period != .min
      && PeriodCache.period(rule.unit, at: period, zone: configuration.timeZone).end > position
  }

  private mutating func discard(_ stored: StoredWindow, into effects: inout [Effect]) {
    for latch in stored.window.latches {
      noteResolved(latch)
      if case .firing(let firing) = latch.state, !firing.resolveSent {
        announce(resolved(firing.alert, .budgetRemoved), firing, into: &effects)
      }
    }
    ledger.windows.free(stored.number)
    let key = RecordKey.number(UInt64(stored.number))
    log.noteChange(of: Record(kind: .window, key: key, body: nil))
    for chunk in stored.window.storedChunks {
      log.noteChange(
        of: Record(kind: .chunk, key: Ledger.chunkKey(stored.number, chunk), body: nil))
    }
    log.noteChange()
  }

  private func resolved(_ alert: Alert, _ reason: AlertDetails.Resolution) -> Alert {
    var alert = alert
    alert.state = .resolved
    alert.details.resolution = reason
    alert.time = max(alert.time, Timestamp(minute: position ?? clock.minute))
    alert.exhaustedAt = nil
    alert.clearsAt = nil
    return alert
  }

  private mutating func adoptSources(of new: Configuration) {
    let known = sources
    sources = new.sources.map { settings in
      known.first { ExactText($0.key) == ExactText(settings.key) } ?? SourceState(key: settings.key)
    }
  }
}
