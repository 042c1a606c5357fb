/// Calls that are logged more than once (SPEC 3.6).
extension Engine {
  /// How long an id is known: twice as long as two lines of one call can be apart.
  private static var idMinutes: Int64 { 48 * 60 }

  /// Whether a call was counted before; then only what is new of it stays in the line. One that
  /// comes so late that its id may be forgotten counts, and is counted among those.
  @inline(never)
  mutating func meet(
    _ line: inout Line, source: Int, _ effects: inout [Effect]
  ) -> SeenIDs.Part {
    guard !line.id.isNone else { return .call }
    let part = ids.part(&line)
    guard part != .call else {
      if let position, line.time.minute < position - Engine.idMinutes { ids.forgotten += 1 }
      return part
    }
    noteDuplicate(source, &effects)
    line.flags = line.flags.intersection([.corrected, .included, .computed])
    return part
  }

  /// Takes in the ids of calls that are counted elsewhere.
  ///
  /// - Parameter ofProviders: those of providers and tools alone, not those of applications.
  mutating func remember(_ lines: ArraySlice<Line>, ofProviders: Bool) {
    let own: Set<LineFormat> = [.native, .pythonRepr, .fields]
    for var line in lines where line.outcome == .event && !line.id.isNone {
      if ofProviders, own.contains(line.format) { continue }
      _ = ids.part(&line)
    }
  }

  /// Forgets ids that no line can repeat any more: not before a source that is read for the first
  /// time has come that far.
  @inline(never)
  mutating func forgetIDs() {
    guard ids.count > 0, var position else { return }
    for source in sources where source.isNew {
      guard let last = source.lastEvent else { continue }
      position = min(position, last.minute)
    }
    ids.forget(before: Timestamp(minute: position - Engine.idMinutes))
  }

  /// Nobody's mistake, so it is not among what is rejected of its source. The usual cause is a log
  /// that is written twice, or a tool that logs a call while it grows: said once an hour.
  @inline(never)
  mutating func noteDuplicate(_ source: Int, _ effects: inout [Effect]) {
    if let number = Rejection.allCases.firstIndex(of: .duplicate) { totals.rejected[number] += 1 }
    guard clock.hour != lastDuplicateNotice else { return }
    lastDuplicateNotice = clock.hour
    effects.append(.happened(.duplicate(source: source)))
  }
}
