package import Logging
package import Operations
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
