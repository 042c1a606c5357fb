package import SpendCore
import Terminal

/// What stays open at receivers that are not told of its end, because they are gone: for a reload,
/// a start and `check`, a sentence each.
package enum OpenIncidents {
  /// - Parameter open: how many alerts are out at each receiver.
  package static func warnings(
    _ open: [String: Int], from old: Configuration, to new: Configuration
  ) -> [String] {
    let renamed = old.renamedReceivers(in: new)
    return old.receivers.compactMap { receiver in
      // What an Alertmanager hears no more of ends by itself.
      guard receiver.sendResolved, receiver.kind != .alertmanager, renamed[receiver.name] == nil,
        let count = open[receiver.name]
      else { return nil }
      let name = "receiver '\(TerminalText.safe(receiver.name))'"
      let heir = new.receivers.first { $0.name == receiver.name }
      switch (heir, receiver.kind.pages) {
      case (nil, true):
        let again = "or name the \(name) again"
        return "\(name) removed; \(incidents(count, "there")), \(again)"
      case (nil, false): return "\(name) removed; it is not told of the end of \(alerts(count))"
      case (let heir?, true) where !heir.hasPlace(of: receiver):
        return "\(name) posts elsewhere now; \(incidents(count, "where it did"))"
      default: return nil
      }
    }
  }

  /// Of a state: what its receivers were is not known any more.
  package static func warnings(_ open: [String: Int], _ configuration: Configuration) -> [String] {
    let known = Set(configuration.receivers.map(\.name))
    return open.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map { name, count in
      let name = "'\(TerminalText.safe(name))'"
      return "receiver \(name) is not configured any more, and is not told of the end of "
        + "\(alerts(count)): an incident there is to be resolved by hand, or name a receiver "
        + "\(name) again"
    }
  }

  private static func incidents(_ count: Int, _ place: String) -> String {
    count == 1
      ? "1 incident that it opened stays open \(place): resolve it by hand"
      : "\(count) incidents that it opened stay open \(place): resolve them by hand"
  }

  private static func alerts(_ count: Int) -> String {
    count == 1 ? "1 alert that is still out" : "\(count) alerts that are still out"
  }
}
