/// Alerts that are out, by whom they went to. Of one that ends, only receivers are told that are
/// configured by then: an incident of another stays open.
extension Engine {
  /// How many are out at each receiver. O(windows).
  package var openAlerts: [String: Int] {
    var counts: [String: Int] = [:]
    for alert in activeAlerts {
      for receiver in alert.receivers { counts[receiver, default: 0] += 1 }
    }
    return counts
  }

  /// The same of a state, whatever the configuration. O(windows).
  package static func openAlerts(in state: StoredState) throws(DamagedRecord) -> [String: Int] {
    openAlerts(of: try storedWindows(state))
  }

  static func openAlerts(of windows: [StoredWindow]) -> [String: Int] {
    var counts: [String: Int] = [:]
    for place in windows.indices {
      for crossed in windows[place].window.crossed {
        guard let firing = crossed.firing, !firing.resolveSent, !firing.isSummary else { continue }
        for receiver in firing.receivers { counts[receiver, default: 0] += 1 }
      }
    }
    return counts
  }

  /// What is out at a receiver ends at the one that has its place now.
  ///
  /// - Parameter names: as of ``Configuration/renamedReceivers(in:)``.
  static func rename(_ names: [String: String], in windows: inout [StoredWindow]) {
    guard !names.isEmpty else { return }
    for place in windows.indices {
      for index in windows[place].window.crossed.indices {
        guard var firing = windows[place].window.crossed[index].firing,
          firing.receivers.contains(where: { names[$0] != nil })
        else { continue }
        firing.receivers = firing.receivers.map { names[$0] ?? $0 }
        windows[place].window.crossed[index].firing = firing
        windows[place].window.isRecordDirty = true
      }
    }
  }
}
