import SpendCore

/// What one Alertmanager receiver has to be told again and again: it forgets an alert that is not
/// refreshed, and is told of an end for five minutes, because a peer may have been away
/// (Alertmanager `docs/alerts_api.md`).
struct AlertmanagerBoard: Sendable {
  struct Row: Hashable, Sendable {
    var alert: Alert
    /// nil while it fires.
    var endedAt: Timestamp?
  }

  private var firing: [String: Alert] = [:]
  private var ended: [String: Row] = [:]
  private static let endSeconds: Int64 = 300

  mutating func note(_ alert: Alert, now: Timestamp) {
    switch alert.state {
    case .firing:
      firing[alert.id] = alert
      ended[alert.id] = nil
    case .resolved:
      firing[alert.id] = nil
      ended[alert.id] = Row(alert: alert, endedAt: now)
    }
  }

  /// Replaces what fires; what is no longer among it ends now.
  mutating func restore(_ alerts: [Alert], now: Timestamp) {
    let known = firing
    firing = Dictionary(alerts.filter { $0.state == .firing }.map { ($0.id, $0) }) { a, _ in a }
    for (id, alert) in known where firing[id] == nil {
      ended[id] = Row(alert: alert, endedAt: now)
    }
  }

  /// What to post now, in the order of ids; forgets ends that were told long enough.
  mutating func rows(now: Timestamp) -> [Row] {
    ended = ended.filter { _, row in
      guard let end = row.endedAt else { return false }
      return now.seconds - end.seconds <= Self.endSeconds
    }
    let rows = firing.values.map { Row(alert: $0) } + ended.values
    return rows.sorted { $0.alert.id < $1.alert.id }
  }
}
