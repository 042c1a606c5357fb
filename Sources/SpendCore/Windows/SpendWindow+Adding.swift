/// Counting an event.
extension SpendWindow {
  /// What the caller must do next; nearly always nothing. After `period` and `window` it counts the
  /// event again, which was not counted.
  struct FollowUp: OptionSet {
    var rawValue: UInt8

    /// To be listed for the next commit.
    static let commit = FollowUp(rawValue: 1)
    /// The spend has reached `nextTrip`, or is of a period that is not the current one: evaluate
    /// the thresholds.
    static let thresholds = FollowUp(rawValue: 2)
    /// Nothing was counted: a calendar period begins that is to be entered first.
    static let period = FollowUp(rawValue: 4)
    /// Nothing was counted: the slot in the table is empty.
    static let window = FollowUp(rawValue: 8)
  }

  /// Counts an event of a minute that the window covers; otherwise there is nothing to count.
  @inline(__always)
  mutating func count(
    _ nano: Int64, _ flags: Flags, at context: UnsafePointer<MinuteContext>, _ shape: RuleShape,
    labelSet: UInt32, hint: inout UInt32
  ) -> FollowUp {
    guard rule >= 0 else { return .window }
    let isDay = shape.isDay
    let reachesTrip: Bool
    let chunk: Int64
    if shape.isRolling {
      let bucket = isDay ? context.pointee.minute : context.pointee.hour
      let oldest = isDay ? context.pointee.oldestMinute : context.pointee.oldestHour
      guard bucket >= oldest else { return [] }
      chunk = isDay ? context.pointee.hour : context.pointee.day24
      reachesTrip = addRolling(
        nano, bucket: bucket, oldest: oldest, chunk: chunk, chunkLength: shape.chunkLength,
        labelSet: labelSet, hint: &hint)
    } else {
      guard isDay ? context.pointee.isDayOpen : context.pointee.isMonthOpen else { return [] }
      let isCurrent = isDay ? context.pointee.isDayCurrent : context.pointee.isMonthCurrent
      chunk = isDay ? context.pointee.day : context.pointee.month
      if isCurrent, currentPeriod != chunk, !isIn(period: chunk) { return .period }
      reachesTrip = addCalendar(nano, period: chunk, labelSet: labelSet, hint: &hint) || !isCurrent
    }
    if shape != .rollingDay {
      addRecent(nano, minute: context.pointee.minute, oldest: context.pointee.oldestRecent)
    }
    if !flags.isEmpty { countQuality(flags, chunk: chunk) }
    var rest: FollowUp = reachesTrip ? .thresholds : []
    if !isQueuedForCommit {
      isQueuedForCommit = true
      rest.insert(.commit)
    }
    return rest
  }

  // Both answer whether the spend has come to where a threshold may be crossed.

  /// - Parameters:
  ///   - oldest: first bucket of the window; older ones expire now.
  ///   - chunk: that of the bucket.
  @inline(__always)
  private mutating func addRolling(
    _ nano: Int64, bucket: Int64, oldest: Int64, chunk: Int64, chunkLength: Int64,
    labelSet: UInt32, hint: inout UInt32
  ) -> Bool {
    if buckets.oldest < oldest { expire(before: oldest, chunkLength: chunkLength) }
    _ = buckets.add(nano, to: bucket)
    breakdown.add(nano, chunk: chunk, labelSet: labelSet, hint: &hint)
    if bucket < dirtyFrom { dirtyFrom = bucket }
    return buckets.sum >= Int128(nextTrip)
  }

  /// A chunk goes with its last live bucket, as it does in the state: what a restart
  /// finds is what was there.
  @inline(never)
  mutating func expire(before oldest: Int64, chunkLength: Int64) {
    buckets.expire(before: oldest)
    let oldestChunk =
      buckets.first.map { Timestamp.floorDivide($0.bucket, chunkLength) } ?? .max
    breakdown.expire(before: oldestChunk)
    if let first = quality.first, first.chunk < oldestChunk {
      quality.removeAll { $0.chunk < oldestChunk }
    }
  }

  /// - Parameter period: minute at which the event's own period starts.
  @inline(__always)
  private mutating func addCalendar(
    _ nano: Int64, period: Int64, labelSet: UInt32, hint: inout UInt32
  ) -> Bool {
    _ = buckets.add(nano, to: period)
    breakdown.add(nano, chunk: period, labelSet: labelSet, hint: &hint)
    if period < dirtyFrom { dirtyFrom = period }
    return buckets.nano(of: period) >= nextTrip
  }

  /// Of the windows that keep minutes beside their buckets.
  @inline(__always)
  private mutating func addRecent(_ nano: Int64, minute: Int64, oldest: Int64) {
    guard minute >= oldest else { return }
    // In the minute of the position it was here before, so nothing has expired since.
    if minute &- oldest == MinuteContext.recentMinutes - 1, recent.addToNewest(nano, minute) {
      return
    }
    addRecentElsewhere(nano, minute: minute, oldest: oldest)
  }

  @inline(never)
  private mutating func addRecentElsewhere(_ nano: Int64, minute: Int64, oldest: Int64) {
    recent.expire(before: oldest)
    _ = recent.add(nano, to: minute)
  }
}
