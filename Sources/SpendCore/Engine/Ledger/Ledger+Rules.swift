/// Laying windows under other rules.
extension Ledger {
  /// Rules that the state has heard of need the history no more.
  mutating func recordRules(_ log: inout CommitLog) {
    let identities = rules.map { ExactText($0.identity) }.sorted().map(\.text)
    let zone = configuration.timeZone.name
    if !identities.elementsEqual(knownRules, by: { $0.isExactly($1) }) {
      knownRules = identities
      log.add(Engine.rulesRecord(identities))
      log.markChanged()
    }
    guard zone != knownZone else { return }
    knownZone = zone
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(zone)
    log.add(
      Record(kind: .meta, key: RecordKey.text(Engine.zoneKey), body: writer.bytes))
    log.markChanged()
  }

  /// In another time zone days and months begin at other times. Rules with windows that do so are
  /// as if they were new: what such a window has counted is not what belongs into the new one, and
  /// only the history knows that.
  func movedRules(_ stored: [StoredWindow]) -> Set<ExactText> {
    guard let knownZone, knownZone != configuration.timeZone.name else { return [] }
    let calendar = rules.filter { !$0.isRolling }
    let units = Dictionary(calendar.map { (ExactText($0.identity), $0.unit) }) { first, _ in first }
    let moved = stored.filter { stored in
      let period = stored.window.currentPeriod
      guard let unit = units[ExactText(stored.identity)], period != .min else { return false }
      return PeriodCache.period(unit, at: period, zone: configuration.timeZone).start != period
    }
    return Set(moved.map { ExactText($0.identity) })
  }

  /// Whether its spend has come to where a threshold may be crossed. Looks at the window where it
  /// stands; mutating only so that the ledger is not copied for it.
  mutating func isNearTrip(_ number: Int) -> Bool {
    let window = windows.slots.pointer(number)
    guard window.pointee.rule >= 0 else { return false }
    let spend =
      rules.shapes[window.pointee.rule].isRolling
      ? window.pointee.buckets.sum
      : Int128(window.pointee.buckets.nano(of: window.pointee.currentPeriod))
    return spend >= Int128(window.pointee.nextTrip)
  }

  func storedForm() -> [StoredWindow] {
    windows.indices.compactMap { number in
      guard let window = windows[number] else { return nil }
      let rule = rules[window.rule]
      return StoredWindow(
        number: number, identity: rule.identity, limit: rule.limit,
        group: window.group.map { catalog.storedText($0) }, window: window)
    }
  }
}
