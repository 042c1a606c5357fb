/// The rule at the end of a time zone file: a POSIX `TZ` string with the extensions of RFC 8536,
/// such as `CET-1CEST,M3.5.0,M10.5.0/3`, `<-03>3` or `IST-1GMT0,M10.5.0,M3.5.0/1`.
///
/// Grammar: `std offset [dst [offset] [,start[/time],end[/time]]]`. Offsets count west of
/// Greenwich, times of day reach ±167 hours. Both of a rule's times are local: the start in
/// standard time, the end in daylight time.
struct PosixTimeZone {
  /// Seconds ahead of UTC.
  private(set) var standardOffsetSeconds: Int64
  private var daylight: Daylight?

  private struct Daylight {
    var offsetSeconds: Int64
    var start: YearlyMoment
    var end: YearlyMoment
  }

  /// - Returns: nil when the text does not follow the grammar to its end.
  init?(_ text: some Collection<UInt8>) {
    var scanner = Scanner(rest: Array(text)[...])
    guard scanner.name(), let west = scanner.clock(maxHours: 25) else { return nil }
    standardOffsetSeconds = -west
    guard !scanner.rest.isEmpty else { return }
    guard scanner.name() else { return nil }
    var offset = standardOffsetSeconds + 3600
    if scanner.rest.first != UInt8(ascii: ",") {
      guard let west = scanner.clock(maxHours: 25) else { return nil }
      offset = -west
    }
    guard scanner.take(","), let start = scanner.moment(), scanner.take(","),
      let end = scanner.moment(), scanner.rest.isEmpty
    else { return nil }
    daylight = Daylight(offsetSeconds: offset, start: start, end: end)
  }

  /// The changes of offset after an instant, ascending; from 1970 on when there is none.
  func transitions(
    after instant: Int64?, throughYear last: Int64
  ) -> [TimeZoneRules.Transition] {
    guard let daylight else { return [] }
    // A year before, because a time of day may be negative and reach into the year before its own.
    let day = instant.map { Timestamp.floorDivide($0, 86_400) } ?? 0
    let first = max(CivilDate(day: day).year - 1, 1969)
    guard first <= last else { return [] }
    var all: [TimeZoneRules.Transition] = []
    for year in first...last {
      all.append(
        .init(
          at: daylight.start.localSeconds(year: year) - standardOffsetSeconds,
          offsetSeconds: daylight.offsetSeconds))
      all.append(
        .init(
          at: daylight.end.localSeconds(year: year) - daylight.offsetSeconds,
          offsetSeconds: standardOffsetSeconds))
    }
    // By instant, and in the order of the years where two meet: the start of a year replaces the
    // end before.
    let ordered = all.enumerated().sorted {
      ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
    }
    return ordered.map(\.element).filter { $0.at > instant ?? .min }
  }
}

/// A moment of every year, in local time.
private struct YearlyMoment {
  enum Day {
    /// 1 to 365; 29 February is never counted.
    case julian(Int64)
    /// 0 to 365; 29 February is counted.
    case ordinal(Int64)
    /// `M3.5.0`: the fifth (that is, last) Sunday of March.
    case weekday(month: Int64, week: Int64, day: Int64)
  }

  var day: Day
  var secondsOfDay: Int64

  /// Seconds since 1970 as if local time were UTC.
  func localSeconds(year: Int64) -> Int64 {
    let newYear = CivilDate(year: year, month: 1, day: 1).dayNumber
    switch day {
    case .ordinal(let number): return (newYear + number) * 86_400 + secondsOfDay
    case .julian(let number):
      let march = CivilDate(year: year, month: 3, day: 1).dayNumber
      let isLeap = march - newYear == 60
      let shift: Int64 = isLeap && number >= 60 ? 1 : 0
      return (newYear + number - 1 + shift) * 86_400 + secondsOfDay
    case .weekday(let month, let week, let weekday):
      let first = CivilDate(year: year, month: month, day: 1)
      let start = first.dayNumber
      let end = first.startOfNextMonth.dayNumber
      // 1970-01-01 was a Thursday, the fourth day after Sunday.
      let startWeekday = floorModulo(start + 4, 7)
      var number = start + floorModulo(weekday - startWeekday, 7) + (week - 1) * 7
      while number >= end { number -= 7 }
      return number * 86_400 + secondsOfDay
    }
  }

  private func floorModulo(_ a: Int64, _ b: Int64) -> Int64 {
    a - Timestamp.floorDivide(a, b) * b
  }
}

/// Takes the parts of the text off its front.
private struct Scanner {
  var rest: ArraySlice<UInt8>

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// An abbreviation: letters, or anything between angle brackets.
  mutating func name() -> Bool {
    if take("<") {
      guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
      rest = rest[(end + 1)...]
      return true
    }
    let letters = rest.prefix {
      ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
    }
    rest = rest[letters.endIndex...]
    return letters.count >= 3
  }

  mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard (1...4).contains(digits.count) else { return nil }
    rest = rest[digits.endIndex...]
    let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    return range.contains(value) ? value : nil
  }

  /// `[+-]hh[:mm[:ss]]` as seconds.
  mutating func clock(maxHours: Int64) -> Int64? {
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    guard var seconds = number(0...maxHours).map({ $0 * 3600 }) else { return nil }
    if take(":") {
      guard let minutes = number(0...59) else { return nil }
      seconds += minutes * 60
      if take(":") {
        guard let part = number(0...59) else { return nil }
        seconds += part
      }
    }
    return isNegative ? -seconds : seconds
  }

  mutating func moment() -> YearlyMoment? {
    let day: YearlyMoment.Day
    if take("M") {
      guard let month = number(1...12), take("."), let week = number(1...5), take("."),
        let weekday = number(0...6)
      else { return nil }
      day = .weekday(month: month, week: week, day: weekday)
    } else if take("J") {
      guard let number = number(1...365) else { return nil }
      day = .julian(number)
    } else {
      guard let number = number(0...365) else { return nil }
      day = .ordinal(number)
    }
    guard take("/") else { return YearlyMoment(day: day, secondsOfDay: 7200) }
    guard let time = clock(maxHours: 167) else { return nil }
    return YearlyMoment(day: day, secondsOfDay: time)
  }
}
