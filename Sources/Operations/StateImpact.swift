import Persistence
package import SpendCore
import Terminal

/// What a configuration would change for a state that is there: for `check`, so that an upgrade or
/// a reload surprises nobody.
package enum StateImpact {
  /// A sentence each; none without a state that can be read. Blocks on a copy of the state.
  package static func notes(_ plain: Configuration, stateDirectory: String) -> [String] {
    guard let copy = try? StateCopy.open(directory: stateDirectory) else { return [] }
    let state = copy.state
    guard state.sequence > 0 else { return [] }
    var notes: [String] = []
    let settled = try? HashKeeper(stateDirectory: stateDirectory).settle(plain)
    let (configuration, _) = PriceKeeper(stateDirectory: stateDirectory).look(settled ?? plain)
    let keeper = HashKeeper(stateDirectory: stateDirectory)
    if settled == nil, let reason = keeper.whyUnreadable() {
      notes.append("hash: \(reason)")
    } else if settled == nil
      || (try? StateHashing(state, hash: configuration.hash))?.needsPurge == true
    {
      notes.append(
        "hash: the next start writes the state anew, with hashes in place of the values of "
          + "\(plain.hashedDimensions.joined(separator: ", "))")
    }
    let computesCosts = Engine.storedComputesCosts(state)
    if !computesCosts, plain.sources.contains(where: { $0.cost == nil }) {
      notes.append(
        "the state is older than prices: calls without a cost stay unpriced until a source says "
          + "cost: auto; what was counted stays as it is")
    }
    let known = SourceReading.all(in: state)
    for source in configuration.sources(computesCosts: computesCosts) {
      guard let reading = known[ExactText(source.key)] else { continue }
      let changes = ReadingRules(source).changes(from: reading.rules)
        .filter { $0 != "hash" }
      guard !changes.isEmpty else { continue }
      notes.append(
        "\(TerminalText.safe(source.displayName)): what comes from the next start or reload on is read by "
          + "other rules than what was counted (\(Verification.words(changes))); that stays as it is"
      )
    }
    return notes + OpenIncidents.warnings((try? Engine.openAlerts(in: state)) ?? [:], plain)
  }
}
