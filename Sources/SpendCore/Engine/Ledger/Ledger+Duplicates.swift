/// Calls that are logged more than once (Semantics, Duplicates).
extension Ledger {
  /// How long an id is known: twice as long as two lines of one call can be apart.
  static var idMinutes: Int64 { 48 * 60 }

  /// Whether a call was counted before; then only what is new of it stays in the line. One that
  /// comes so late that its id may be forgotten counts, and is counted among those.
  @inline(never)
  mutating func meet(
    _ line: inout Line, _ id: EventID, source: Int, _ effects: inout [Effect]
  ) -> SeenIDs.Part {
    guard !id.isNone else { return .call }
    let part = ids.part(&line, id)
    guard part != .call else {
      if let position, line.time.minute < position - Ledger.idMinutes { ids.forgotten += 1 }
      return part
    }
    countDuplicate(source, &effects)
    line.flags = line.flags.intersection([.corrected, .included, .computed])
    return part
  }

  /// Takes in the ids of calls that are counted elsewhere.
  ///
  /// - Parameter ofProviders: those of providers and tools alone, not those of applications.
  mutating func remember(_ lines: LineSlice, ofProviders: Bool) {
    let own: Set<LineFormat> = [.native, .pythonRepr, .fields]
    for index in lines.indices where lines[index].outcome == .event {
      let id = lines.batch.id(at: index)
      if id.isNone || ofProviders && own.contains(lines.batch.format(at: index)) { continue }
      _ = ids.meet(lines[index], id)
    }
  }

  /// Nobody's mistake, so it is not among what is rejected of its source. The usual cause is a log
  /// that is written twice, or a tool that logs a call while it grows: said once an hour.
  @inline(never)
  mutating func countDuplicate(_ source: Int, _ effects: inout [Effect]) {
    if let number = Rejection.allCases.firstIndex(of: .duplicate) { totals.rejected[number] += 1 }
    guard clock.hour != warnings.duplicateHour else { return }
    warnings.duplicateHour = clock.hour
    effects.append(.happened(.duplicate(source: source)))
  }

  /// Forgets ids that no line can repeat any more.
  ///
  /// - Parameter minute: of the position, or that which the last of all sources has come to.
  mutating func forgetIDs(at minute: Int64) {
    ids.forget(before: Timestamp(minute: minute - Ledger.idMinutes))
  }
}
