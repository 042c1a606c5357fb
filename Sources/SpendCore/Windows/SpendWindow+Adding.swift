/// Counting an event. Both answer whether the spend has come to where a threshold may be crossed.
extension SpendWindow {
  /// - Parameters:
  ///   - oldest: first bucket of the window; older ones expire now.
  ///   - chunk: that of the bucket.
  @inline(__always)
  mutating func addRolling(
    _ nano: Int64, bucket: Int64, oldest: Int64, chunk: Int64, chunkLength: Int64,
    labelSet: UInt32, hint: inout UInt32
  ) -> Bool {
    if buckets.oldest < oldest { expire(before: oldest, chunkLength: chunkLength) }
    _ = buckets.add(nano, to: bucket)
    shares.add(nano, chunk: chunk, labelSet: labelSet, hint: &hint)
    if bucket < dirtyFrom { dirtyFrom = bucket }
    return buckets.sum >= nextTrip
  }

  /// A chunk goes with its last live bucket, as it does in the state: what a restart finds is what was there.
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
  mutating func addCalendar(
    _ nano: Int64, period: Int64, labelSet: UInt32, hint: inout UInt32
  ) -> Bool {
    _ = buckets.add(nano, to: period)
    shares.add(nano, chunk: period, labelSet: labelSet, hint: &hint)
    if period < dirtyFrom { dirtyFrom = period }
    return Int128(buckets.nano(of: period)) >= nextTrip
  }

  /// Of the windows that keep minutes beside their buckets.
  @inline(__always)
  mutating func addRecent(_ nano: Int64, minute: Int64, oldest: Int64) {
    guard minute >= oldest else { return }
    recent.expire(before: oldest)
    _ = recent.add(nano, to: minute)
  }
}
