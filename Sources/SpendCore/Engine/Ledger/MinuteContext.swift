/// What an event of one minute adds to, given the position: buckets, periods, and whether these
/// still take events. Computed once a minute, not once an event.
struct MinuteContext: Sendable {
  var minute: Int64
  /// When the minute starts, and its length: times from there on are in it.
  private var start: Int64
  private var length: UInt64 = 60_000_000
  /// Before the position.
  var isLate: Bool
  var oldestMinute: Int64
  /// First of the minutes that are kept beside the buckets.
  var oldestRecent: Int64
  /// How many these are.
  static var recentMinutes: Int64 { 60 }
  var hour: Int64
  var oldestHour: Int64
  /// The day of 24 hours that the hour is in, by UTC: a chunk of a rolling month.
  var day24: Int64
  /// Of the history.
  var quarter: Int64
  /// Minutes at which the local day and month of the event start, and whether they
  /// still accept events.
  var day: Int64
  var isDayOpen: Bool
  var month: Int64
  var isMonthOpen: Bool
  /// Whether the event's own period is that of the position.
  var isDayCurrent: Bool
  var isMonthCurrent: Bool

  /// Holds no time.
  static let none: MinuteContext = {
    let period = PeriodCache.Period(start: 0, end: 0)
    var context = MinuteContext(minute: 0, position: 0, quarter: 0, day: period, month: period)
    context.length = 0
    return context
  }()

  /// - Parameters:
  ///   - quarter: of the history.
  ///   - day, month: those of the minute.
  init(
    minute: Int64, position: Int64, quarter: Int64, day: PeriodCache.Period,
    month: PeriodCache.Period
  ) {
    self.minute = minute
    self.quarter = quarter
    start = minute &* 60_000_000
    isLate = minute < position
    oldestMinute = position &- 1439
    oldestRecent = position &- (Self.recentMinutes - 1)
    hour = Timestamp.floorDivide(minute, 60)
    oldestHour = Timestamp.floorDivide(position, 60) &- 719
    day24 = Timestamp.floorDivide(hour, 24)
    self.day = day.start
    self.month = month.start
    isDayOpen = position < day.end &+ Ledger.graceMinutes
    isMonthOpen = position < month.end &+ Ledger.graceMinutes
    isDayCurrent = position < day.end
    isMonthCurrent = position < month.end
  }

  /// The calendar period that a window of a shape counts it in; of rolling ones 0.
  func period(of shape: RuleShape) -> Int64 {
    switch shape {
    case .rollingDay, .rollingMonth: 0
    case .calendarDay: day
    case .calendarMonth: month
    }
  }

  /// Whether a time is in the minute.
  @inline(__always)
  func holds(_ time: Timestamp) -> Bool {
    UInt64(bitPattern: time.microseconds &- start) < length
  }
}

/// Keeps the current context in an allocation of its own, so that counting an event loads the
/// fields it needs instead of copying all of them.
struct MinuteContextMemory: ~Copyable {
  let pointer: UnsafeMutablePointer<MinuteContext>

  init() {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: .none)
  }

  deinit { pointer.deallocate() }
}

extension Ledger {
  var context: MinuteContext {
    @inline(__always) _read { yield contextMemory.pointer.pointee }
    @inline(__always) _modify { yield &contextMemory.pointer.pointee }
  }
}

/// Local days and months by the minutes at which they start and end, with the last answer kept.
struct PeriodCache: Sendable {
  struct Period: Sendable, Equatable {
    var start: Int64
    var end: Int64
  }

  let zone: TimeZoneRules
  private var lastDay = Period(start: 0, end: 0)
  private var lastMonth = Period(start: 0, end: 0)

  init(zone: TimeZoneRules) { self.zone = zone }

  mutating func period(_ unit: WindowUnit, at minute: Int64) -> Period {
    let last = unit == .day ? lastDay : lastMonth
    if last.start <= minute, minute < last.end { return last }
    let found = PeriodCache.period(unit, at: minute, zone: zone)
    if unit == .day { lastDay = found } else { lastMonth = found }
    return found
  }

  /// Whole minutes: an edge inside of a minute (local mean times of the 19th century)
  /// counts from the next.
  static func period(_ unit: WindowUnit, at minute: Int64, zone: TimeZoneRules) -> Period {
    let (start, end) = zone.period(unit, containing: Timestamp(minute: minute))
    return Period(start: roundedUp(start), end: roundedUp(end))
  }

  private static func roundedUp(_ time: Timestamp) -> Int64 {
    time.advanced(bySeconds: 59).minute
  }
}
