import SpendCore

/// `receivers`.
extension Reader {
  /// With the built-in `log` first.
  mutating func receivers(_ field: Field?) -> [ReceiverSettings] {
    var result = [ReceiverSettings.log]
    guard let field, !field.value.isNothing else { return result }
    for (name, entry) in pairs(field) ?? [] {
      guard isName(name, entry) else { continue }
      guard name != "log" else {
        keyError(entry, "log is built in and cannot be redefined; choose another name")
        continue
      }
      receiverNames.insert(name)
      guard let entry = spelledOut(name, entry) else { continue }
      if let receiver = receiver(name, entry) { result.append(receiver) }
    }
    return result
  }

  /// After the budgets have been read.
  mutating func warnOfUnusedReceivers(_ field: Field?) {
    guard let field, case .mapping(let entries) = field.value.content else { return }
    for (key, _) in entries {
      guard let name = key.scalar, receiverNames.contains(name), name != "log",
        !notifiedReceivers.contains(name)
      else { continue }
      let path = Quoted.path(field.path, name)
      warn(Field(key: key, value: key, path: path), "nothing notifies this receiver")
    }
  }

  /// A URL alone (`slack: https://hooks.slack.com/…`) is that of a receiver of the type that its
  /// scheme or host says, else its name, else a webhook. Nil: a problem has been reported.
  private mutating func spelledOut(_ name: String, _ field: Field) -> Field? {
    guard let text = field.value.scalar, text.contains("://") else { return field }
    func scalar(_ text: String) -> YAMLNode {
      YAMLNode(
        .scalar(text, isPlain: false), line: field.value.line, column: field.value.column)
    }
    let kind =
      ReceiverHost.kind(of: text) ?? ReceiverSettings.Kind(rawValue: name).flatMap {
        [.pagerduty, .log, .email].contains($0) ? nil : $0
      } ?? .webhook
    guard kind != .pagerduty else {
      error(
        field,
        "is a URL of PagerDuty, which takes a key as well; write { type: pagerduty, routing_key: … }"
          + ", with url: … where it is not events.pagerduty.com")
      return nil
    }
    let pairs = [
      (key: scalar("type"), value: scalar(kind.rawValue)),
      (key: scalar(kind == .email ? "server" : "url"), value: field.value),
    ]
    return Field(
      key: field.key,
      value: YAMLNode(.mapping(pairs), line: field.value.line, column: field.value.column),
      path: field.path)
  }

  private mutating func receiver(_ name: String, _ field: Field) -> ReceiverSettings? {
    guard let kind = receiverKind(name, field) else { return nil }
    let section = section(field, known: ReceiverKeys.of(kind)) { key in
      let others = ReceiverKeys.types(with: key)
      guard !others.isEmpty else { return nil }
      let owners = others.joined(separator: ", ")
      return "a receiver of type \(kind.rawValue) has no such key; it belongs to \(owners)"
    }
    guard let section else { return nil }
    var receiver = ReceiverSettings(name: name, kind: kind)
    if let value = section["send_resolved"].flatMap({ boolean($0) }) {
      receiver.sendResolved = value
    }
    receiver.titleTemplate = template(section["title"])
    receiver.messageTemplate = template(section["message"])
    if kind != .log { network(section, kind, into: &receiver) }
    switch kind {
    case .email: receiver.mail = mail(section)
    case .pagerduty: pagerduty(section, into: &receiver)
    case .webhook: receiver.secrets = signingSecrets(section)
    case .alertmanager:
      if let timeout = section["resolve_timeout"].flatMap({
        duration($0, 60_000...604_800_000, "from 1m to 7d")
      }) {
        receiver.resolveTimeoutSeconds = timeout / 1000
      }
    case .log, .slack, .discord, .teams: break
    }
    return receiver
  }

  private mutating func receiverKind(_ name: String, _ field: Field) -> ReceiverSettings.Kind? {
    // Only a look: the section is read, and its duplicates reported, once its keys are known.
    guard case .mapping(let entries) = field.value.content else {
      error(field, "must be a mapping with a type, not \(field.value.shape)")
      return nil
    }
    let types = ReceiverSettings.Kind.allCases.map(\.rawValue)
    var type = entries.first { $0.key.scalar == "type" }?.value
    if type == nil, entries.contains(where: { $0.key.isMergeKey }) {
      type = mergedType(entries)
    }
    guard let type else {
      let guess =
        types.contains(name) ? "; add 'type: \(name)'" : ": \(types.joined(separator: ", "))"
      error(field, "has no type\(guess)")
      return nil
    }
    let path = field.path + ".type"
    let typeField = Field(key: type, value: type, path: path)
    guard let text = text(typeField) else { return nil }
    guard let kind = ReceiverSettings.Kind(rawValue: text) else {
      let near =
        DidYouMean.word(to: text, among: types).map { "did you mean '\($0)'?" }
        ?? "known are \(types.joined(separator: ", "))"
      error(typeField, "there is no receiver type \(Quoted.text(text)); \(near)")
      return nil
    }
    return kind
  }

