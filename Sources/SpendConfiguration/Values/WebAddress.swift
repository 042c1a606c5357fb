/// A URL that something is sent to. Only looked at, never changed, and never part of a message:
/// where a receiver posts is a secret.
struct WebAddress {
  /// Whether more than scheme, host and port is in it: a path, a query, a password.
  private(set) var hasMore: Bool
  /// Whether somebody could log in with it.
  private(set) var hasPasswordOrQuery: Bool

  /// What is wrong with it, in words that fit after the key.
  struct Fault: Error, Hashable { var message: String }

  /// RFC 3986 as far as a client has to care: http or https, a host, a port that is one, no white
  /// space, nothing outside of ASCII.
  init(_ text: String) throws(Fault) {
    let lowered = text.lowercased()
    let scheme = ["https://", "http://"].first { lowered.hasPrefix($0) }
    guard let scheme else {
      throw Fault(message: "must be a URL that begins with https:// or http://")
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Fault(
        message: "is not a URL: it holds a space or a character that must be escaped (%20)")
    }
    guard text.utf8.count <= 8192 else { throw Fault(message: "is longer than 8192 characters") }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { !"/?#".contains($0) }
    let tail = rest.dropFirst(authority.count)
    guard !tail.contains("#") else { throw Fault(message: "must not hold a fragment (#…)") }
    let at = authority.lastIndex(of: "@")
    let hostAndPort = at.map { authority[authority.index(after: $0)...] } ?? authority
    _ = try Self.hostAndPort(hostAndPort)
    hasPasswordOrQuery = at != nil || tail.contains("?")
    hasMore = hasPasswordOrQuery || tail.count > 1
  }

  /// The host (an IPv6 address in brackets) and the port, if there is one.
  static func hostAndPort(
    _ hostAndPort: Substring
  ) throws(Fault) -> (host: String, port: Int?) {
    var host = hostAndPort
    var port: Substring?
    if hostAndPort.hasPrefix("[") {
      guard let end = hostAndPort.firstIndex(of: "]") else {
        throw Fault(message: "is not a URL: the ] of the address is missing")
      }
      host = hostAndPort[...end]
      let rest = hostAndPort[hostAndPort.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else {
        throw Fault(message: "is not a URL: something stands between host and port")
      }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = hostAndPort.firstIndex(of: ":") {
      host = hostAndPort[..<colon]
      port = hostAndPort[hostAndPort.index(after: colon)...]
    }
    guard !host.isEmpty, host != "[]" else { throw Fault(message: "is a URL without a host") }
    guard let port else { return (String(host), nil) }
    guard let number = UnitParser.whole(String(port)), (1...65_535).contains(number) else {
      throw Fault(message: "is a URL whose port is not a number from 1 to 65535")
    }
    return (String(host), Int(number))
  }
}
