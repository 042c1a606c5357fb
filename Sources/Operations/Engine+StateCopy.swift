import LinuxSystem
import Persistence
package import SpendCore

extension Engine {
  /// The engine of a state that is only looked at.
  ///
  /// - Parameter history: what it holds of a range of quarters.
  /// - Throws: ``StateError``, ``DamagedRecord``.
  init(
    of state: StoredState, _ configuration: Configuration, at now: Timestamp,
    history: (_ from: Int64, _ to: Int64) throws -> [HistoryRow]
  ) throws {
    let needed = Engine.neededHistory(configuration, state: state)
    let rows = try needed.map { try history($0.lowerBound, $0.upperBound) } ?? []
    self = try Engine(
      configuration: configuration, state: state, history: rows, now: now,
      hostName: Locations.hostName(), hashSeed: .random(in: 0 ... .max), digest: SHA256.ofText)
  }

  /// How the budgets stand, of a state beside a running daemon or without one;
  /// none without a state.
  ///
  /// - Throws: ``StateError``, ``DamagedRecord``.
  package static func budgets(
    _ configuration: Configuration, directory: String
  ) throws -> [EngineView.Row] {
    let now = SystemClock.wall()
    return try StateHistory.read(directory: directory) { history in
      let engine = try Engine(of: history.state(), configuration, at: now, history: history.rows)
      return engine.view(at: now).rows
    } ?? []
  }
}
