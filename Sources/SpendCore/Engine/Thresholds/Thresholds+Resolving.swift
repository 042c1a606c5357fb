/// Re-arming and resolving, at the bucket edge where it belongs.
extension Thresholds {
  /// Resolves and arms again what is due in a window by a minute that the position passes.
  ///
  /// - Returns: what ends there, in order.
  func resolveDue(_ window: inout SpendWindow, _ rule: Rule, upTo minute: Int64) -> [Ended] {
    var ended: [Ended] = []
    guard rule.isRolling else {
      for index in window.crossed.indices {
        let end = span(rule, window.crossed[index]).end
        guard end <= minute, let over = resolve(index, of: &window, rule, at: end) else { continue }
        ended.append(over)
      }
      return ended
    }
    while let highest = window.crossed.last,
      let edge = window.rearmMinute(of: highest, rule), edge <= minute
    {
      let oldest = edge / rule.bucketMinutes - rule.bucketCount + 1
      window.expire(before: oldest, chunkLength: rule.chunkLength)
      // One edge may take the spend below several thresholds at once.
      while let crossed = window.crossed.last, crossed.minute < edge, window.rearms(crossed, rule) {
        if let over = resolve(window.crossed.count - 1, of: &window, rule, at: edge) {
          ended.append(over)
        }
        window.crossed.removeLast()
      }
    }
    return ended
  }

  /// Ends a crossed threshold that is firing, once, and leaves it inactive.
  ///
  /// - Returns: nil where there is nothing to be told.
  func resolve(
    _ index: Int, of window: inout SpendWindow, _ rule: Rule, at minute: Int64
  ) -> Ended? {
    guard let firing = window.crossed[index].firing else { return nil }
    window.crossed[index].state = .inactive
    return firing.resolveSent ? nil : ended(firing, window, rule, at: minute)
  }

  /// The clock ran ahead of the events: what ends by a minute is told now. Nothing is re-armed,
  /// because an event that comes late belongs before that edge and must find what a replay finds.
  func endEarly(_ window: inout SpendWindow, _ rule: Rule, by due: Int64) -> [Ended] {
    var told: [Ended] = []
    for index in window.crossed.indices.reversed() {
      let crossed = window.crossed[index]
      guard var firing = crossed.firing, !firing.resolveSent else { continue }
      let edge =
        rule.isRolling ? window.rearmMinute(of: crossed, rule) : span(rule, crossed).end
      guard let edge, edge <= due else { continue }
      told.append(ended(firing, window, rule, at: edge))
      firing.resolveSent = true
      window.crossed[index].firing = firing
      window.isRecordDirty = true
    }
    return told
  }

  private func ended(
    _ firing: CrossedThreshold.Firing, _ window: SpendWindow, _ rule: Rule, at minute: Int64
  ) -> Ended {
    var alert = firing.alert
    alert.state = .resolved
    alert.time = Timestamp(minute: minute)
    alert.details.resolution = rule.isRolling ? .fell : .windowOver
    if rule.isRolling {
      alert.setSpan(rule.rollingSpan(at: minute))
      alert.spend = Money(pinning: window.buckets.sum(from: rule.oldestBucket(at: minute)))
    } else {
      alert.spend = Money(nano: window.buckets.nano(of: firing.alert.windowStart.minute))
    }
    alert.exhaustedAt = nil
    alert.clearsAt = nil
    return Ended(alert: alert, firing: firing)
  }

  /// A pager has one incident of a group and a window: when a higher threshold fires, those
  /// before end, after the new one has begun (Semantics, Delivery). What ended so does not
  /// resolve again there.
  ///
  /// - Parameter pagers: that were told of the alert, and want to hear of its end.
  /// - Returns: of each alert that ends what it is told as, and to whom.
  func replaceIncidents(
    below alert: Alert, of window: inout SpendWindow, _ period: Int64, at pagers: Set<String>
  ) -> [(alert: Alert, receivers: [String])] {
    guard !pagers.isEmpty else { return [] }
    let trip = alert.condition.exactTrip(of: alert.limit)
    var replaced: [(alert: Alert, receivers: [String])] = []
    for index in window.crossed.indices {
      let crossed = window.crossed[index]
      guard crossed.period == period, crossed.threshold.condition.exactTrip(of: alert.limit) < trip,
        var firing = crossed.firing, !firing.resolveSent, !firing.isSummary
      else { continue }
      let ended = firing.receivers.filter { pagers.contains($0) }
      guard !ended.isEmpty else { continue }
      var end = alert
      (end.id, end.condition, end.level) = (
        firing.alert.id, firing.alert.condition, firing.alert.level
      )
      (end.state, end.exhaustedAt, end.clearsAt) = (.resolved, nil, nil)
      end.details.resolution = .replaced(by: alert.condition)
      end.details.next = nil
      replaced.append((end, ended))
      firing.receivers.removeAll { pagers.contains($0) }
      window.crossed[index].firing = firing
    }
    return replaced
  }
}

extension Alert {
  /// - Parameter span: in minutes.
  mutating func setSpan(_ span: (start: Int64, end: Int64)) {
    (windowStart, windowEnd) = (Timestamp(minute: span.start), Timestamp(minute: span.end))
  }
}
