/// The thresholds of windows: which of them a spend has crossed, when each is armed again, and what
/// is to be told of that.
///
/// It is handed one window at a time with its rule, changes its crossed thresholds and answers what
/// is to be told; it makes no alert, and neither sends nor stores one. What holds between two
/// calls:
/// * The crossed thresholds of a window are ascending by period and by the spend that trips them,
///   one for each threshold that was crossed and is not armed again.
/// * A window whose crossed thresholds may be armed again has an entry in the queue, at or before
///   the minute at which the first of them is. An entry that is due too early does no harm: the
///   window is examined and scheduled again.
/// * No alert fires under an id that fired in the state that a rebuild set aside, and none twice
///   under the same.
struct Thresholds: Sendable {
  /// In which days and months are laid.
  var zone: TimeZoneRules
  var queue = MinHeap<Due>()
  /// Ids that may come again.
  var firings = RepeatedFirings()
  /// Ids of alerts that fired in the state that a rebuild set aside: they do not fire again.
  var firedBefore: Set<String> = []

  /// A window with crossed thresholds, and the minute at which the first of these may be armed
  /// again, or their period ends. Ties in the order of the windows, so that the same lines resolve
  /// in the same order.
  struct Due: Comparable, Sendable {
    var minute: Int64
    var window: Int

    static func < (a: Due, b: Due) -> Bool { (a.minute, a.window) < (b.minute, b.window) }
  }

  /// An alert that is over, and what is known of who got it.
  struct Ended: Equatable, Sendable {
    /// As it is told now.
    var alert: Alert
    var firing: CrossedThreshold.Firing
  }

  init(zone: TimeZoneRules) { self.zone = zone }

  /// Puts a window with crossed thresholds where it is looked at again: at the first minute at
  /// which its highest threshold may be armed, if nothing more is spent. More spend only makes that
  /// later.
  mutating func schedule(_ window: SpendWindow, _ rule: Rule, _ number: Int) {
    guard let crossed = window.crossed.last else { return }
    if rule.isRolling {
      guard let edge = window.rearmMinute(of: crossed, rule) else { return }
      queue.insert(Due(minute: edge, window: number))
    } else {
      for crossed in window.crossed where crossed.firing != nil {
        queue.insert(Due(minute: span(rule, crossed).end, window: number))
      }
    }
  }

  /// `[start, end)` of the window that an alert speaks of, in minutes.
  func span(_ rule: Rule, _ crossed: CrossedThreshold) -> (start: Int64, end: Int64) {
    guard !rule.isRolling else { return rule.rollingSpan(at: crossed.minute) }
    let period = PeriodCache.period(rule.unit, at: crossed.period, zone: zone)
    return (period.start, period.end)
  }

  /// Whether a calendar period has ended by a minute.
  func isOver(_ period: Int64, _ rule: Rule, at minute: Int64) -> Bool {
    PeriodCache.period(rule.unit, at: period, zone: zone).end <= minute
  }

  /// Whether there is nothing left to act on: the calendar window has ended by the clock, or the
  /// group's spend as of now is below the threshold (Semantics, Catch-up).
  ///
  /// - Parameters:
  ///   - clock: in minutes.
  ///   - position: the later of it and the clock is now.
  func isOver(
    _ window: SpendWindow, _ rule: Rule, period: Int64, condition: Condition, clock: Int64,
    position: Int64?
  ) -> Bool {
    guard rule.isRolling else { return isOver(period, rule, at: clock) }
    let spend = window.buckets.sum(from: rule.oldestBucket(at: max(clock, position ?? clock)))
    return !condition.isMet(by: spend, of: rule.limit)
  }

  /// The id of an alert that fires, and whether it went out before a rebuild.
  ///
  /// - Parameter minute: of the crossing; of a calendar window the position.
  func id(_ digest: String, at minute: Int64) -> (id: String, isKnown: Bool) {
    let id = firings.id(digest, at: minute, isTaken: firedBefore.contains)
    return (id, firedBefore.contains(id))
  }
}
