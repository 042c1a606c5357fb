/// A limit for next month out of what was spent (Semantics, Suggestions): the 95th percentile of
/// the days, or of 30 days, with headroom, rounded up to two digits, and then raised until it would
/// have alerted no more often than is wanted.
package struct BudgetSuggestion: Hashable, Sendable {
  package struct Options: Hashable, Sendable {
    package var unit = WindowUnit.day
    package var headroomPercent: Int64 = 20
    /// So many alerts in so many days, all levels together.
    package var mostAlerts: Int64 = 2
    package var alertDays: Int64 = 30
    /// Percents that alert; above 100 every doubling does too.
    package var percents: [Int64] = [80, 100]

    package init() {}
  }

  /// What was spent in an hour that begins at `start`, in seconds since 1970.
  package struct Hour: Hashable, Sendable {
    package var start: Int64
    package var cost: Money

    package init(start: Int64, cost: Money) { (self.start, self.cost) = (start, cost) }
  }

  package var limit: Money
  /// Days on which something was spent.
  package var days: Int
  package var median: Money
  package var percentile95: Money
  package var largest: Money
  /// That the limit would have given.
  package var alerts: Int
  /// From the first day to the last one.
  package var span: Int

  /// - Parameters:
  ///   - hours: ascending, each start once.
  ///   - zone: of the days.
  /// - Returns: nil with fewer than seven days on which something was spent.
  /// - Complexity: O(hours × limits that are tried), at most a few hundred of these.
  package init?(hours: [Hour], zone: TimeZoneRules, _ options: Options) {
    var days: [Int64: Money] = [:]
    for hour in hours where hour.cost > .zero {
      days[zone.localDate(at: Timestamp(seconds: hour.start)).dayNumber, default: .zero] +=
        hour.cost
    }
    guard days.count >= BudgetGuess.enoughDays, let first = days.keys.min(),
      let last = days.keys.max()
    else { return nil }
    span = Int(last - first + 1)
    let sums = options.unit == .day ? Array(days.values) : Self.months(days, first...last)
    guard let guess = BudgetGuess(days: sums, headroomPercent: options.headroomPercent) else {
      return nil
    }
    self.days = days.count
    (median, percentile95, largest) = (guess.median, guess.percentile95, guess.largest)
    limit = guess.limit
    alerts = Self.alerts(hours, limit, options)
    while Int64(alerts) * options.alertDays > options.mostAlerts * Int64(span),
      limit < Money(nano: .max / 4)
    {
      limit = BudgetGuess.roundedUp(Money(nano: limit.nano + 1))
      alerts = Self.alerts(hours, limit, options)
    }
  }

  /// For each day what the 30 days up to it cost; of fewer days, as if they had gone on so.
  private static func months(_ days: [Int64: Money], _ all: ClosedRange<Int64>) -> [Money] {
    var sum: Int128 = 0
    var sums: [Money] = []
    for day in all {
      sum += Int128(days[day]?.nano ?? 0)
      if day - 30 >= all.lowerBound { sum -= Int128(days[day - 30]?.nano ?? 0) }
      let count = Int128(min(30, day - all.lowerBound + 1))
      if count >= Int128(BudgetGuess.enoughDays) {
        sums.append(Money(nano: Int64(clamping: sum * 30 / count)))
      }
    }
    return sums
  }

  /// How often a rolling window over the hours passes its thresholds from below.
  static func alerts(_ hours: [Hour], _ limit: Money, _ options: Options) -> Int {
    let length: Int64 = options.unit == .day ? 86_400 : 30 * 86_400
    var oldest = 0
    var sum: Int128 = 0
    var passed: Int64 = 0
    var alerts = 0
    for hour in hours {
      while hours[oldest].start <= hour.start - length {
        sum -= Int128(hours[oldest].cost.nano)
        oldest += 1
      }
      passed = min(passed, level(sum, limit, options))
      sum += Int128(hour.cost.nano)
      let level = level(sum, limit, options)
      if level > passed { alerts += Int(level - passed) }
      passed = level
    }
    return alerts
  }

  /// How many thresholds a spend has passed.
  private static func level(_ spend: Int128, _ limit: Money, _ options: Options) -> Int64 {
    func isPassed(_ percent: Int64) -> Bool { spend * 100 >= Int128(limit.nano) * Int128(percent) }
    var level = Int64(options.percents.count { isPassed($0) })
    var percent: Int64 = 200
    while percent < 1 << 40, isPassed(percent) {
      level += 1
      percent *= 2
    }
    return level
  }
}
