import SpendCore

/// Which keys a receiver of each type has.
enum ReceiverKeys {
  private static let texts = ["type", "send_resolved", "title", "message"]
  private static let network = [
    "headers", "ca_file", "client_cert", "client_key", "proxy", "proxy_file",
  ]
  private static let connection = ["url", "url_file", "concurrency"] + network
  private static let login = ["token", "token_file", "username", "password", "password_file"]

  static func of(_ kind: ReceiverSettings.Kind) -> [String] {
    switch kind {
    case .log: texts
    case .slack, .discord, .teams: texts + connection
    case .pagerduty: texts + ["routing_key", "routing_key_file", "max_pages"] + connection
    case .webhook: texts + connection + ["secret", "secret_file"] + login
    case .email:
      texts + ["server", "tls", "username", "password", "password_file", "from", "to"] + network
    case .alertmanager: texts + connection + ["urls", "resolve_timeout"] + login
    }
  }

  /// The types that have a key.
  static func types(with key: String) -> [String] {
    ReceiverSettings.Kind.allCases.filter { of($0).contains(key) }.map(\.rawValue)
  }
}
