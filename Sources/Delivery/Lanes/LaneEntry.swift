import SpendCore

/// A delivery that waits in a lane.
struct LaneEntry: Sendable {
  var delivery: Delivery
  var key: GroupKey
  /// When this lane got it.
  var since: MonotonicTime
  /// The full message was refused: next time as plain text, alone.
  var isPlain = false
  /// It was part of a catch-up until a message with it was refused, and goes on its own.
  var wasSummary = false
  /// It may be what the receiver chokes on: no longer together with others.
  var isAlone = false
  var isTest = false
  /// Answers in a row that may be about this message.
  var suspicions = 0
  /// Answers that said neither yes nor no.
  var unconfirmed: Int64 = 0
  /// Somebody dropped it while it was on its way.
  var isDropped = false

  init(_ delivery: Delivery, at now: MonotonicTime, isTest: Bool = false) {
    self.delivery = delivery
    key = GroupKey(delivery.message)
    since = now
    self.isTest = isTest
    // What the state tells of the answers before a restart: another three would be a flood of
    // restarts.
    if delivery.lastError == Lane.unconfirmed { unconfirmed = delivery.attempts }
  }

  /// Nil for a message that is none.
  var alert: Alert? { delivery.message.alert }
  var alertDelivery: AlertDelivery? { AlertDelivery(delivery) }
  var isFiring: Bool { alert?.state == .firing }
  /// What nobody is woken by is as important as the least of alerts.
  var level: Level { alert?.level ?? .info }

  /// What it is, in a sentence about it.
  var words: String {
    switch delivery.message {
    case .alert(let alert): "alert \(alert.id)"
    case .digest(let digest): "the digest of \(digest.period.name)"
    case .unknown(let unknown): "a \(unknown.sort)"
    }
  }

  /// Its level for whose turn it is; summaries have none.
  var turnLevel: Level? { delivery.isSummary ? nil : level }

  /// Seconds of running time that it has waited, those before a restart included.
  func pendingSeconds(at now: MonotonicTime) -> Int64 {
    delivery.pendingSeconds + now.milliseconds(since: since) / 1000
  }

  /// No longer part of a summary.
  mutating func leaveSummary() {
    wasSummary = wasSummary || delivery.isSummary
    delivery.isSummary = false
  }

  func outcome(
    _ status: Delivery.Status, at now: MonotonicTime, error: String? = nil,
    incident: String? = nil
  ) -> DeliveryOutcome {
    DeliveryOutcome(
      sequence: delivery.sequence, status: status, attempts: delivery.attempts,
      pendingSeconds: pendingSeconds(at: now),
      lastError: error.map { SafeText.line($0, limit: 300) }, incident: incident)
  }
}
