import Delivery
import SpendCore
import SpendTesting

/// One receiver, one lane, and a state that survives restarts as the daemon's does.
struct LaneWorld {
  private var random: SeededRandom
  private let kind: ReceiverSettings.Kind
  private let concurrency: Int
  private var driver: LaneDriver
  /// Pending deliveries as the state has them.
  private(set) var open: [UInt64: Delivery] = [:]
  private var settled: Set<UInt64> = []
  private var seenOutcomes = 0
  private var seenSent = 0
  private var sequence: UInt64 = 0
  private var firing: [String: String] = [:]
  private(set) var problems: [String] = []

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    kind = ReceiverSettings.Kind.allCases[Int(seed) % ReceiverSettings.Kind.allCases.count]
    concurrency = [1, 2, 8][Int(seed / 7) % 3]
    driver = LaneDriver(kind) { [concurrency] in $0.concurrency = concurrency }
  }

  mutating func step() {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: enqueueDigest()
    case 1..<6: enqueue()
    case 6..<12:
      let index = Int.random(in: 0..<max(1, driver.attempts.count), using: &random)
      driver.answer(verdict(), random: random.next(), index: index)
    case 12..<18: driver.advance(Int64.random(in: 0...20_000, using: &random))
    case 18: driver.advance(900_000)
    default: restart()
    }
    look()
  }

  /// The receiver is well again: everything must come through.
  mutating func settle() {
    for _ in 0..<5000 where !open.isEmpty {
      driver.answer(.delivered, random: random.next())
      driver.advance(1_000_000)
      look()
    }
  }

  private mutating func enqueue() {
    sequence += 1
    let feature = "f\(Int.random(in: 0..<6, using: &random))"
    let level = Level.allCases[Int.random(in: 0..<3, using: &random)]
    let key = "\(feature)-\(level.rawValue)"
    let id = firing[key] ?? "\(key)-\(sequence)"
    let isResolve = firing[key] != nil
    firing[key] = isResolve ? nil : id
    var delivery = Fixture.delivery(
      sequence, feature, level: level, state: isResolve ? .resolved : .firing, id: id)
    delivery.isSummary = !isResolve && Int.random(in: 0..<8, using: &random) == 0
    take(delivery.delivery)
  }

  /// Each stands in a line of its own.
  private mutating func enqueueDigest() {
    sequence += 1
    take(
      Delivery(
        sequence: sequence, receiver: "r", message: .digest(DigestFixture.digest("\(sequence)"))))
  }

  private mutating func take(_ delivery: Delivery) {
    open[delivery.sequence] = delivery
    driver.take(driver.lane.enqueue([delivery], at: driver.now))
  }

  private mutating func verdict() -> Verdict {
    switch Int.random(in: 0..<13, using: &random) {
    case 12: .unconfirmed("HTTP 200: hm")
    case 0..<5: .delivered
    case 5: .retry("HTTP 503")
    case 6: .retry("HTTP 500", mayBeMessage: true)
    case 7: .retry("HTTP 429", floorMilliseconds: Int64.random(in: 0...5000, using: &random))
    case 8: .badPayload("HTTP 400")
    case 9: .park("HTTP 404")
    case 10: .cancelled
    default: .retry("the connection was refused")
    }
  }

  /// A kill: what was on its way may have arrived, but the state does not know.
  private mutating func restart() {
    look()
    let now = driver.now
    driver = LaneDriver(kind) { [concurrency] in $0.concurrency = concurrency }
    driver.now = now
    (seenOutcomes, seenSent) = (0, 0)
    driver.take(driver.lane.enqueue(open.values.sorted { $0.sequence < $1.sequence }, at: now))
  }

  private mutating func look() {
    for outcome in driver.outcomes.dropFirst(seenOutcomes) {
      if settled.contains(outcome.sequence) { problems.append("settled twice: \(outcome)") }
      guard outcome.status != .pending else {
        open[outcome.sequence]?.attempts = outcome.attempts
        continue
      }
      settled.insert(outcome.sequence)
      if open.removeValue(forKey: outcome.sequence) == nil {
        problems.append("unknown: \(outcome)")
      }
    }
    seenOutcomes = driver.outcomes.count
    if let wake = driver.wake, wake <= driver.now {
      problems.append("an alarm in the past makes a busy loop")
    }
    if driver.wake == nil, driver.attempt == nil, !open.isEmpty {
      problems.append("sleeps without an alarm while something is pending")
    }
    for attempt in driver.sent.dropFirst(seenSent) { check(attempt) }
    seenSent = driver.sent.count
  }

  /// Nothing open of the same group may stand before a delivery that is sent, unless it goes along.
  /// A summary may overtake alerts, because it goes together with all others.
  private mutating func check(_ attempt: Attempt) {
    if case .digest(let delivery, _) = attempt.content, open[delivery.sequence] == nil,
      !settled.contains(delivery.sequence)
    {
      problems.append("\(delivery.sequence) was sent and never given")
    }
    let sent = Set(attempt.deliveries.map(\.sequence))
    for delivery in attempt.deliveries {
      if settled.contains(delivery.sequence) {
        // It may have been settled by the answer that was looked at together with it.
        continue
      }
      let earlier = open.values.filter {
        $0.message.alert?.group == delivery.alert.group && $0.sequence < delivery.sequence
          && !sent.contains($0.sequence) && (!delivery.isSummary || $0.isSummary)
      }
      if !earlier.isEmpty {
        problems.append("\(delivery.sequence) overtook \(earlier[0].sequence)")
      }
    }
  }
}
