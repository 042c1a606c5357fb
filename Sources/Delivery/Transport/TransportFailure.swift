/// Why no answer came, as a closed set: texts of the network library may hold the URL, so none of
/// them is kept.
package enum TransportFailure: String, CaseIterable, Hashable, Sendable, Error {
  case refused, unreachable, dns, connectTimeout, timeout, tls, closed, reset, proxy,
    proxyAuthentication
  case invalidURL, invalidHeader, invalidTLSFiles, protocolViolation, cancelled, other
  /// Of mail alone.
  case noStartTLS, noLogin, noMailLibrary

  /// One line for people.
  package var text: String {
    switch self {
    case .refused: "the connection was refused"
    case .unreachable: "the host or network is unreachable"
    case .dns: "the host name could not be resolved"
    case .connectTimeout: "connecting took too long"
    case .timeout: "no complete answer in time"
    case .tls: "the TLS handshake failed (certificate, name or protocol)"
    case .closed: "the connection was closed before an answer came"
    case .reset: "the connection was reset"
    case .proxy: "the proxy could not reach the receiver"
    case .proxyAuthentication: "the proxy asks for authentication"
    case .invalidURL: "the URL is not valid; check url and proxy_url"
    case .invalidHeader: "a configured header is not valid"
    case .invalidTLSFiles: "a certificate or key file cannot be used"
    case .protocolViolation: "the answer is not what the protocol allows"
    case .cancelled: "stopped"
    case .other: "the network failed"
    case .noStartTLS:
      "the server offers no STARTTLS; where it has a port for TLS write smtps://, where it needs "
        + "none tls: off"
    case .noLogin: "the server offers no login that is known here (PLAIN, LOGIN)"
    case .noMailLibrary: "libcurl is not installed (Debian and Ubuntu: apt install libcurl4)"
    }
  }

  /// Repeating cannot help before somebody changes the configuration.
  package var isConfiguration: Bool {
    switch self {
    case .invalidURL, .invalidHeader, .invalidTLSFiles, .proxyAuthentication, .noStartTLS,
      .noLogin, .noMailLibrary:
      true
    default: false
    }
  }
}
