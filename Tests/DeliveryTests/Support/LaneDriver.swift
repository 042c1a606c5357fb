import Delivery
import SpendCore

/// Drives a lane in virtual time and remembers what it did.
struct LaneDriver {
  var lane: Lane
  var now = MonotonicTime(milliseconds: 0)
  var attempt: Attempt?
  var sent: [Attempt] = []
  var outcomes: [DeliveryOutcome] = []
  var happenings: [DeliveryHappening] = []
  var wake: MonotonicTime?

  init(
    _ kind: ReceiverSettings.Kind, _ tune: (inout LaneSettings) -> Void = { _ in }
  ) {
    var settings = LaneSettings(name: "r", kind: kind)
    tune(&settings)
    lane = Lane(settings, at: now)
  }

  mutating func take(_ actions: [LaneAction]) {
    wake = nil
    for action in actions {
      switch action {
      case .send(let value):
        precondition(attempt == nil, "two messages on the way at once")
        attempt = value
        sent.append(value)
      case .report(let values): outcomes += values
      case .wake(let time): wake = time
      case .happened(let value): happenings.append(value)
      }
    }
  }

  mutating func enqueue(_ deliveries: Delivery...) { take(lane.enqueue(deliveries, at: now)) }

  mutating func advance(_ milliseconds: Int64) {
    now = now.advanced(byMilliseconds: milliseconds)
    take(lane.tick(at: now))
  }

  /// Answers the message on its way; false when there is none.
  @discardableResult
  mutating func answer(_ verdict: Verdict, random: UInt64 = .max) -> Bool {
    guard let current = attempt else { return false }
    attempt = nil
    take(lane.completed(current.id, verdict, at: now, random: random))
    return true
  }

  /// The sequences of the messages sent so far.
  var sequences: [[UInt64]] { sent.map { $0.deliveries.map(\.sequence) } }

  func status(_ sequence: UInt64) -> Delivery.Status? {
    outcomes.last { $0.sequence == sequence }?.status
  }
}
