package import Logging
package import Systemd

/// What `run` was asked for.
package struct RunOptions: Sendable {
  package var locations: Locations
  package var isOnce: Bool
  package var isRebuild: Bool
  package var drainTimeoutSeconds: Int64
  package var logRejected: Bool
  package var logFormat: LogFormat?
  package var logLevel: Logger.Level

  package init(locations: Locations) {
    self.locations = locations
    isOnce = false
    isRebuild = false
    drainTimeoutSeconds = 10
    logRejected = false
    logLevel = .info
  }
}

/// Exit statuses (SPEC 7; sysexits.h for 75 and 78).
package enum ExitStatus {
  package static let done: Int32 = 0
  package static let failed: Int32 = 1
  package static let notRunning: Int32 = 3
  /// EX_TEMPFAIL: state in use or not usable.
  package static let stateNotUsable: Int32 = 75
  /// EX_CONFIG.
  package static let badConfiguration: Int32 = 78
}
