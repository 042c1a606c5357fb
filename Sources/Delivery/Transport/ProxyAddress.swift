import AsyncHTTPClient
import SpendCore

/// Reads `http://user:password@host:port` and `socks5://host:port`.
enum ProxyAddress {
  static func proxy(_ secret: Secret) throws(TransportFailure) -> HTTPClient.Configuration.Proxy {
    var rest = secret.reveal()[...]
    var isSOCKS = false
    if let scheme = rest.firstRange(of: "://") {
      let name = rest[..<scheme.lowerBound].lowercased()
      guard name == "http" || name.hasPrefix("socks5") else { throw .invalidURL }
      isSOCKS = name != "http"
      rest = rest[scheme.upperBound...]
    }
    rest = rest.prefix { $0 != "/" && $0 != "?" }
    var authorization: HTTPClient.Authorization?
    if let at = rest.lastIndex(of: "@") {
      let user = rest[..<at]
      rest = rest[rest.index(after: at)...]
      let name = user.prefix { $0 != ":" }
      authorization = .basic(
        username: String(name), password: String(user.dropFirst(name.count + 1)))
    }
    let (host, port) = try split(rest)
    if isSOCKS { return .socksServer(host: host, port: port ?? 1080) }
    return .server(host: host, port: port ?? 3128, authorization: authorization)
  }

  /// `host:port`, `[::1]:port`, or a host alone.
  private static func split(_ text: Substring) throws(TransportFailure) -> (String, Int?) {
    if text.first == "[", let close = text.firstIndex(of: "]") {
      let host = text[text.index(after: text.startIndex)..<close]
      return (String(host), try port(text[text.index(after: close)...].dropFirst()))
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, parts.count <= 2 else { throw .invalidURL }
    guard parts.count == 2 else { return (String(host), nil) }
    return (String(host), try port(parts[1]))
  }

  private static func port(_ text: Substring) throws(TransportFailure) -> Int? {
    guard !text.isEmpty else { return nil }
    guard let port = Int(text), (1...65_535).contains(port) else { throw .invalidURL }
    return port
  }
}
