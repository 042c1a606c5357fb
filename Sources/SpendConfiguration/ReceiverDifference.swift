import SpendCore

/// Added, removed and changed receivers, told apart by name.
enum ReceiverDifference {
  static func lines(_ old: [ReceiverSettings], _ new: [ReceiverSettings]) -> [String] {
    let before = Dictionary(old.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Set(new.map(\.name))
    let present = new.compactMap { receiver -> String? in
      let shown = "receiver \(Quoted.text(receiver.name))"
      guard let previous = before[receiver.name] else {
        return "\(shown) added (\(receiver.kind.rawValue))"
      }
      let changes = changes(previous, receiver)
      return changes.isEmpty ? nil : "\(shown): \(changes.joined(separator: ", ")) changed"
    }
    let removed = old.filter { !names.contains($0.name) }
    return present + removed.map { "receiver \(Quoted.text($0.name)) removed" }
  }

  /// The keys that differ, never their values: most are secrets.
  private static func changes(_ old: ReceiverSettings, _ new: ReceiverSettings) -> [String] {
    let differs: KeyValuePairs<String, Bool> = [
      "type": old.kind != new.kind,
      "url": old.urls != new.urls,
      "server": old.mail?.server != new.mail?.server,
      "tls": old.mail?.security != new.mail?.security,
      "username or password": old.mail?.login != new.mail?.login,
      "from": old.mail?.from != new.mail?.from,
      "to": old.mail?.to != new.mail?.to,
      "routing_key": old.routingKey != new.routingKey,
      "secret": old.secrets != new.secrets,
      "send_resolved": old.sendResolved != new.sendResolved,
      "max_pages": old.maxPages != new.maxPages,
      "concurrency": old.concurrency != new.concurrency,
      "headers": old.headers != new.headers,
      "ca_file": old.certificateAuthorityPath != new.certificateAuthorityPath,
      "client_cert": old.clientCertificatePath != new.clientCertificatePath,
      "client_key": old.clientKeyPath != new.clientKeyPath,
      "proxy": old.proxyURL != new.proxyURL,
      "resolve_timeout": old.resolveTimeoutSeconds != new.resolveTimeoutSeconds,
      "title": old.titleTemplate != new.titleTemplate,
      "message": old.messageTemplate != new.messageTemplate,
    ]
    return differs.filter(\.value).map(\.key)
  }
}
