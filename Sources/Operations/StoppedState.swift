import Persistence
import Reading
package import SpendCore
package import Status
import Tailing

/// The state of a daemon that does not run, looked at without touching its files.
package struct StoppedState {
  package var report: StatusReport
  package var deliveries: [Delivery]
  /// Newest first.
  package var alerts: [AlertLog.Entry]

  /// - Parameter configuration: nil when the file cannot be used: totals are shown all the same.
  /// - Throws: ``StateError``, ``DamagedRecord``.
  package init(directory: String, configuration: Configuration?) throws {
    let copy = try StateCopy.open(directory: directory)
    var configuration = configuration ?? Configuration()
    // Without the key the state still has its totals.
    if let hashed = try? HashKeeper(stateDirectory: directory).settle(configuration) {
      configuration = hashed
    }
    let wall = SystemClock.wall()
    let engine = try Engine(
      of: copy.state, configuration, at: wall, history: copy.history(from:to:))
    var tailer = try Tailer(
      sources: configuration.sources.filter { $0.journalUnit == nil },
      records: copy.state.records[.generation] ?? [])
    let now = SystemClock.plausible(wall, stored: engine.storedClock)
    // Looks at the files, so that what came since the daemon stopped shows as lag.
    tailer.reconcile(now: now, monotonicSeconds: SystemClock.monotonicSeconds())
    // And whether that is more than the beginning of a line.
    var problems: [ExactText: String] = [:]
    var undecided: [ExactText: Int64] = [:]
    var missing: Set<ExactText> = []
    for (index, settings) in configuration.sources.filter({ $0.journalUnit == nil }).enumerated() {
      _ = tailer.nextChunk(source: index)
      problems[ExactText(settings.key)] = tailer.problem(source: index)?.description
      undecided[ExactText(settings.key)] = tailer.undecidedBytes(source: index)
      if !tailer.isShared(source: index) { missing.insert(ExactText(settings.key)) }
    }
    let generations = tailer.status()
    missing.subtract(StatusBuilder.sourcesWithFiles(generations))
    let engineView = engine.view(at: now)
    let view = PipelineView(
      engine: engineView, generations: generations,
      sources: zip(configuration.sources, engineView.sources).map { settings, state in
        PipelineView.SourceView(
          state, path: settings.place, problem: problems[ExactText(state.key)],
          undecidedBytes: undecided[ExactText(state.key)] ?? 0,
          isMissing: missing.contains(ExactText(state.key)))
      }, prices: configuration.prices)
    deliveries = engine.deliveries
    alerts = engine.alertLog.list
    report = StatusBuilder.report(
      view, receivers: StatusBuilder.receivers(configuration, deliveries), isRunning: false)
  }
}
