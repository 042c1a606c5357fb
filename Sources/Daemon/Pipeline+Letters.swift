import Delivery
import Persistence
import SpendCore
import Systemd
import Tailing

/// What others ask of the pipeline.
extension Pipeline {
  /// - Throws: ``StateError`` when the state turned out to be damaged.
  func serveLetters() throws {
    parts.mailbox.wakeUp.clear()
    var outcomes: [DeliveryOutcome] = []
    for letter in parts.mailbox.takeAll() {
      switch letter {
      case .outcomes(let some): outcomes += some
      case .reload(let configuration, let answer): reload(configuration, answer)
      case .view(let answer): answer(view())
      case .retry(let sequence, let answer): answer(retry(sequence))
      case .drop(let sequence, let answer):
        parts.dispatcher.drop(sequence)
        answer(engine.dropDelivery(sequence))
      case .damaged(let error): throw error
      case .stop: isStopping = true
      }
    }
    if !outcomes.isEmpty { step(.outcomes(outcomes)) }
  }

  func view() -> PipelineView {
    let sources = feeds.indices.map { index in
      let state = engine.sources[index]
      return PipelineView.SourceView(
        key: state.key, path: Pipeline.path(of: configuration.sources[index]),
        lastEvent: state.lastEvent, isNew: state.isNew,
        problem: problem(of: index),
        isAtEnd: !feeds[index].isWaiting && !engine.isDirty && !engine.isCommitting)
    }
    return PipelineView(
      engine: engine.view(at: now), generations: tailer.status(), sources: sources)
  }

  /// Why a source cannot be read at the moment.
  func problem(of index: Int) -> String? {
    guard let tail = feeds[index].tail else { return nil }
    return tailer.problem(source: tail)?.description
  }

  static func path(of settings: SourceSettings) -> String {
    switch settings.origin {
    case .file(let pattern, _): pattern
    case .journal(let unit): "journal:\(unit)"
    }
  }

  private func retry(_ sequence: UInt64) -> Bool {
    let known = engine.deliveries.first { $0.sequence == sequence }
    guard let known else { return false }
    if known.status == .pending {
      parts.dispatcher.retry(known)
      return true
    }
    return engine.retryDelivery(sequence, into: &effects)
  }

  /// All or nothing: whatever can fail is done before anything changes.
  private func reload(_ new: Configuration, _ answer: @Sendable (ReloadAnswer) -> Void) {
    parts.notifier.reloading()
    defer { parts.notifier.ready(status: statusText) }
    if engine.isDirty || engine.isCommitting || tailer.hasChanges {
      guard (try? commit()) == true else {
        return answer(.refused("the state cannot be committed now; the old configuration stays"))
      }
    }
    let history: [HistoryRow]
    do {
      history = try Pipeline.history(engine.neededHistory(new), in: parts.store)
    } catch {
      return answer(.refused("\(error)"))
    }
    // Decoded lines that wait hold series of the old configuration: they are read again.
    dropDecodedLines()
    step(.reconfigured(new, history: history))
    configuration = new
    let files = new.sources.filter { $0.journalUnit == nil }
    tailer.reconfigure(sources: files, window: Pipeline.window(sources: files.count))
    feeds = FeedList(new)
    backlogDecoder = nil
    journals = JournalFeed.all(new, keeping: journals, log: log)
    tailer.reconcile(now: now, monotonicSeconds: SystemClock.monotonicSeconds())
    syncWatches()
    if isReady { noteMissingSources() }
    parts.dispatcher.reconfigure(
      DispatcherConfiguration(new, instance: engine.instance))
    parts.dispatcher.restoreActive(engine.activeAlerts.map(\.alert))
    answer(.done)
  }

  func dropDecodedLines() {
    backlogDecoder?.drop(catalog: &engine.catalog)
    for index in feeds.indices where feeds[index].tail != nil {
      feeds[index].lines.removeAll(keepingCapacity: true)
      feeds[index].next = 0
    }
  }
}
