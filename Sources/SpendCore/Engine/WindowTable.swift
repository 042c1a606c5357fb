/// The windows by number. Numbers of windows that are gone are empty places.
///
/// Reading and writing through the subscript copies a window, which is for everything that happens seldom; the path of
/// every event goes to `slots` and changes what stands there, because a copy is a dozen reference counts.
struct WindowTable: ~Copyable {
  /// An empty place has no rule.
  var slots = Table<SpendWindow>()
  /// By number: the day, since 1970, before which the daily sweep has nothing to do with what is there. What happens
  /// seldom makes it due at once; events only put it off.
  var sweepDays: [Int64] = []

  private static let empty = SpendWindow(rule: -1, group: [])

  init() {}

  init(count: Int) {
    slots = Table(repeating: WindowTable.empty, count: count)
    sweepDays = [Int64](repeating: .min, count: count)
  }

  var count: Int { slots.count }
  var indices: Range<Int> { slots.indices }

  subscript(number: Int) -> SpendWindow? {
    get { slots[number].rule < 0 ? nil : slots[number] }
    set {
      slots[number] = newValue ?? WindowTable.empty
      sweepDays[number] = .min
    }
  }

  mutating func append(_ window: SpendWindow) {
    slots.append(window)
    sweepDays.append(.min)
  }
}

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

  /// The chunk of a bucket. A calendar window has one a period.
  func chunk(of bucket: Int64) -> Int64 {
    isRolling ? Timestamp.floorDivide(bucket, chunkLength) : bucket
  }

  func firstBucket(ofChunkOf bucket: Int64) -> Int64 {
    isRolling ? chunk(of: bucket) * chunkLength : bucket
  }
}
