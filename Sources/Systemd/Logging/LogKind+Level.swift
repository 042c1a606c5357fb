package import Logging

/// How urgent a kind is. The priority of the journal follows from the level
/// (``Logger/Level/priority``).
extension LogKind {
  package var priority: Int { level.priority }

  package var level: Logger.Level {
    switch self {
    case .hardCrossed, .receiverParked, .deliveryDead, .provisionalAlert, .watchdogStuck:
      .critical
    case .reloadFailed, .configurationInvalid, .gap, .commitFailing, .stateRefused,
      .amountSaturated:
      .error
    case .configurationWarning, .softCrossed, .deliveryFailing, .sourceUnreadable, .linesRejected,
      .futureTimestamps, .eventsAhead, .groupOverflow, .valuesLimited, .logEntriesDropped,
      .credentialRotated, .heartbeatFailing, .digestFailed:
      .warning
    case .started, .ready, .stopping, .stopped, .reloaded, .resolved, .deliveryRecovered,
      .sourceMissing, .unverifiedEnd, .commitRecovered, .stateMigrated, .clockJumped, .unitMissing:
      .notice
    case .infoCrossed, .sourceFound, .rotated, .testMessage, .digest:
      .info
    }
  }
}
