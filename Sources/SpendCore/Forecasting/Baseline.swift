/// What is usual for a group at an hour of the local week: the median of up to eight past weeks
/// (Semantics, Forecasts).
///
/// Hours before the group's first spend are no history; an hour that local time repeats or skips is
/// one more, or one less, of its week.
package struct Baseline: Sendable {
  /// Weeks that are looked at.
  package static let weeks = 8
  static let hoursOfWeek = 168
  private static let hoursOfDay = 24

  private let spend: HourlySpend
  private let zone: TimeZoneRules
  /// The hours that are known: `[first, before)`.
  private let first: Int
  private let before: Int
  /// By hour of the local week, Monday first: the last eight, newest last.
  private let slots: [[Money]]

  /// - Parameter before: the hour up to which the past goes; it is not part of it.
  /// - Complexity: O(hours of nine weeks).
  package init(_ spend: HourlySpend, before: Int, zone: TimeZoneRules) {
    self.spend = spend
    self.zone = zone
    let end = min(max(before, 0), spend.hours.count)
    self.before = end
    first = min(spend.firstSpend ?? end, end)
    var slots = [[Money]](repeating: [], count: Self.hoursOfWeek)
    for hour in max(first, end - Self.weeks * Self.hoursOfWeek)..<end {
      slots[Self.slot(spend.startOfHour(hour), zone)].append(spend.hours[hour])
    }
    self.slots = slots.map { Array($0.suffix(Self.weeks)) }
  }

  static func slot(_ seconds: Int64, _ zone: TimeZoneRules) -> Int {
    let local = Timestamp.floorDivide(seconds + zone.offsetSeconds(at: seconds), 3600)
    // 1970 began on a Thursday.
    let hour = (local + 3 * 24) % Int64(hoursOfWeek)
    return Int(hour < 0 ? hour + Int64(hoursOfWeek) : hour)
  }

  package var hasDay: Bool { before - first >= Self.hoursOfDay }
  package var hasTwoWeeks: Bool { before - first >= 2 * Self.hoursOfWeek }

  /// The spend of the last 24 hours.
  package var lastDay: Money { spend.sum(before - Self.hoursOfDay..<before) }

  /// The medians by hour of the local week; nothing for hours that never were.
  package var profile: [Money] { slots.map { Self.median($0) } }

  /// What is usual at an hour: of its hour of the week with three past weeks or more, else of the
  /// last seven days; nil with less than a day of history.
  package func usual(_ hour: Int) -> (median: Money, deviation: Money, largest: Money)? {
    guard hasDay else { return nil }
    let slot = slots[Self.slot(spend.startOfHour(hour), zone)]
    let known =
      slot.count >= 3
      ? slot : Array(spend.hours[max(first, before - Self.hoursOfWeek)..<before])
    let median = Self.median(known)
    let deviation = Self.median(known.map { Money(nano: abs(($0 - median).nano)) })
    return (median, deviation, known.max() ?? .zero)
  }

  /// Of an even number the mean of the middle two, rounded down; nothing of none.
  static func median(_ values: [Money]) -> Money {
    guard !values.isEmpty else { return .zero }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    guard sorted.count.isMultiple(of: 2) else { return sorted[middle] }
    let sum = Int128(sorted[middle - 1].nano) + Int128(sorted[middle].nano)
    return Money(nano: Int64(clamping: sum / 2))
  }
}
