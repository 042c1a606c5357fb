/// Counting an event. Both answer whether the spend has come to where a threshold may be crossed.
extension SpendWindow {
  /// - Parameters:
  ///   - oldest: first bucket of the window; older ones expire now.
  ///   - recentMinute: minute of the event where minutes are kept beside the buckets.
  @inline(__always)
  mutating func addRolling(
    _ nano: Int64, bucket: Int64, oldest: Int64, chunkLength: Int64, labelSet: UInt32,
    hint: inout UInt32, recentMinute: Int64?, oldestRecent: Int64
  ) -> Bool {
    if let first = buckets.first, first.bucket < oldest {
      expire(before: oldest, chunkLength: chunkLength)
    }
    _ = buckets.add(nano, to: bucket)
    let chunk = Timestamp.floorDivide(bucket, chunkLength)
    shares.add(nano, chunk: chunk, labelSet: labelSet, hint: &hint)
    if let recentMinute { addRecent(nano, minute: recentMinute, oldest: oldestRecent) }
    if bucket < dirtyFrom { dirtyFrom = bucket }
    return buckets.sum >= nextTrip
  }

  /// A chunk goes with its last live bucket, as it does in the state: what a restart finds is what was there.
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
  mutating func addCalendar(
    _ nano: Int64, period: Int64, labelSet: UInt32, hint: inout UInt32, minute: Int64,
    oldestRecent: Int64
  ) -> Bool {
    _ = buckets.add(nano, to: period)
    shares.add(nano, chunk: period, labelSet: labelSet, hint: &hint)
    addRecent(nano, minute: minute, oldest: oldestRecent)
    if period < dirtyFrom { dirtyFrom = period }
    return Int128(buckets.nano(of: period)) >= nextTrip
  }

  private mutating func addRecent(_ nano: Int64, minute: Int64, oldest: Int64) {
    guard minute >= oldest else { return }
    recent.expire(before: oldest)
    _ = recent.add(nano, to: minute)
  }
}
