/// Laying windows under the rules of a configuration: at the start and at a reload
/// alike (SPEC 2, reload).
extension Engine {
  /// A budget whose name, match, per, unit and kind are unchanged keeps its spend; a new or changed
  /// one starts with what the history holds; removed ones resolve. Then each group is judged once.
  mutating func reconfigure(
    _ new: Configuration, history: [HistoryRow], into effects: inout [Effect]
  ) {
    flushAllSeries()
    let stored = storedForm()
    configuration = new
    instance = new.instance ?? instance
    adoptSources(of: new)
    periods = PeriodCache(zone: new.timeZone)
    catalog = Catalog(dimensions: Engine.dimensions(of: new), hashSeed: catalog.seed)
    limitedBudgets.removeAll()
    hasSaidLimited = false
    ids.setMost(configuration.maxIDs)
    historySets = SymbolSets(new.historyDimensions, in: catalog)
    shareSets = SymbolSets(new.top, in: catalog)
    featureNumbers.removeAll()
    series.removeAll()
    links.removeAll()
    place = .nowhere
    otherPlace = .nowhere
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
    layRules()
    freeNumbers.removeAll()
    retiredNumbers.removeAll()
    log.forgetWindows()
    groupCount = 0
    edges.removeAll()
    let count = stored.reduce(0) { max($0, $1.number + 1) }
    windows = WindowTable(count: count, hashSeed: catalog.seed)
    var isTaken = [Bool](repeating: false, count: count)
    for place in stored.indices { isTaken[stored[place].number] = true }
    freeNumbers = (0..<count).filter { !isTaken[$0] }.reversed()
    let moved = movedRules(stored)
    var (rule, group) = (0, [UInt32]())
    for place in stored.indices {
      // They mostly come in the order of the rules, group by group.
      rule = rules.index(of: stored[place].identity, from: rule + 1) ?? -1
      let isMoved = !moved.isEmpty && moved.contains(stored[place].identity)
      adopt(&stored[place], rule: isMoved || rule < 0 ? nil : rule, &group, into: &effects)
    }
    knownRules.removeAll { moved.contains($0) }
    seed(from: history, into: &effects)
    for rule in rules.indices where rules[rule].budget.per.isEmpty {
      _ = window(rule: rule, group: [], into: &effects)
    }
    noteAlone()
    judge(into: &effects)
    noteRules()
    noteRenewed()
  }

  /// - Parameter identities: ascending.
  static func rulesRecord(_ identities: [String]) -> Record {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(list: identities) { $0.write($1) }
    return Record(kind: .meta, key: RecordKey.text(rulesKey), body: writer.bytes)
  }

  /// Rules that the state has heard of need the history no more.
  private mutating func noteRules() {
    let (identities, zone) = (rules.map(\.identity).sorted(), configuration.timeZone.name)
    if identities != knownRules {
      knownRules = identities
      log.noteChange(of: Engine.rulesRecord(identities))
      log.noteChange()
    }
    guard zone != knownZone else { return }
    knownZone = zone
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(zone)
    log.noteChange(
      of: Record(kind: .meta, key: RecordKey.text(Engine.zoneKey), body: writer.bytes))
    log.noteChange()
  }

  /// In another time zone days and months begin at other times. Rules with windows that do so are
  /// as if they were new: what such a window has counted is not what belongs into the new one, and
  /// only the history knows that.
  private func movedRules(_ stored: [StoredWindow]) -> Set<String> {
    guard let knownZone, knownZone != configuration.timeZone.name else { return [] }
    let calendar = rules.filter { !$0.isRolling }
    let units = Dictionary(calendar.map { ($0.identity, $0.unit) }) { first, _ in first }
    let moved = stored.filter { stored in
      let period = stored.window.currentPeriod
      guard let unit = units[stored.identity], period != .min else { return false }
      return PeriodCache.period(unit, at: period, zone: configuration.timeZone).start != period
    }
    return Set(moved.map(\.identity))
  }

