/// Whether the daemon deserves to live: decides when systemd's watchdog is fed. A timer that feeds
/// it on its own would prove nothing, so it is fed only while every part makes progress. A part
/// that works has to beat within half of the interval; a part that rests (a lane in back-off, a
/// pipeline that waits for bytes) is healthy for as long as it rests. A receiver being down
/// therefore never stops the feeding: its lane beats with every attempt and rests in between.
///
/// Pure: times are those of any monotonic clock, passed in. `verdict` is to be asked every
/// ``period``; all of it is linear in the number of parts.
package struct Watchdog: Sendable {
  /// What has to make progress.
  package enum Part: Hashable, Sendable, Comparable, CustomStringConvertible {
    case tailing, evaluating, committing
    case lane(String)

    package var description: String {
      switch self {
      case .tailing: "tailing"
      case .evaluating: "evaluating"
      case .committing: "committing"
      case .lane(let name): "lane \(name)"
      }
    }

    package static func < (a: Part, b: Part) -> Bool { a.description < b.description }
  }

  package enum Verdict: Hashable, Sendable {
    /// Everything moves: send `WATCHDOG=1`.
    case feed
    /// Do not feed; it is too early to say more.
    case hold
    /// Do not feed, and say who is stuck, as systemd acts soon. Given once, when three quarters of
    /// the interval have passed since the last feeding.
    case stuck([Part])
  }

  package let interval: Duration
  /// When each part that works last beat.
  private var working: [Part: Duration] = [:]
  private var lastFed: Duration
  private var lastAsked: Duration
  private var isReported = false

  /// The interval is systemd's (`WatchdogSec=`).
  package init(interval: Duration, now: Duration) {
    self.interval = interval
    lastFed = now
    lastAsked = now
  }

  /// How often to ask for a verdict.
  package var period: Duration { interval / 8 }

  /// A part made progress and goes on.
  package mutating func beat(_ part: Part, at now: Duration) { working[part] = now }

  /// A part has nothing to do, waits for the world, or is gone.
  package mutating func rest(_ part: Part) { working[part] = nil }

  /// The parts that have not beaten for half of the interval, sorted.
  package func stuckParts(at now: Duration) -> [Part] {
    working.filter { now - $0.value > interval / 2 }.keys.sorted()
  }

  package mutating func verdict(at now: Duration) -> Verdict {
    // Asked far too late, the whole process did not run (SIGSTOP, a frozen group, no processor to
    // be had). Nobody could beat in that time: everybody gets a new chance, and the next verdict
    // counts.
    let isLate = now - lastAsked > interval / 2
    lastAsked = now
    if isLate {
      for part in working.keys { working[part] = now }
      return .hold
    }
    let parts = stuckParts(at: now)
    if parts.isEmpty {
      lastFed = now
      isReported = false
      return .feed
    }
    guard !isReported, now - lastFed >= interval * 3 / 4 else { return .hold }
    isReported = true
    return .stuck(parts)
  }
}