  private func mergedType(_ entries: [(key: YAMLNode, value: YAMLNode)]) -> YAMLNode? {
    for (key, value) in entries where key.isMergeKey {
      let sources: [YAMLNode] =
        if case .sequence(let nodes) = value.content { nodes } else { [value] }
      for source in sources {
        guard case .mapping(let inner) = source.content else { continue }
        if let type = inner.first(where: { $0.key.scalar == "type" })?.value { return type }
        if let type = mergedType(inner) { return type }
      }
    }
    return nil
  }

  private mutating func network(
    _ section: Section, _ kind: ReceiverSettings.Kind, into receiver: inout ReceiverSettings
  ) {
    receiver.headers = headers(section, kind: kind)
    if kind != .email { connection(section, kind, into: &receiver) }
    receiver.certificateAuthorityPath = existingPath(section["ca_file"])
    receiver.clientCertificatePath = existingPath(section["client_cert"])
    receiver.clientKeyPath = existingPath(section["client_key"])
    if (section["client_cert"] == nil) != (section["client_key"] == nil),
      let one = section["client_cert"] ?? section["client_key"]
    {
      keyError(one, "client_cert and client_key belong together")
    }
    if let proxy = secret(section, "proxy") {
      receiver.proxyURL = url(proxy, isAddress: true)
    }
  }

  private mutating func connection(
    _ section: Section, _ kind: ReceiverSettings.Kind, into receiver: inout ReceiverSettings
  ) {
    let isThere = section["url"] != nil || section["url_file"] != nil || section["urls"] != nil
    if isThere {
      receiver.urls = urls(section, kind: kind)
    } else if kind != .pagerduty {
      missing(section, "a receiver of type \(kind.rawValue) needs a url")
    }
    if let count = section["concurrency"].flatMap({ whole($0, 1...64) }) {
      receiver.concurrency = Int(count)
    }
    if let login = authorization(section, receiver.headers) {
      receiver.headers["Authorization"] = login
    }
  }

  private mutating func pagerduty(_ section: Section, into receiver: inout ReceiverSettings) {
    if section["routing_key"] == nil, section["routing_key_file"] == nil {
      missing(section, "a receiver of type pagerduty needs a routing_key")
    }
    if let found = secret(section, "routing_key") {
      if found.value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
        warnOfLiteral(found)
        receiver.routingKey = Secret(found.value)
      } else {
        error(found.field, "is not a routing key: letters and digits without spaces")
      }
    }
    if let pages = section["max_pages"].flatMap({ pageLimit($0) }) { receiver.maxPages = pages }
  }

  /// `5/10m`.
  private mutating func pageLimit(_ field: Field) -> ReceiverSettings.PageLimit? {
    guard let text = text(field) else { return nil }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = UnitParser.whole(String(parts[0])),
      let span = UnitParser.milliseconds(String(parts[1])), (1...10_000).contains(count),
      (1000...86_400_000).contains(span)
    else {
      error(
        field,
        "must be a number of pages in a span of 1s to 1d, like 5/10m, not \(Quoted.text(text))")
      return nil
    }
    return .init(count: Int(count), seconds: span / 1000)
  }

  /// `whsec_` and bytes in base64, one or several for rotation. Standard Webhooks 1.0 asks for 24
  /// to 64 of them; what a service has issued is used all the same.
  private mutating func signingSecrets(_ section: Section) -> [Secret] {
    var found: [Found] = []
    if let field = section["secret"], case .sequence(let nodes) = field.value.content {
      if section["secret_file"] != nil {
        keyError(field, "is there twice; write secret or secret_file")
      }
      if nodes.isEmpty { error(field, "is an empty list") }
      found = (list(field) ?? []).compactMap { secret($0) }
    } else if let one = secret(section, "secret") {
      found = [one]
    }
    return found.compactMap { found in
      guard found.value.hasPrefix("whsec_") else {
        error(found.field, "must begin with whsec_, followed by 24 to 64 bytes in base64")
        return nil
      }
      guard let count = Base64.decodedCount(found.value.dropFirst("whsec_".count)) else {
        error(found.field, "is not base64 after whsec_")
        return nil
      }
      guard count > 0 else {
        error(found.field, "holds nothing after whsec_; it takes 24 to 64 bytes in base64")
        return nil
      }
      if !(24...64).contains(count) {
        warn(found.field, "holds \(count) bytes after whsec_; it should be 24 to 64")
      }
      warnOfLiteral(found)
      return Secret(found.value)
    }
  }

  /// A template is kept as it is; whoever can read Mustache checks it.
  mutating func template(_ field: Field?, isOfDigest: Bool = false) -> String? {
    guard let field, let text = text(field) else { return nil }
    guard text.utf8.count <= 16_384 else {
      error(field, "is longer than 16384 bytes")
      return nil
    }
    template(field, text, isOfDigest: isOfDigest)
    return text
  }
}
