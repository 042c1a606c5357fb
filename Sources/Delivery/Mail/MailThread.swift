import SpendCore

/// The names of a message and of those that it goes on from (`Message-ID`, `In-Reply-To`,
/// `References`), by which clients put a firing and its resolve into one conversation. The same for
/// every attempt of a message, so that one that arrives twice can be known for what it is.
package struct MailThread: Hashable, Sendable {
  /// Without angle brackets.
  package var id: String
  package var inReplyTo: String?
  package var references: [String]

  package init(id: String, inReplyTo: String? = nil, references: [String] = []) {
    self.id = id
    self.inReplyTo = inReplyTo
    self.references = references
  }

  /// Roots that a message about many alerts names; a client has no use for more.
  private static let rootLimit = 20

  /// - Parameter receiver: by name: two of them may write to the same person.
  init(_ attempt: Attempt, receiver: String, domain: String) {
    func name(_ parts: [String]) -> String {
      "\(StableID.hex(parts + [receiver])).spendwatch@\(domain)"
    }
    func root(_ alert: Alert) -> String { name(["alert", Self.firstID(alert.id)]) }
    switch attempt.content {
    case .notice(let notice):
      let state = notice.isResolved ? "resolved" : "firing"
      // What is wrong with a receiver comes again: one conversation, many messages.
      self.init(
        id: name(["notice", notice.id, state, notice.time.description]),
        references: [name(["notice", notice.id])])
    case .digest(_, let digest):
      self.init(
        id: name(["digest", digest.id]),
        references: [name(["digest", digest.instance, digest.every.rawValue])])
    case .test(let alert):
      self.init(id: name(["test", alert.id, alert.state.rawValue, alert.time.description]))
    case .pageSummaryResolved(let key): self.init(id: name(["summary", key]))
    case .alerts, .catchUp, .pageSummary:
      let alerts = OutgoingMessage(attempt.deliveries).items.map(\.alert)
      if alerts.count == 1, let alert = alerts.first {
        let root = root(alert)
        guard alert.state == .resolved || Self.firstID(alert.id) != alert.id else {
          self.init(id: root)
          return
        }
        self.init(
          id: name(["alert", alert.id, alert.state.rawValue]), inReplyTo: root, references: [root])
        return
      }
      var roots: [String] = []
      for alert in alerts.prefix(Self.rootLimit) where !roots.contains(root(alert)) {
        roots.append(root(alert))
      }
      self.init(
        id: name(["alerts"] + alerts.flatMap { [$0.id, $0.state.rawValue] }), references: roots)
    }
  }

  /// Of `…-2`, which fires after `…` has resolved: `…`.
  private static func firstID(_ id: String) -> String {
    let digest = id.prefix { $0 != "-" }
    return digest.utf8.count == 32 && digest.allSatisfy(\.isHexDigit) ? String(digest) : id
  }
}
