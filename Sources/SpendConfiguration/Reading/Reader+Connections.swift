import SpendCore

/// What receivers that speak HTTP have in common.
extension Reader {
  /// A URL from a secret; nil when a problem has been reported.
  ///
  /// - Parameter isAddress: a plain address (an Alertmanager, a proxy) is a secret only if
  ///   somebody could log in with it; a webhook's path is one always.
  mutating func url(_ found: Found, isAddress: Bool = false) -> Secret? {
    do throws(WebAddress.Fault) {
      let address = try WebAddress(found.value)
      if isAddress ? address.hasPasswordOrQuery : address.hasMore { warnOfLiteral(found) }
      return Secret(found.value)
    } catch {
      self.error(found.field, error.message)
      return nil
    }
  }

  /// `url`, `url_file` or (of several peers) `url` or `urls` with a list.
  mutating func urls(_ section: Section, kind: ReceiverSettings.Kind) -> [Secret] {
    let isAddress = kind == .alertmanager
    var found: [Found] = []
    if isAddress, let field = listOfUrls(section) {
      found = (list(field) ?? []).compactMap { secret($0) }
      if case .sequence(let nodes) = field.value.content, nodes.isEmpty {
        error(field, "is an empty list")
      }
    } else if let one = secret(section, "url") {
      found = [one]
    }
    var seen: Set<String> = []
    return found.compactMap { found in
      guard let url = url(found, isAddress: isAddress) else { return nil }
      guard seen.insert(found.value).inserted else {
        warn(found.field, "is there twice; it counts once")
        return nil
      }
      return url
    }
  }

  private mutating func listOfUrls(_ section: Section) -> Field? {
    let single = section["url"] ?? section["url_file"]
    if let urls = section["urls"] {
      if single != nil { keyError(urls, "is there twice; write url or urls") }
      return urls
    }
    guard let url = section["url"], case .sequence = url.value.content else { return nil }
    return url
  }

  mutating func headers(
    _ section: Section, kind: ReceiverSettings.Kind
  ) -> [String: Secret] {
    guard let field = section["headers"], !field.value.isNothing else { return [:] }
    let isMail = kind == .email
    let own = isMail ? Self.ownMailHeaders : Self.ownHeaders
    let prefix = isMail ? "content-" : "webhook-"
    var result: [String: Secret] = [:]
    for (name, entry) in pairs(field) ?? [] {
      // RFC 9110, section 5.6.2; of mail RFC 5322, section 2.2, has a few more.
      let isToken =
        !name.isEmpty
        && name.utf8.allSatisfy {
          $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0)
        }
      guard isToken else {
        keyError(entry, "is not the name of \(isMail ? "a" : "an HTTP") header")
        continue
      }
      let lowered = name.lowercased()
      guard !own.contains(lowered), !lowered.hasPrefix(prefix) else {
        keyError(entry, "is a header that spendwatch sets itself")
        continue
      }
      guard let found = secret(entry) else { continue }
      let sounds = ["auth", "token", "secret", "key", "cookie", "password"]
      if sounds.contains(where: { lowered.contains($0) }) { warnOfLiteral(found) }
      result[name] = Secret(found.value)
    }
    return result
  }

  private static let ownHeaders: Set<String> = [
    "connection", "content-length", "content-type", "host", "transfer-encoding",
  ]

  private static let ownMailHeaders: Set<String> = [
    "auto-submitted", "bcc", "cc", "date", "from", "in-reply-to", "message-id", "mime-version",
    "received", "references", "return-path", "subject", "to",
  ]

  /// `token`, or `username` and `password`, as the header that they become.
  mutating func authorization(_ section: Section, _ headers: [String: Secret]) -> Secret? {
    let keys = ["token", "token_file", "username", "password", "password_file"]
    guard let field = keys.lazy.compactMap({ section[$0] }).first else { return nil }
    let hasToken = section["token"] != nil || section["token_file"] != nil
    let hasPassword = section["password"] != nil || section["password_file"] != nil
    if headers.keys.contains(where: { $0.lowercased() == "authorization" }) {
      keyError(field, "stands beside a header Authorization; one of them is enough")
    }
    if hasToken {
      if hasPassword || section["username"] != nil {
        keyError(field, "write either a token, or username and password")
      }
      guard let token = secret(section, "token") else { return nil }
      warnOfLiteral(token)
      return Secret("Bearer " + token.value)
    }
    guard let username = section["username"], hasPassword else {
      keyError(field, "username and password belong together")
      return nil
    }
    let user = name(username)
    guard let password = secret(section, "password"), let user else { return nil }
    warnOfLiteral(password)
    guard !user.contains(":") else {
      error(username, "must not hold a colon")
      return nil
    }
    return Secret("Basic " + Base64.encode(Array("\(user):\(password.value)".utf8)))
  }

  /// The path of a file that must be there.
  mutating func existingPath(_ field: Field?) -> String? {
    guard let field, let text = text(field) else { return nil }
    let path = HostAccess.absolute(text, in: directory)
    guard host.mode(path) != nil else {
      error(field, "the file \(Quoted.text(path)) does not exist")
      return nil
    }
    return path
  }
}
