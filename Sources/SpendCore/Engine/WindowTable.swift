/// The windows by number, found by rule and group. Numbers of windows that are gone are empty
/// places.
///
/// Reading and writing through the subscript copies a window, which is for everything that happens
/// seldom; the path of every event goes to `slots` and changes what stands there, because a copy is
/// a dozen reference counts.
struct WindowTable: ~Copyable {
  /// An empty place has no rule.
  var slots = Table<SpendWindow>()
  /// By number: the day, since 1970, before which the daily sweep has nothing to do with what is
  /// there. What happens seldom makes it due at once; events only put it off.
  var sweepDays: [Int64] = []
  private(set) var index: WindowIndex

  private static let empty = SpendWindow(rule: -1, group: [])

  init(hashSeed: UInt64) { index = WindowIndex(seed: hashSeed) }

  init(count: Int, hashSeed: UInt64) {
    slots = Table(repeating: WindowTable.empty, count: count)
    sweepDays = [Int64](repeating: .min, count: count)
    index = WindowIndex(seed: hashSeed)
  }

  var count: Int { slots.count }
  /// Of windows that are found.
  var liveCount: Int { index.count }
  var indices: Range<Int> { slots.indices }

  subscript(number: Int) -> SpendWindow? {
    get { slots[number].rule < 0 ? nil : slots[number] }
    set {
      slots[number] = newValue ?? WindowTable.empty
      sweepDays[number] = .min
    }
  }

  /// As through the subscript, without a copy.
  mutating func put(_ window: consuming SpendWindow, _ number: Int) {
    slots[number] = consume window
    sweepDays[number] = .min
  }

  mutating func append(_ window: consuming SpendWindow) {
    slots.append(consume window)
    sweepDays.append(.min)
  }

  /// Its number, if it was entered. O(values of the group).
  func find(_ rule: Int, _ group: [UInt32]) -> Int? {
    index.find(index.hash(rule, group)) { number in
      let window = slots.pointer(number)
      return window.pointee.rule == rule && window.pointee.group == group
    }
  }

  /// Whoever asks for its rule and group finds the window from now on.
  ///
  /// - Precondition: there is no other of them.
  mutating func enter(_ number: Int, _ rule: Int, _ group: [UInt32]) {
    index.add(number, index.hash(rule, group))
  }

  mutating func leave(_ number: Int, _ rule: Int, _ group: [UInt32]) {
    index.remove(number, index.hash(rule, group))
  }

  /// The groups have other symbols now.
  mutating func enterAnew() {
    index = WindowIndex(seed: index.seed)
    for number in indices where slots[number].rule >= 0 {
      enter(number, slots[number].rule, slots[number].group)
    }
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
