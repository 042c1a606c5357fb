/// What a group spent in each hour, without a gap; hours are those of a time zone whose offset is a
/// whole number of hours from the first one's.
package struct HourlySpend: Hashable, Sendable {
  /// Seconds since 1970 at which the first hour begins.
  package let start: Int64
  package private(set) var hours: [Money]

  package init(start: Int64, hours: [Money]) { (self.start, self.hours) = (start, hours) }

  /// - Parameter count: of hours, in which nothing was spent so far.
  package init(start: Int64, count: Int) {
    self.init(start: start, hours: [Money](repeating: .zero, count: max(0, count)))
  }

  package var end: Int64 { start + Int64(hours.count) * 3600 }

  /// A time outside of the hours adds nothing.
  package mutating func add(_ cost: Money, at seconds: Int64) {
    let index = index(at: seconds)
    if hours.indices.contains(index) { hours[index] += cost }
  }

  /// The hour that holds a time; outside of the indices for one before or after them all.
  package func index(at seconds: Int64) -> Int {
    Int(clamping: Timestamp.floorDivide(seconds - start, 3600))
  }

  func startOfHour(_ index: Int) -> Int64 { start + Int64(index) * 3600 }

  /// The spend of some hours; those that are not there count as nothing.
  package func sum(_ range: Range<Int>) -> Money {
    hours[range.clamped(to: hours.indices)].reduce(.zero, +)
  }

  /// The first hour in which anything was spent: what came before is no history.
  var firstSpend: Int? { hours.firstIndex { $0 > .zero } }
}
