package import SpendCore

/// The numbers a lane works by. The defaults are those of Delivery in Semantics;
/// tests use shorter ones.
package struct LaneSettings: Hashable, Sendable {
  package var receiver: String
  package var kind: ReceiverSettings.Kind
  package var maxPages: ReceiverSettings.PageLimit
  /// Messages that may be on their way at once.
  package var concurrency: Int
  package var backoffBaseMilliseconds: Int64 = 1000
  package var backoffLimitMilliseconds: Int64 = 300_000
  package var probeMilliseconds: Int64 = 900_000
  /// After how long without success people are told.
  package var troubleMilliseconds: Int64 = 300_000
  /// How long a chat message waits for others.
  package var groupingMilliseconds: Int64 = 1000
  /// A catch-up is over when no summary came for this long, or the first is ten times as old.
  package var catchUpQuietMilliseconds: Int64 = 1000
  /// Between two messages: what chat services ask for.
  package var gapMilliseconds: Int64
  /// Alerts in one message.
  package var messageLimit: Int
  package var giveUpHardSeconds: Int64 = 72 * 3600
  package var giveUpSeconds: Int64 = 24 * 3600
  /// How often ages of waiting deliveries are reported, so that they survive a restart.
  package var agingMilliseconds: Int64 = 600_000

  package init(receiver: ReceiverSettings) {
    self.init(
      name: receiver.name, kind: receiver.kind, maxPages: receiver.maxPages,
      concurrency: receiver.concurrency)
  }

  package init(
    name: String, kind: ReceiverSettings.Kind,
    maxPages: ReceiverSettings.PageLimit = .init(count: 5, seconds: 600), concurrency: Int? = nil
  ) {
    receiver = name
    self.kind = kind
    self.maxPages = maxPages
    self.concurrency = max(1, concurrency ?? kind.concurrencyByDefault)
    gapMilliseconds = kind.isChat ? 1000 : 0
    switch kind {
    case .slack, .email: messageLimit = 50
    case .teams: messageLimit = 30
    case .discord: messageLimit = 25
    case .alertmanager: messageLimit = 100
    case .log, .pagerduty, .webhook: messageLimit = 1
    }
  }
}
