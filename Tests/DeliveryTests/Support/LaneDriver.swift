import Delivery
import SpendCore

/// Drives a lane in virtual time and remembers what it did. One message at a time, unless it is
/// tuned.
struct LaneDriver {
  var lane: Lane
  var now = MonotonicTime(milliseconds: 0)
  /// On their way, in the order in which they were sent.
  var attempts: [Attempt] = []
  var attempt: Attempt? { attempts.first }
  var sent: [Attempt] = []
  var outcomes: [DeliveryOutcome] = []
  var happenings: [DeliveryHappening] = []
  var wake: MonotonicTime?

  init(
    _ kind: ReceiverSettings.Kind, _ tune: (inout LaneSettings) -> Void = { _ in }
  ) {
    var settings = LaneSettings(name: "r", kind: kind, concurrency: 1)
    tune(&settings)
    lane = Lane(settings, at: now)
  }

  mutating func take(_ actions: [LaneAction]) {
    wake = nil
    for action in actions {
      switch action {
      case .send(let value):
        precondition(
          attempts.count < lane.settings.concurrency, "too many messages on the way at once")
        attempts.append(value)
        sent.append(value)
      case .report(let values): outcomes += values
      case .wake(let time): wake = time
      case .happened(let value): happenings.append(value)
      }
    }
  }

  mutating func enqueue(_ deliveries: AlertDelivery...) { take(lane.enqueue(deliveries, at: now)) }

  mutating func advance(_ milliseconds: Int64) {
    now = now.advanced(byMilliseconds: milliseconds)
    take(lane.tick(at: now))
  }

  /// Answers a message on its way, the first unless told otherwise; false when there is none.
  @discardableResult
  mutating func answer(_ verdict: Verdict, random: UInt64 = .max, index: Int = 0) -> Bool {
    guard attempts.indices.contains(index) else { return false }
    let current = attempts.remove(at: index)
    take(lane.completed(current.id, verdict, at: now, random: random))
    return true
  }

  /// The sequences of the messages sent so far.
  var sequences: [[UInt64]] { sent.map { $0.deliveries.map(\.sequence) } }

  func status(_ sequence: UInt64) -> Delivery.Status? {
    outcomes.last { $0.sequence == sequence }?.status
  }
}
