import Glibc

/// Why a daemon could not be asked, or could not listen.
package enum ControlError: Error, Hashable, Sendable {
  /// Nobody listens at any of the places where the daemon would.
  case notRunning(path: String)
  case notPermitted(path: String, reason: String)
  case failed(path: String, reason: String)

  init(errno code: Int32, path: String, call: String) {
    let reason = unsafe "\(call): \(String(cString: strerror(code)))"
    switch code {
    case ENOENT, ECONNREFUSED: self = .notRunning(path: path)
    case EACCES, EPERM: self = .notPermitted(path: path, reason: reason)
    default: self = .failed(path: path, reason: reason)
    }
  }
}

extension ControlError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notRunning(let path):
      "spendwatch is not running (nobody listens on \(path))"
    case .notPermitted(let path, let reason):
      "the daemon's socket \(path) cannot be used: \(reason);"
        + " run this as root, as the user of the daemon, or, to look, as a member of its group (adm)"
    case .failed(let path, let reason): "the daemon's socket \(path): \(reason)"
    }
  }
}
