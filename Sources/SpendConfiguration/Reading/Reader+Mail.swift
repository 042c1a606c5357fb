import SpendCore

/// What an `email` receiver has beside the others.
extension Reader {
  private static let maxRecipients = 100

  /// Nil when a problem has been reported.
  mutating func mail(_ section: Section) -> MailSettings? {
    let server = server(section)
    let login = login(section)
    let from = section["from"].flatMap { address($0) }
    let to = section["to"].map { recipients($0) } ?? []
    for (key, what) in [
      ("server", "a server: smtps://mail.example"), ("from", "a from: who its mails are from"),
      ("to", "a to: who gets its mails"),
    ] where section[key] == nil {
      missing(section, "a receiver of type email needs \(what)")
    }
    guard let server, let from, !to.isEmpty else { return nil }
    return MailSettings(
      host: server.host, port: server.port, security: server.security, login: login, from: from,
      to: to)
  }

  private mutating func server(
    _ section: Section
  ) -> (host: String, port: Int?, security: MailSettings.Security)? {
    let wants = section["tls"].flatMap { choice($0, ["on": true, "off": false]) } ?? true
    guard let field = section["server"], let text = text(field) else { return nil }
    do throws(MailSyntax.Fault) {
      let server = try MailSyntax.server(text)
      if !wants, server.isTLS, let tls = section["tls"] {
        error(tls, "smtps:// is TLS; without it the server is smtp://")
      }
      let login = ["username", "password", "password_file"].lazy.compactMap { section[$0] }.first
      if !wants, !server.isTLS, let login {
        keyError(login, "is not sent without TLS; take away tls: off, or the login")
      }
      let security: MailSettings.Security = server.isTLS ? .tls : wants ? .startTLS : .off
      return (server.host, server.port, security)
    } catch {
      self.error(field, error.message)
      return nil
    }
  }

  private mutating func login(_ section: Section) -> MailSettings.Login? {
    let password = section["password"] ?? section["password_file"]
    guard section["username"] != nil || password != nil else { return nil }
    guard let username = section["username"], password != nil else {
      if let one = section["username"] ?? password {
        keyError(one, "username and password belong together")
      }
      return nil
    }
    let user = name(username)
    guard let password = secret(section, "password"), let user else { return nil }
    warnOfLiteral(password)
    return MailSettings.Login(username: user, password: Secret(password.value))
  }

  private mutating func address(_ field: Field) -> MailAddress? {
    guard let text = name(field) else { return nil }
    do throws(MailSyntax.Fault) { return try MailSyntax.address(text) } catch {
      self.error(field, "\(Quoted.text(text)) \(error.message)")
      return nil
    }
  }

  private mutating func recipients(_ field: Field) -> [MailAddress] {
    let items = names(field)
    guard items.count <= Self.maxRecipients else {
      error(
        field, "names \(items.count) addresses; \(Self.maxRecipients) are the most, a list has more"
      )
      return []
    }
    if items.isEmpty, case .sequence(let nodes) = field.value.content, nodes.isEmpty {
      error(field, "is an empty list")
    }
    return items.compactMap { address($0) }
  }
}
