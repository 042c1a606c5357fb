import Persistence
package import SpendCore

extension Engine {
  /// The engine of a state that is only looked at.
  ///
  /// - Throws: ``StateError``, ``DamagedRecord``.
  init(of copy: StateCopy, _ configuration: Configuration, at now: Timestamp) throws {
    let needed = Engine.neededHistory(configuration, state: copy.state)
    let history = try needed.map { try copy.history(from: $0.lowerBound, to: $0.upperBound) }
    self = try Engine(
      configuration: configuration, state: copy.state, history: history ?? [], now: now,
      hostName: Locations.hostName(), digest: Pipeline.digest)
  }

  /// How the budgets stand, of a state beside a running daemon or without one; none without a state.
  ///
  /// - Throws: ``StateError``, ``DamagedRecord``.
  package static func budgets(
    _ configuration: Configuration, directory: String
  ) throws -> [EngineView.Row] {
    guard let copy = try StateCopy.openIfThere(directory: directory) else { return [] }
    let now = SystemClock.wall()
    var engine = try Engine(of: copy, configuration, at: now)
    return engine.view(at: now).rows
  }
}
