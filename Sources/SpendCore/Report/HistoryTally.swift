/// Adds up the history of a state for a report: what was counted by quarters of an hour, older
/// quarters by hours, older hours by days (Semantics, History).
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
    /// A sum that is not kept (``ReportDetails/Needs/costs``).
    case costs
    /// Sums that are kept since then.
    case detailsSince(Timestamp)
    /// Different values, which are not kept either.
    case counting(String)
    /// A time in the midst of what is kept as one: `[start, end)`.
    case time(Timestamp, start: Timestamp, end: Timestamp)
    /// A row of the report would end in the midst of it.
    case period(start: Timestamp, end: Timestamp)
  }

  private let query: ReportQuery
  private let totals: Totals
  /// The totals do not say how many of the calls that are asked for have no price.
  private let countsUnpriced: Bool
  /// Whether ``HistoryDetailRow``s are to be added as well.
  package let wantsDetails: Bool
  private let periods: ReportPeriods
  /// Number + 1 of the group of each label set; 0: not asked for.
  private var groups: [Int] = []
  private var values: [[ExactText]] = []
  private var isUntagged: [Bool] = []
  private var sums: [ReportSums]
  /// Where the query asks for them.
  private var details: [ReportDetails]
  private let detailsSince: Timestamp
  /// Something that was asked for came before that.
  private var lacksDetails = false
  private var part = ReportPart()
  private var start = Int64.min
  private var isInside = false
  private var periodEnd = Timestamp(microseconds: .min)
  private var number: Int64?
  private var failure: Failure?
  /// Names of the conditions and dimensions of the query.
  private let asked: [String]
  /// By label set: which of these it does not have.
  private var lacking: [Set<ExactText>] = []
  /// Up to where in the time that is asked for each of these was not kept.
  private var lackingUntil: [ExactText: Timestamp] = [:]
  private var labelNames: [[String]] = []
  /// By label set: no row of it came yet.
  private var isNew: [Bool] = []
  /// What rows have in that time.
  private var kept: [String] = []

  /// - Parameters:
  ///   - labelSets: of the state, by number.
  ///   - detailsSince: since when it keeps ``HistoryDetails``; nil: from the beginning.
  ///   - totals: of the same state.
  package init(
    _ query: ReportQuery, labelSets: [[LabelPair]], detailsSince: Timestamp? = nil,
    totals: Totals = Totals()
  ) throws(Failure) {
    self.query = query
    self.totals = totals
    countsUnpriced = totals.unpricedCalls > 0 && !query.isOfAll
    wantsDetails = countsUnpriced || !query.details.isEmpty
    self.detailsSince = detailsSince ?? Timestamp(microseconds: .min)
    periods = ReportPeriods(query)
    asked = query.match.conditions.map(\.dimension) + query.dimensions
    if let counted = query.counted { throw .counting(counted) }
    guard !query.details.contains(.costs) else { throw .costs }
    var known: [[ExactText]: Int] = [:]
    for pairs in labelSets {
      labelNames.append(pairs.map(\.name))
      isNew.append(true)
      lacking.append(Set(asked.map { ExactText($0) }).subtracting(pairs.map { ExactText($0.name) }))
      func value(_ dimension: String) -> String {
        pairs.value(of: dimension).map { Catalog.value(stored: $0) } ?? ""
      }
      for condition in query.match.conditions where !value(condition.dimension).isEmpty {
        part.seenDimensions.insert(ExactText(condition.dimension))
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
    details = [ReportDetails](repeating: ReportDetails(), count: wantsDetails ? values.count : 0)
  }

  /// - Parameter row: fastest in the order of starts.
  package mutating func add(_ row: HistoryRow) {
    if row.start.microseconds != start { enter(row.start, row.widthSeconds) }
    guard isInside else {
      part.eventsOutside += 1
      return
    }
    let set = Int(row.labelSet)
    guard set < groups.count else { return }
    if isNew[set] {
      isNew[set] = false
      kept += labelNames[set].filter { !kept.contains(exactly: $0) }
    }
    if !lacking[set].isEmpty { noteLacking(set, row) }
    guard groups[set] > 0 else { return }
    sums[groups[set] - 1].add(row)
    guard wantsDetails else { return }
    details[groups[set] - 1].add(row)
    if row.start < detailsSince { lacksDetails = true }
  }

  package mutating func add(_ row: HistoryDetailRow) {
    guard wantsDetails else { return }
    if row.start.microseconds != start { enter(row.start, row.widthSeconds) }
    let set = Int(row.labelSet)
    guard isInside, set < groups.count, groups[set] > 0 else { return }
    details[groups[set] - 1].add(row.details)
  }

  private mutating func noteLacking(_ set: Int, _ row: HistoryRow) {
    let end = end(row.start, row.widthSeconds)
    for name in lacking[set] { lackingUntil[name] = max(lackingUntil[name] ?? end, end) }
  }

  private mutating func enter(_ time: Timestamp, _ widthSeconds: Int64) {
    start = time.microseconds
    let end = end(time, widthSeconds)
    for edge in [query.from, query.to].compactMap(\.self)
    where edge > time && edge < end && failure == nil {
      failure = .time(edge, start: time, end: end)
    }
    isInside = query.from.map { $0 <= time } ?? true && query.to.map { $0 > time } ?? true
    guard isInside, number == nil || time >= periodEnd || periods.period != .total else {
      return
    }
    let stretch = periods.stretch(at: time)
    if stretch.end < end, failure == nil { failure = .period(start: time, end: end) }
    if number != stretch.number { flush() }
    (number, periodEnd) = (stretch.number, stretch.end)
  }

  /// A day is as long as the zone has it.
  private func end(_ start: Timestamp, _ widthSeconds: Int64) -> Timestamp {
    let plain = start.advanced(bySeconds: widthSeconds)
    guard widthSeconds > 3600 else { return plain }
    let day = query.zone.period(.day, containing: start)
    return day.start == start ? day.end : plain
  }

  private mutating func flush() {
    guard let number else { return }
    for group in sums.indices
    where sums[group] != ReportSums() || wantsDetails && details[group] != ReportDetails() {
      let key = ReportPart.Key(period: number, values: values[group])
      part.add(sums[group], key, isUntagged: isUntagged[group])
      sums[group] = ReportSums()
      guard wantsDetails else { continue }
      part.add(details[group], key)
      if countsUnpriced { part.unpricedCalls += details[group].unpricedCalls }
      details[group] = ReportDetails()
    }
  }

  package consuming func finish() throws(Failure) -> ReportPart {
    for name in asked {
      let isKept = (kept.isEmpty ? Dimension.history : kept).contains(exactly: name)
      guard isKept else {
        throw .dimension(name, kept: kept.isEmpty ? Dimension.history : kept)
      }
      if let until = lackingUntil[ExactText(name)] { throw .since(name, until) }
    }
    if let failure { throw failure }
    if lacksDetails {
      guard query.details.isEmpty else { throw .detailsSince(detailsSince) }
      part.knowsUnpriced = false
    }
    flush()
    part.add(totals, query)
    return part
  }
}
