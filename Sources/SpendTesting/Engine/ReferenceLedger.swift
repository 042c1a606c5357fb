package import SpendCore

/// A second, obvious of windows and alerts (Semantics, Windows) for one rule and one group: it
/// keeps every event, adds them all up again for every question, and walks every minute between two
/// events. Slow, and right by looking at it.
package struct ReferenceLedger {
  /// What an alert says, of which nothing is taken from the engine.
  package struct Fact: Hashable, Sendable, CustomStringConvertible {
    package var percent: Int64
    package var isFiring: Bool
    /// Of the event that crossed; of a resolve, the edge.
    package var time: Timestamp
    /// The window, `[start, end)`, in minutes.
    package var start: Int64
    package var end: Int64
    /// Spend of the hour that ends with the minute of the position; nil of a resolve.
    package var hourNano: Int64?

    package init(
      percent: Int64, isFiring: Bool, time: Timestamp, start: Int64, end: Int64, hourNano: Int64?
    ) {
      self.percent = percent
      self.isFiring = isFiring
      self.time = time
      self.start = start
      self.end = end
      self.hourNano = hourNano
    }

    package var description: String {
      let hour = hourNano.map { " \($0) an hour" } ?? ""
      return "\(isFiring ? "+" : "-")\(percent)@\(time) [\(start), \(end))\(hour)"
    }
  }

  private struct Crossed {
    var percent: Int64
    var period: Int64
    var isFiring: Bool
  }

  private let unit: WindowUnit
  private let isRolling: Bool
  private let limit: Int128
  private let percents: [Int64]
  private let zone: TimeZoneRules
  private var periods: [Int64: (start: Int64, end: Int64)] = [:]
  private var events: [(minute: Int64, nano: Int64)] = []
  private var held: [Crossed] = []
  private var position: Int64?
  package private(set) var facts: [Fact] = []

  package init(unit: WindowUnit, kind: WindowKind, limit: Money, zone: TimeZoneRules) {
    self.unit = unit
    isRolling = kind == .rolling
    self.limit = Int128(limit.nano)
    self.zone = zone
    percents = [80, 100] + (1...40).map { 100 << $0 }
  }

  package mutating func take(time: Timestamp, nano: Int64, countsHere: Bool) {
    let minute = time.minute
    if let last = position, minute > last {
      for edge in (last + 1)...minute where !held.isEmpty { pass(edge) }
    }
    position = max(position ?? minute, minute)
    guard countsHere, accepts(minute) else { return }
    events.append((minute, nano))
    let period = isRolling ? 0 : start(of: minute)
    let spend = spend(period: period, at: position ?? minute)
    let highest = held.filter { $0.period == period }.map(\.percent).max() ?? 0
    let crossed = percents.filter { $0 > highest && spend * 100 >= limit * Int128($0) }
    guard let top = crossed.last else { return }
    held += crossed.map { Crossed(percent: $0, period: period, isFiring: $0 == top) }
    let now = position ?? minute
    let window = window(period: period, at: now)
    let hourNano = events.filter { $0.minute > now - 60 && $0.minute <= now }
      .reduce(0) { $0 + $1.nano }
    facts.append(
      Fact(
        percent: top, isFiring: true, time: time, start: window.start, end: window.end,
        hourNano: hourNano))
    if !isRolling { resolveEnded(at: position ?? minute) }
  }

  private mutating func pass(_ edge: Int64) {
    guard isRolling else { return resolveEnded(at: edge) }
    let spend = spend(period: 0, at: edge)
    for entry in held.sorted(by: { $0.percent > $1.percent })
    where spend * 10_000 < limit * Int128(entry.percent) * 95 {
      if entry.isFiring {
        appendResolve(of: entry, at: edge, window(period: 0, at: edge))
      }
      held.removeAll { $0.percent == entry.percent }
    }
  }

  private mutating func resolveEnded(at minute: Int64) {
    for index in held.indices where held[index].isFiring {
      let end = end(of: held[index].period)
      if end <= minute {
        appendResolve(of: held[index], at: end, (held[index].period, end))
        held[index].isFiring = false
      }
    }
  }

  private mutating func appendResolve(
    of entry: Crossed, at edge: Int64, _ window: (start: Int64, end: Int64)
  ) {
    facts.append(
      Fact(
        percent: entry.percent, isFiring: false, time: Timestamp(minute: edge),
        start: window.start, end: window.end, hourNano: nil))
  }

  private mutating func accepts(_ minute: Int64) -> Bool {
    guard let position else { return true }
    if isRolling {
      return unit == .day ? minute > position - 1440 : hour(minute) > hour(position) - 720
    }
    return position < end(of: minute) + 1440
  }

  private mutating func spend(period: Int64, at position: Int64) -> Int128 {
    events.reduce(Int128(0)) { sum, event in
      let isInside: Bool
      if !isRolling {
        isInside = start(of: event.minute) == period
      } else if unit == .day {
        isInside = event.minute > position - 1440
      } else {
        isInside = hour(event.minute) > hour(position) - 720
      }
      return isInside ? sum + Int128(event.nano) : sum
    }
  }

  private func hour(_ minute: Int64) -> Int64 { Timestamp.floorDivide(minute, 60) }

  private mutating func start(of minute: Int64) -> Int64 { period(holding: minute).start }

  private mutating func end(of minute: Int64) -> Int64 { period(holding: minute).end }

  /// A calendar period by its first minute; a rolling window by the position: a day ends with its
  /// minute, and a month, which goes by hours, with its hour.
  private mutating func window(period: Int64, at position: Int64) -> (start: Int64, end: Int64) {
    guard isRolling else { return (period, end(of: period)) }
    return unit == .day
      ? (position - 1439, position + 1) : ((hour(position) - 719) * 60, (hour(position) + 1) * 60)
  }

  /// The minutes around one that have its local day, or month, found by walking from it.
  private mutating func period(holding minute: Int64) -> (start: Int64, end: Int64) {
    let name = localName(minute)
    if let known = periods[name] { return known }
    var found = (start: minute, end: minute + 1)
    while localName(found.start - 1) == name { found.start -= 1 }
    while localName(found.end) == name { found.end += 1 }
    periods[name] = found
    return found
  }

  /// Number of the local day since 1970, or of the month, counted by the lengths of months.
  private func localName(_ minute: Int64) -> Int64 {
    let seconds = minute * 60
    let offset =
      zone.transitions.last { $0.at <= seconds }?.offsetSeconds ?? zone.initialOffsetSeconds
    let day = Timestamp.floorDivide(seconds + offset, 86_400)
    return unit == .day ? day : Self.month(of: day)
  }

  private static let lengths: [Int64] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

  private static func month(of day: Int64) -> Int64 {
    // From 2020-01-01 on.
    var rest = day - 18_262
    var month: Int64 = 600
    while true {
      let year = 1970 + month / 12
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let length = lengths[Int(month % 12)] + (isLeap && month % 12 == 1 ? 1 : 0)
      guard rest >= length else { return month }
      rest -= length
      month += 1
    }
  }
}
