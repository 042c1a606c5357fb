package import Logging

/// The levels of swift-log as priorities of syslog(3).
extension Logger.Level {
  package var priority: Int {
    switch self {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
