/// Adds up the history of a state for a report: what was counted by quarters of an hour, older
/// quarters by hours, older hours by days (SPEC 5).
///
/// The history knows no more than its dimensions, and no finer times than these; what it cannot
/// answer exactly it does not answer.
package struct HistoryTally {
  /// Why the history does not say what was asked for.
  package enum Failure: Error, Hashable, Sendable {
    /// A dimension that is not kept, and those that are.
    case dimension(String, kept: [String])
    /// A dimension that is kept since then.
    case since(String, Timestamp)
    /// A sum that is not kept (``ReportQuery/details``).
    case details
    /// Different values, which are not kept either.
    case counting(String)
    /// A time in the midst of what is kept as one: `[start, end)`.
    case time(Timestamp, start: Timestamp, end: Timestamp)
    /// A row of the report would end in the midst of it.
    case period(start: Timestamp, end: Timestamp)
  }

  private let query: ReportQuery
  private let periods: ReportPeriods
  /// Number + 1 of the group of each label set; 0: not asked for.
  private var groups: [Int] = []
  private var values: [[ExactText]] = []
  private var isUntagged: [Bool] = []
  private var sums: [ReportSums]
  private var part = ReportPart()
  private var start = Int64.min
  private var isInside = false
  private var periodEnd = Timestamp(microseconds: .min)
  private var number: Int64?
  private var failure: Failure?
  /// Names of the conditions and dimensions of the query.
  private let asked: [String]
  /// By label set: which of these it does not have.
  private var lacking: [Set<String>] = []
  /// Up to where in the time that is asked for each of these was not kept.
  private var lackingUntil: [String: Timestamp] = [:]
  private var labelNames: [[String]] = []
  /// By label set: no row of it came yet.
  private var isNew: [Bool] = []
  /// What rows have in that time.
  private var kept: [String] = []

  /// - Parameter labelSets: of the state, by number.
  package init(_ query: ReportQuery, labelSets: [[LabelPair]]) throws(Failure) {
    self.query = query
    periods = ReportPeriods(query)
    asked = query.match.conditions.map(\.dimension) + query.dimensions
    if let counted = query.counted { throw .counting(counted) }
    guard query.details.isEmpty else { throw .details }
    var known: [[ExactText]: Int] = [:]
    for pairs in labelSets {
      labelNames.append(pairs.map(\.name))
      isNew.append(true)
      lacking.append(Set(asked).subtracting(pairs.map(\.name)))
      func value(_ dimension: String) -> String {
        pairs.first { $0.name == dimension }.map { Catalog.value(stored: $0.value) } ?? ""
      }
      for condition in query.match.conditions where !value(condition.dimension).isEmpty {
        part.seenDimensions.insert(condition.dimension)
      }
      guard query.match.conditions.allSatisfy({ $0.matches(value($0.dimension)) }) else {
        groups.append(0)
        continue
      }
      let isUntagged = value(Dimension.feature) == Dimension.untagged
      let row = query.dimensions.map { ExactText(value($0)) }
      // What has no feature is a group of its own, to be told apart in every row.
      let key = row + [ExactText(isUntagged ? "untagged" : "")]
      let group = known[key] ?? values.count
      if group == values.count {
        known[key] = group
        values.append(row)
        self.isUntagged.append(isUntagged)
      }
      groups.append(group + 1)
    }
    sums = [ReportSums](repeating: ReportSums(), count: values.count)
  }

  /// - Parameter row: fastest in the order of starts.
  package mutating func add(_ row: HistoryRow) {
    if row.start.microseconds != start { enter(row) }
    guard isInside else {
      part.eventsOutside += 1
      return
    }
    let set = Int(row.labelSet)
    guard set < groups.count else { return }
    if isNew[set] {
      isNew[set] = false
      kept += labelNames[set].filter { !kept.contains($0) }
    }
    if !lacking[set].isEmpty { noteLacking(set, row) }
    guard groups[set] > 0 else { return }
    sums[groups[set] - 1].add(row)
  }

  private mutating func noteLacking(_ set: Int, _ row: HistoryRow) {
    let end = end(of: row)
    for name in lacking[set] { lackingUntil[name] = max(lackingUntil[name] ?? end, end) }
  }

  private mutating func enter(_ row: HistoryRow) {
    start = row.start.microseconds
    let end = end(of: row)
    for edge in [query.from, query.to].compactMap(\.self)
    where edge > row.start && edge < end && failure == nil {
      failure = .time(edge, start: row.start, end: end)
    }
    isInside = query.from.map { $0 <= row.start } ?? true && query.to.map { $0 > row.start } ?? true
    guard isInside, number == nil || row.start >= periodEnd || periods.period != .total else {
      return
    }
    let stretch = periods.stretch(at: row.start)
    if stretch.end < end, failure == nil { failure = .period(start: row.start, end: end) }
    if number != stretch.number { flush() }
    (number, periodEnd) = (stretch.number, stretch.end)
  }

  /// A day is as long as the zone has it.
  private func end(of row: HistoryRow) -> Timestamp {
    let plain = row.start.advanced(bySeconds: row.widthSeconds)
    guard row.widthSeconds > 3600 else { return plain }
    let day = query.zone.period(.day, containing: row.start)
    return day.start == row.start ? day.end : plain
  }

  private mutating func flush() {
    guard let number else { return }
    for group in sums.indices where sums[group] != ReportSums() {
      part.add(
        sums[group], ReportPart.Key(period: number, values: values[group]),
        isUntagged: isUntagged[group])
      sums[group] = ReportSums()
    }
  }

  package consuming func finish() throws(Failure) -> ReportPart {
    for name in asked {
      let isKept = kept.isEmpty ? Dimension.history.contains(name) : kept.contains(name)
      guard isKept else {
        throw .dimension(name, kept: kept.isEmpty ? Dimension.history : kept)
      }
      if let until = lackingUntil[name] { throw .since(name, until) }
    }
    if let failure { throw failure }
    flush()
    return part
  }
}
