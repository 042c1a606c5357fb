package import SpendCore

/// A second, obvious of windows and alerts (Semantics, Windows) for one rule and one group: it
/// keeps every event, adds them all up again for every question, and walks every minute between two
/// events. Slow, and right by looking at it.
package struct ReferenceLedger {
  package struct Fact: Hashable, Sendable, CustomStringConvertible {
    package var percent: Int64
    package var isFiring: Bool
    /// Position of a crossing; edge of a resolve.
    package var minute: Int64

    package init(percent: Int64, isFiring: Bool, minute: Int64) {
      self.percent = percent
      self.isFiring = isFiring
      self.minute = minute
    }

    package var description: String { "\(isFiring ? "+" : "-")\(percent)@\(minute)" }
  }

  private struct Latched {
    var percent: Int64
    var period: Int64
    var isFiring: Bool
  }

  private let unit: WindowUnit
  private let isRolling: Bool
  private let limit: Int128
  private let percents: [Int64]
  private let zone: TimeZoneRules
  private var events: [(minute: Int64, nano: Int64)] = []
  private var latched: [Latched] = []
  private var position: Int64?
  package private(set) var facts: [Fact] = []

  package init(unit: WindowUnit, kind: WindowKind, limit: Money, zone: TimeZoneRules) {
    self.unit = unit
    isRolling = kind == .rolling
    self.limit = Int128(limit.nano)
    self.zone = zone
    percents = [80, 100] + (1...40).map { 100 << $0 }
  }

  package mutating func take(minute: Int64, nano: Int64, countsHere: Bool) {
    if let last = position, minute > last {
      for edge in (last + 1)...minute where !latched.isEmpty { pass(edge) }
    }
    position = max(position ?? minute, minute)
    guard countsHere, accepts(minute) else { return }
    events.append((minute, nano))
    let period = isRolling ? 0 : start(of: minute)
    let spend = spend(period: period, at: position ?? minute)
    let highest = latched.filter { $0.period == period }.map(\.percent).max() ?? 0
    let crossed = percents.filter { $0 > highest && spend * 100 >= limit * Int128($0) }
    guard let top = crossed.last else { return }
    latched += crossed.map { Latched(percent: $0, period: period, isFiring: $0 == top) }
    facts.append(Fact(percent: top, isFiring: true, minute: position ?? minute))
    if !isRolling { resolveEnded(at: position ?? minute) }
  }

  private mutating func pass(_ edge: Int64) {
    guard isRolling else { return resolveEnded(at: edge) }
    let spend = spend(period: 0, at: edge)
    for entry in latched.sorted(by: { $0.percent > $1.percent })
    where spend * 10_000 < limit * Int128(entry.percent) * 95 {
      if entry.isFiring {
        facts.append(Fact(percent: entry.percent, isFiring: false, minute: edge))
      }
      latched.removeAll { $0.percent == entry.percent }
    }
  }

  private mutating func resolveEnded(at minute: Int64) {
    for index in latched.indices where latched[index].isFiring {
      let end = end(of: latched[index].period)
      if end <= minute {
        facts.append(Fact(percent: latched[index].percent, isFiring: false, minute: end))
        latched[index].isFiring = false
      }
    }
  }

  private func accepts(_ minute: Int64) -> Bool {
    guard let position else { return true }
    if isRolling {
      return unit == .day ? minute > position - 1440 : hour(minute) > hour(position) - 720
    }
    return position < end(of: minute) + 1440
  }

  private func spend(period: Int64, at position: Int64) -> Int128 {
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

  private func start(of minute: Int64) -> Int64 {
    zone.period(unit, containing: Timestamp(minute: minute)).start.minute
  }

  private func end(of minute: Int64) -> Int64 {
    zone.period(unit, containing: Timestamp(minute: minute)).end.minute
  }
}
