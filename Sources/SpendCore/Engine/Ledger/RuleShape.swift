/// Which of the four kinds of windows a rule makes: all that an event has to know of it.
enum RuleShape: UInt8, Sendable {
  case rollingDay, rollingMonth, calendarDay, calendarMonth

  init(_ rule: Rule) {
    self =
      switch (rule.isRolling, rule.unit) {
      case (true, .day): .rollingDay
      case (true, .month): .rollingMonth
      case (false, .day): .calendarDay
      case (false, .month): .calendarMonth
      }
  }

  var isDay: Bool { self == .rollingDay || self == .calendarDay }
  var isRolling: Bool { self == .rollingDay || self == .rollingMonth }

  /// As ``Rule/bucketMinutes``, ``Rule/bucketCount`` and ``Rule/chunkLength``.
  var bucketMinutes: Int64 { isDay ? 1 : 60 }
  var bucketCount: Int64 { isDay ? 1440 : 720 }
  var chunkLength: Int64 { isDay ? 60 : 24 }

  /// First bucket of a rolling window that ends with a minute.
  func oldestBucket(at minute: Int64) -> Int64 {
    Timestamp.floorDivide(minute, bucketMinutes) - bucketCount + 1
  }

  /// The chunk of a bucket. A calendar window has one a period.
  func chunk(of bucket: Int64) -> Int64 {
    isRolling ? Timestamp.floorDivide(bucket, chunkLength) : bucket
  }

  func firstBucket(ofChunkOf bucket: Int64) -> Int64 {
    isRolling ? chunk(of: bucket) * chunkLength : bucket
  }
}
