/// Where alerts go.
package struct ReceiverSettings: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case log, slack, pagerduty, webhook, alertmanager, discord, teams, email

    /// Sends each alert to a person's pager: held to `max_pages`, never held back otherwise.
    package var pages: Bool { self == .pagerduty }
    /// Read by people in a channel or a mailbox: grouped, superseded, no resolves by default.
    package var isChat: Bool {
      self == .slack || self == .discord || self == .teams || self == .email
    }
    /// The default of `send_resolved` (Semantics, Thresholds).
    package var sendsResolvedByDefault: Bool {
      self == .pagerduty || self == .webhook || self == .alertmanager
    }
    /// The default of `concurrency`: people read a channel from top to bottom, programs take what
    /// comes.
    package var concurrencyByDefault: Int {
      self == .pagerduty || self == .webhook || self == .alertmanager ? 8 : 1
    }
  }

  package var name: String
  package var kind: Kind
  /// Where it posts. For `alertmanager` every peer. Empty for `log` and `email`, and for
  /// `pagerduty` the public endpoint.
  package var urls: [Secret]
  /// Of `email`.
  package var mail: MailSettings?
  /// PagerDuty's integration key.
  package var routingKey: Secret?
  /// `whsec_…` secrets of a webhook; each makes a signature, for rotation.
  package var secrets: [Secret]
  package var sendResolved: Bool
  /// Requests, each of other groups, that may be under way at once.
  package var concurrency: Int
  /// Pages allowed in a span: `5/10m`.
  package var maxPages: PageLimit
  package var headers: [String: Secret]
  /// Path of a PEM file with the authorities to trust instead of the system's.
  package var certificateAuthorityPath: String?
  /// Paths of a client certificate (chain) and its key, both PEM.
  package var clientCertificatePath: String?
  package var clientKeyPath: String?
  package var proxyURL: Secret?
  /// How long an Alertmanager keeps an alert without a refresh.
  package var resolveTimeoutSeconds: Int64
  package var titleTemplate: String?
  package var messageTemplate: String?

  package struct PageLimit: Hashable, Sendable {
    package var count: Int
    package var seconds: Int64

    package init(count: Int, seconds: Int64) {
      self.count = count
      self.seconds = seconds
    }
  }

  package init(
    name: String, kind: Kind, urls: [Secret] = [], routingKey: Secret? = nil,
    secrets: [Secret] = [], sendResolved: Bool? = nil
  ) {
    self.name = name
    self.kind = kind
    self.urls = urls
    self.routingKey = routingKey
    self.secrets = secrets
    self.sendResolved = sendResolved ?? kind.sendsResolvedByDefault
    concurrency = kind.concurrencyByDefault
    maxPages = PageLimit(count: 5, seconds: 600)
    headers = [:]
    resolveTimeoutSeconds = 1800
  }

  /// All that must not be seen.
  package var everySecret: [Secret] {
    // A login of mail as it is sent, too (RFC 4616).
    let plain = mail?.login.map { Secret("\0\($0.username)\0\($0.password.reveal())") }
    return urls + secrets + headers.values
      + [routingKey, proxyURL, mail?.login?.password, plain].compactMap(\.self)
  }

  /// The built-in receiver: the journal, or stderr.
  package static let log = ReceiverSettings(name: "log", kind: .log)
}

extension ReceiverSettings {
  /// Whether it posts to where another one did: there nothing but its name is new.
  package func hasPlace(of other: ReceiverSettings) -> Bool {
    (kind, urls, routingKey) == (other.kind, other.urls, other.routingKey)
      && (mail?.server, mail?.to) == (other.mail?.server, other.mail?.to)
  }
}

extension Configuration {
  /// By name: the names by which receivers of this configuration go in a new one.
  package func renamedReceivers(in new: Configuration) -> [String: String] {
    let (before, after) = (Set(receivers.map(\.name)), Set(new.receivers.map(\.name)))
    let added = new.receivers.filter { !before.contains($0.name) }
    var names: [String: String] = [:]
    for receiver in receivers where !after.contains(receiver.name) {
      names[receiver.name] = added.first { $0.hasPlace(of: receiver) }?.name
    }
    return names
  }
}

/// A text that must not be seen: it describes itself as `<redacted>` however it is printed, and its
/// value is only had by asking for it by name.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let value: String

  package init(_ value: String) { self.value = value }

  /// The text itself. Every use is a place where it may leak.
  package func reveal() -> String { value }

  package var description: String { "<redacted>" }
  package var debugDescription: String { "<redacted>" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