  /// - Parameters:
  ///   - stored: its window moves to the table.
  ///   - group: of the one before. Day and month of a group stand side by side, and share it.
  private mutating func adopt(
    _ stored: inout StoredWindow, rule: Int?, _ group: inout [UInt32],
    into effects: inout [Effect]
  ) {
    let isNamedNow =
      rule.map { rules[$0].budget.isUnlisted && isNamed(featureOfGroup(stored, $0)) } ?? false
    guard let rule, !isNamedNow else { return discard(stored, into: &effects) }
    let wanted = stored.group.map { catalog.symbol(stored: $0) }
    if wanted != group { group = wanted }
    guard windows.find(rule, group) == nil else { return discard(stored, into: &effects) }
    var window = SpendWindow(rule: rule, group: group)
    swap(&window, &stored.window)
    window.rule = rule
    window.group = group
    windows.enter(stored.number, rule, group)
    noteWindow(of: rule, 1)
    expire(&window)
    if window.isOverflow { release(&window, into: &effects) }
    let isChanged = window.latches.contains { rules[rule].level(of: $0.threshold.percent) == nil }
    if isChanged || rules[rule].limit != stored.limit {
      remeasure(&window, rule: rules[rule], into: &effects)
    }
    updateTrip(&window)
    window.isQueuedForCommit = false
    let isDirty = window.isRecordDirty || window.dirtyFrom != .max
    schedule(window, stored.number)
    windows.put(window, stored.number)
    if isDirty { queueForCommit(stored.number) }
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
    let index = rules[rule].budget.per.firstIndex(of: Dimension.feature)
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
    guard let position, isNearTrip(number), let window = windows[number] else { return }
    let rule = rules[window.rule]
    let period = rule.isRolling ? 0 : window.currentPeriod
    // Of a calendar window that is over nothing is news.
    guard rule.isRolling || isOpen(period, rule, at: position) else { return }
    let time = Timestamp(minute: position)
    cross(number, period: period, time: time, isSilent: true, into: &effects)
    if windows[number]?.isRecordDirty == true { queueForCommit(number) }
  }

  /// Whether its spend has come to where a threshold may be crossed. Looks at the window where it
  /// stands; mutating only so that the engine is not copied for it.
  private mutating func isNearTrip(_ number: Int) -> Bool {
    let window = windows.slots.pointer(number)
    guard window.pointee.rule >= 0 else { return false }
    let spend =
      shapes[window.pointee.rule].isRolling
      ? window.pointee.buckets.sum
      : Int128(window.pointee.buckets.nano(of: window.pointee.currentPeriod))
    return spend >= Int128(window.pointee.nextTrip)
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
    freeNumbers.append(stored.number)
    let key = RecordKey.number(UInt64(stored.number))
    log.noteChange(of: Record(kind: .window, key: key, body: nil))
    for chunk in stored.window.storedChunks {
      log.noteChange(
        of: Record(kind: .chunk, key: Engine.chunkKey(stored.number, chunk), body: nil))
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

  private func storedForm() -> [StoredWindow] {
    windows.indices.compactMap { number in
      guard let window = windows[number] else { return nil }
      let rule = rules[window.rule]
      return StoredWindow(
        number: number, identity: rule.identity, limit: rule.limit,
        group: window.group.map { catalog.storedText($0) }, window: window)
    }
  }

  private mutating func adoptSources(of new: Configuration) {
    let known = sources
    sources = new.sources.map { settings in
      known.first { ExactText($0.key) == ExactText(settings.key) } ?? SourceState(key: settings.key)
    }
  }
}

extension [Rule] {
  /// The first one with an identity; one from a place on is tried before.
  fileprivate func index(of identity: String, from place: Int) -> Int? {
    let guess = place < count ? place : 0
    if guess < count, self[guess].identity == identity { return guess }
    return firstIndex { $0.identity == identity }
  }
}
