import Delivery
import Operations
import Reading
import SpendCore
import Systemd

/// What others ask of the pipeline.
extension Pipeline {
  /// - Throws: ``StateError`` when the state turned out to be damaged.
  func serveCommands() throws {
    parts.mailbox.wakeUp.clear()
    var outcomes: [DeliveryOutcome] = []
    for command in parts.mailbox.drain() {
      switch command {
      case .outcomes(let some): outcomes += some
      case .reload(let configuration, let answer): reload(configuration, answer)
      case .view(let answer): views.ask(answer)
      case .alerts(let answer): answer(engine.alertLog.list, engine.deliveries)
      case .retry(let sequence, let answer): answer(retry(sequence))
      case .drop(let sequence, let answer):
        parts.dispatcher.drop(sequence)
        let isKnown = engine.delivery(sequence) != nil
        enter(.drop(sequence))
        answer(isKnown)
      case .digests(let digests): emit(digests)
      case .damaged(let error): throw error
      case .stop: isStopping = true
      }
    }
    if !outcomes.isEmpty { step(.outcomes(outcomes)) }
  }

  private func retry(_ sequence: UInt64) -> Bool {
    guard let known = engine.delivery(sequence) else { return false }
    if known.status == .pending {
      guard known.message.isKnown else { return false }
      parts.dispatcher.retry(known)
      return true
    }
    enter(.retry(sequence))
    return known.status == .dead
  }

  /// All or nothing: whatever can fail is done before anything changes.
  private func reload(_ new: Configuration, _ answer: @Sendable (ReloadAnswer) -> Void) {
    parts.notifier.reloading()
    defer { parts.notifier.ready(status: statusText) }
    guard (try? commitEverything(.atOnce)) == true else {
      return answer(.refused("the state cannot be committed now; the old configuration stays"))
    }
    let history: [HistoryRow]
    do {
      history = try Pipeline.history(engine.neededHistory(new), in: parts.store)
    } catch {
      return answer(.refused("\(error)"))
    }
    // Decoded lines that wait hold series of the old configuration: they are read again.
    reader.invalidate(catalog: &engine.catalog)
    let offsets = Pipeline.offsets(reader.status())
    let warnings = OpenIncidents.warnings(engine.openAlerts, from: configuration, to: new)
    step(.reconfigured(new, history: history))
    enter(.readingRules(offsets: offsets))
    configuration = new
    views.restart()
    schedule.interval = Pipeline.commitInterval(new)
    reader.reconfigure(
      sources: new.sources(computesCosts: engine.computesCosts),
      dimensions: engine.catalog.dimensions)
    reader.reconcile(at: moment, catalog: &engine.catalog)
    if schedule.phase == .ready { logMissingSources() }
    parts.dispatcher.reconfigure(
      DispatcherConfiguration(new, instance: engine.instance))
    parts.dispatcher.restoreActive(engine.activeAlerts.map(\.alert))
    answer(.done(warnings: warnings))
  }
}
