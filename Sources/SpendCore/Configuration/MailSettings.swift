/// The server that an `email` receiver hands its messages to, whom they are from and who gets them.
package struct MailSettings: Hashable, Sendable {
  /// How the connection is kept from others.
  package enum Security: Hashable, Sendable {
    /// `smtps://`: TLS from the first byte.
    case tls
    /// `smtp://`: TLS after a greeting, or nothing is sent (RFC 3207).
    case startTLS
    /// `smtp://` with `tls: off`; never with a login.
    case off
  }

  package struct Login: Hashable, Sendable {
    package var username: String
    package var password: Secret

    package init(username: String, password: Secret) {
      self.username = username
      self.password = password
    }
  }

  /// A name, or an address (IPv6 in brackets).
  package var host: String
  package var port: Int
  package var security: Security
  package var login: Login?
  package var from: MailAddress
  /// At least one.
  package var to: [MailAddress]

  package init(
    host: String, port: Int? = nil, security: Security, login: Login? = nil, from: MailAddress,
    to: [MailAddress]
  ) {
    self.host = host
    self.port = port ?? Self.port(security)
    self.security = security
    self.login = login
    self.from = from
    self.to = to
  }

  /// Submission over TLS (RFC 8314) and with STARTTLS (RFC 6409); a server without TLS is a relay.
  private static func port(_ security: Security) -> Int {
    switch security {
    case .tls: 465
    case .startTLS: 587
    case .off: 25
    }
  }

  /// `smtp://mail.example:587`.
  package var server: String { "\(security == .tls ? "smtps" : "smtp")://\(host):\(port)" }
}

/// A mailbox: `spend@example.com`, with a name for people or without (RFC 5322, section 3.4).
package struct MailAddress: Hashable, Sendable {
  package var name: String?
  /// ASCII without spaces, with one `@` in it.
  package var address: String

  package init(name: String? = nil, _ address: String) {
    self.name = name
    self.address = address
  }

  /// `example.com`.
  package var domain: String {
    address.lastIndex(of: "@").map { String(address[address.index(after: $0)...]) } ?? address
  }
}
