/// The end of a first read: what is over its limit then is told once, as of now, and pages nobody
/// (Semantics, First read).
extension Engine {
  /// The later of position and clock.
  var judgementMinute: Int64 { max(position ?? .min, clock.minute) }

  /// What was read for the first time since the last judgement; nil: nothing, and it is one after a
  /// reload.
  ///
  /// - Precondition: no source is new.
  mutating func drainFirstReads() -> AlertDetails.FirstRead? {
    guard sources.contains(where: { $0.firstRead != nil }) else { return nil }
    var sum = AlertDetails.FirstRead()
    sum.isStart = sources.allSatisfy { $0.firstRead != nil }
    for index in sources.indices {
      guard let read = sources[index].firstRead else { continue }
      sum.add(calls: read.calls, since: read.since)
      sources[index].firstRead = nil
      sources[index].isDirty = true
    }
    log.markChanged()
    return sum
  }
}

extension AlertDetails.FirstRead {
  mutating func add(calls more: Int64, since time: Timestamp?) {
    calls = calls.addingCount(more)
    guard let time else { return }
    since = min(since ?? time, time)
  }
}
