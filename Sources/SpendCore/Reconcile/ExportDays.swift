/// The days that exports are of.
package struct ExportDays: Hashable, Sendable {
  /// Ascending, apart from each other.
  private(set) var ranges: [Range<Int64>] = []
  /// Of which an export has only a part: nothing can be said of these.
  private(set) var partial: Set<Int64> = []

  /// - Complexity: O(stretches × log stretches).
  init(_ stretches: [Range<Int64>], _ zone: TimeZoneRules) {
    var touched: [Range<Int64>] = []
    for stretch in Self.merged(stretches) {
      let (start, end) = (
        Timestamp(microseconds: stretch.lowerBound), Timestamp(microseconds: stretch.upperBound)
      )
      let days = zone.days(from: start, to: end)
      if zone.start(of: CivilDate(day: days.lowerBound)) < start { partial.insert(days.lowerBound) }
      if zone.start(of: CivilDate(day: days.upperBound)) > end {
        partial.insert(days.upperBound - 1)
      }
      touched.append(days)
    }
    ranges = Self.merged(touched)
  }

  package var first: Int64? { ranges.first?.lowerBound }
  /// The day after the last.
  package var end: Int64? { ranges.last?.upperBound }

  func contains(_ day: Int64) -> Bool { Self.contains(ranges, day) }

  /// Ascending, and one where they touch. O(ranges × log ranges).
  static func merged(_ ranges: [Range<Int64>]) -> [Range<Int64>] {
    var merged: [Range<Int64>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  /// - Parameter ranges: as ``merged(_:)`` makes them.
  /// - Complexity: O(log ranges).
  static func contains(_ ranges: [Range<Int64>], _ day: Int64) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= day { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(day)
  }
}

extension ExportSums {
  /// Whether amounts are compared, or only tokens and calls.
  package var hasMoney: Bool { stretches[.money] != nil || stretches[.usage] == nil }

  /// Nothing of all that the export speaks of: what a total has where no row is added to it.
  var nothing: Reconciliation.Side {
    var side = Reconciliation.Side()
    if hasMoney { side.cost = .zero }
    for sum in sums.values {
      if sum.calls != nil { side.calls = 0 }
      if sum.inputTokens != nil { side.inputTokens = 0 }
      if sum.outputTokens != nil { side.outputTokens = 0 }
    }
    return side
  }

  /// What is compared: where there are amounts, the days of these.
  package var days: ExportDays {
    let content: Content = hasMoney ? .money : .usage
    return ExportDays(
      (stretches[content] ?? []) + (stretches[.unknown] ?? []), query.zone)
  }

  /// The dimensions of the rows: those asked for, without the model where nobody asked for it and
  /// the export has none.
  package func dimensions() throws(ExportFailure) -> [String] {
    // Amounts without a model cannot be told apart by the usage beside them.
    let known = hasMoney ? known.money : known.any
    let missing = query.others.filter { !known.contains($0) }
    guard !sums.isEmpty, let first = missing.first else { return query.dimensions }
    if query.isUsual { return query.dimensions.filter { !missing.contains($0) } }
    let names = [ReconcileQuery.day] + known.sorted()
    throw ExportFailure(
      "--by: nothing in the export has '\(first)'; it has \(names.joined(separator: ", "))")
  }
}
