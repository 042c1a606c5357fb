/// Telling what ends.
extension Engine {
  /// Resolves what is due in a window by a minute that the position passes, and tells of it.
  mutating func resolveDue(of number: Int, upTo minute: Int64, into effects: inout [Effect]) {
    guard var window = ledger.windows[number].take() else { return }
    let rule = ledger.rules[window.rule]
    tell(thresholds.resolveDue(&window, rule, upTo: minute), into: &effects)
    window.isRecordDirty = true
    settle(&window, rule, number)
    ledger.windows[number] = window
    ledger.queueForCommit(number, &log)
    log.markChanged()
  }

  /// The clock ran ahead of the events: resolves that have been due for ten minutes are sent now.
  mutating func sendEarlyResolves(into effects: inout [Effect]) {
    let due = clock.minute - 10
    let numbers = thresholds.queue.elements.filter { $0.minute <= due }.map(\.window)
    for number in Set(numbers).sorted() {
      guard var window = ledger.windows[number].take() else { continue }
      let ended = thresholds.endEarly(&window, ledger.rules[window.rule], by: due)
      tell(ended, into: &effects)
      ledger.windows[number] = window
      ledger.queueForCommit(number, &log)
    }
  }

  /// After the crossed thresholds of a window changed.
  mutating func settle(_ window: inout SpendWindow, _ rule: Rule, _ number: Int) {
    ledger.updateTrip(&window)
    thresholds.schedule(window, rule, number)
  }

  mutating func tell(_ ended: [Thresholds.Ended], into effects: inout [Effect]) {
    for over in ended { tell(over, into: &effects) }
  }

  mutating func tell(_ over: Thresholds.Ended, into effects: inout [Effect]) {
    var alert = over.alert
    alert.details.next = nil
    // Of the firing: beside the amounts of the end they would not add up.
    alert.top = []
    alertLog.ended(alert)
    for receiver in over.firing.receivers where sendsResolved(receiver) {
      outbox.add(receiver: receiver, message: .alert(alert), isSummary: over.firing.isSummary)
    }
    effects.append(.happened(.resolved(alert)))
    log.require(.whole)
  }

  private func sendsResolved(_ receiver: String) -> Bool {
    configuration.receivers.first { $0.name == receiver }?.sendResolved ?? false
  }

  /// See ``Thresholds/replaceIncidents(below:of:_:at:)``.
  ///
  /// - Parameter isKnown: the alert went out before a rebuild, and so did this.
  mutating func replaceIncidents(
    below alert: Alert, of window: inout SpendWindow, _ period: Int64, isKnown: Bool
  ) {
    let pagers = Set(
      configuration.receivers.filter { $0.kind.pages && $0.sendResolved }.map(\.name)
    )
    .intersection(alert.details.told)
    let replaced = thresholds.replaceIncidents(below: alert, of: &window, period, at: pagers)
    for (end, receivers) in replaced where !isKnown {
      for receiver in receivers { outbox.add(receiver: receiver, message: .alert(end)) }
    }
  }
}
