import Persistence
package import SpendCore
package import Status
import Tailing

/// The state of a daemon that does not run, looked at without touching its files.
package struct StoppedState {
  package var report: StatusReport
  package var deliveries: [Delivery]
  package var history: [HistoryRow]

  /// - Parameter configuration: nil when the file cannot be used: totals are shown all the same.
  /// - Throws: ``StateError``, ``DamagedRecord``.
  package init(directory: String, configuration: Configuration?) throws {
    let copy = try StateCopy.open(directory: directory)
    let configuration = configuration ?? Configuration()
    let wall = SystemClock.wall()
    history = try copy.history(from: .min / 2, to: .max / 2)
    var engine = try Engine(
      configuration: configuration, state: copy.state,
      history: Engine.needsHistory(configuration, state: copy.state) ? history : [],
      now: wall, hostName: Locations.hostName(), digest: Pipeline.digest)
    let tailer = try Tailer(
      sources: configuration.sources.filter { $0.journalUnit == nil },
      records: copy.state.records[.generation] ?? [])
    let now = SystemClock.plausible(wall, stored: engine.storedClock)
    let engineView = engine.view(at: now)
    let view = PipelineView(
      engine: engineView, generations: tailer.status(),
      sources: zip(configuration.sources, engineView.sources).map { settings, state in
        PipelineView.SourceView(
          key: state.key, path: Pipeline.path(of: settings), lastEvent: state.lastEvent,
          isNew: state.isNew, isAtEnd: false)
      })
    deliveries = engine.deliveries
    report = StatusBuilder.report(
      view, receivers: StatusBuilder.receivers(configuration, deliveries), isRunning: false)
  }
}
