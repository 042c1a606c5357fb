import Persistence
package import SpendCore
package import Status

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
    let now = SystemClock.plausible(wall, stored: engine.storedClock)
    let files = try StoppedSources(
      configuration.sources, records: copy.state.records[.generation] ?? [], at: now)
    let engineView = engine.view(at: now)
    let view = PipelineView(
      engine: engineView, generations: files.generations,
      sources: zip(configuration.sources, engineView.sources).map { files.view(of: $0, $1) },
      prices: configuration.prices)
    deliveries = engine.deliveries
    alerts = engine.alertLog.list
    report = StatusBuilder.report(
      view, receivers: StatusBuilder.receivers(configuration, deliveries), isRunning: false)
  }
}
