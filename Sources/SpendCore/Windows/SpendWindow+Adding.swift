/// Counting an event.
extension SpendWindow {
  /// What is left to do when an event was counted, or before it can be; nearly always nothing.
  struct Rest: OptionSet {
    var rawValue: UInt8

    /// To be listed for the next commit.
    static let commit = Rest(rawValue: 1)
    /// The spend has come to where a threshold may be crossed, or is that of a period which is
    /// not the current one.
    static let care = Rest(rawValue: 2)
    /// Nothing was counted: a calendar period begins that is to be entered first.
    static let period = Rest(rawValue: 4)
    /// Nothing was counted: the place in the table is empty.
    static let window = Rest(rawValue: 8)
  }

  /// Counts an event of a place that the window covers; otherwise there is nothing to count.
  @inline(__always)
  mutating func count(
    _ nano: Int64, _ flags: Flags, at place: UnsafePointer<Place>, _ shape: RuleShape,
    labelSet: UInt32, hint: inout UInt32
  ) -> Rest {
    guard rule >= 0 else { return .window }
    let isDay = shape.isDay
    let needsCare: Bool
    let chunk: Int64
    if shape.isRolling {
      let bucket = isDay ? place.pointee.minute : place.pointee.hour
      let oldest = isDay ? place.pointee.oldestMinute : place.pointee.oldestHour
      guard bucket >= oldest else { return [] }
      chunk = isDay ? place.pointee.hour : place.pointee.day24
      needsCare = addRolling(
        nano, bucket: bucket, oldest: oldest, chunk: chunk, chunkLength: shape.chunkLength,
        labelSet: labelSet, hint: &hint)
    } else {
      guard isDay ? place.pointee.isDayOpen : place.pointee.isMonthOpen else { return [] }
      let isCurrent = isDay ? place.pointee.isDayCurrent : place.pointee.isMonthCurrent
      chunk = isDay ? place.pointee.day : place.pointee.month
      if isCurrent, currentPeriod != chunk { return .period }
      needsCare = addCalendar(nano, period: chunk, labelSet: labelSet, hint: &hint) || !isCurrent
    }
    if shape != .rollingDay {
      addRecent(nano, minute: place.pointee.minute, oldest: place.pointee.oldestRecent)
    }
    if !flags.isEmpty { note(flags, chunk: chunk) }
    var rest: Rest = needsCare ? .care : []
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
    shares.add(nano, chunk: chunk, labelSet: labelSet, hint: &hint)
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
    shares.expire(before: oldestChunk)
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
    shares.add(nano, chunk: period, labelSet: labelSet, hint: &hint)
    if period < dirtyFrom { dirtyFrom = period }
    return buckets.nano(of: period) >= nextTrip
  }

  /// Of the windows that keep minutes beside their buckets.
  @inline(__always)
  private mutating func addRecent(_ nano: Int64, minute: Int64, oldest: Int64) {
    guard minute >= oldest else { return }
    // In the minute of the position it was here before, so nothing has expired since.
    if minute &- oldest == Place.recentMinutes - 1, recent.addToNewest(nano, minute) { return }
    addRecentElsewhere(nano, minute: minute, oldest: oldest)
  }

  @inline(never)
  private mutating func addRecentElsewhere(_ nano: Int64, minute: Int64, oldest: Int64) {
    recent.expire(before: oldest)
    _ = recent.add(nano, to: minute)
  }
}
