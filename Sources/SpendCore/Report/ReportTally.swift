/// Adds up the events of one thread, in the numbers of that thread's catalog.
///
/// The group of a series is looked up once, the bounds of the last period are kept, and sums are
/// found by open addressing, so that an event costs a few nanoseconds. Memory follows the rows, not
/// the events.
package struct ReportTally: ~Copyable {
  private let query: ReportQuery
  private let periods: ReportPeriods
  /// Where each of the query's dimensions is in the catalog.
  private let indices: [Int]
  /// The same of its conditions.
  private let matchIndices: [Int]
  /// Number + 1 of the group of each series; 0 is not looked up yet. The top bit says that the
  /// series has no feature.
  private var groupOfSeries: UnsafeMutableBufferPointer<UInt32>
  private var groups: [[UInt32]: UInt32] = [:]
  /// The period of the last event, as `[start, end)` in microseconds; empty at first.
  private var periodStart: Int64 = 0
  private var periodEnd: Int64 = 0
  private var periodNumber: Int64 = 0
  private var cells = ReportCells()
  /// Beside these, where the query asks for them.
  private var details: [DetailKey: ReportDetails] = [:]
  private let hasDetails: Bool
  /// By symbols of the catalog.
  private var distinct = DistinctValues<DetailKey>(most: ReportPart.mostDistinct)
  private let countedIndex: Int?

  private struct DetailKey: Hashable {
    var period: Int64
    var group: UInt32
  }

  /// What is not kept in cells: rejected lines, for instance.
  private var lines = ReportPart()
  /// The dimensions of conditions that no event had yet, by their places in the catalog.
  private var unseen: [Int]
  private static let untaggedBit: UInt32 = 1 << 31
  /// In place of a group: the events of the series are not asked for.
  private static let leftOut = untaggedBit - 1
  private let from: Int64
  private let to: Int64

  /// - Parameter dimensions: the catalog's; they must hold the query's.
  package init(query: ReportQuery, dimensions: [String]) {
    self.query = query
    hasDetails = !query.details.isEmpty || query.counted != nil
    periods = ReportPeriods(query)
    func index(_ name: String) -> Int {
      guard let index = dimensions.firstIndex(ofExactly: name) else {
        preconditionFailure("the catalog keeps every dimension of the query")
      }
      return index
    }
    indices = query.dimensions.map(index)
    matchIndices = query.match.conditions.map { index($0.dimension) }
    unseen = matchIndices
    countedIndex = query.counted.map(index)
    from = query.from?.microseconds ?? .min
    to = query.to?.microseconds ?? .max
    groupOfSeries = .allocate(capacity: 256)
    groupOfSeries.initialize(repeating: 0)
  }

  deinit {
    groupOfSeries.deallocate()
  }

  /// Adds what was decoded with `catalog`, always the same one. Rejected lines count whatever the
  /// times. What is flagged as corrected is of a call that was counted.
  ///
  /// - Complexity: O(lines).
  package mutating func add(_ decoded: LineSlice, catalog: borrowing Catalog) {
    let start = decoded.startIndex
    decoded.elements.withUnsafeBufferPointer { buffer in
      for index in buffer.indices {
        switch buffer[index].outcome {
        case .event where buffer[index].flags.isEmpty:
          addEvent(buffer[index], decoded.batch, start + index, catalog)
        case .event: addFlagged(decoded.batch, start + index, catalog)
        case .rejected(let reason): lines.rejected[reason, default: 0] += 1
        case .text: lines.textLines += 1
        case .blank: break
        }
      }
    }
  }

  @inline(never)
  private mutating func addFlagged(
    _ batch: LineBatch, _ index: Int, _ catalog: borrowing Catalog
  ) {
    var line = batch[index]
    let listed = line.cost
    if line.flags.contains(.included) { line.cost = .zero }
    let outside = lines.eventsOutside
    guard !line.flags.contains(.corrected) else {
      return addEvent(line, batch, index, catalog, calls: 0, listed: listed)
    }
    addEvent(line, batch, index, catalog, listed: listed)
    if line.flags.contains(.unpriced), lines.eventsOutside == outside { lines.unpricedCalls += 1 }
  }

  @inline(__always)
  private mutating func addEvent(
    _ line: Line, _ batch: LineBatch, _ index: Int, _ catalog: borrowing Catalog,
    calls: Int64 = 1, listed: Money? = nil
  ) {
    let time = line.time.microseconds
    guard time >= from, time < to || to == .max else {
      lines.eventsOutside += 1
      if !unseen.isEmpty { noteSeen(line.series, catalog) }
      return
    }
    if time < periodStart || time >= periodEnd { enterPeriod(line.time) }
    let series = Int(line.series)
    var group = series < groupOfSeries.count ? groupOfSeries[series] : 0
    if group == 0 { group = learn(line.series, catalog) }
    guard group != Self.leftOut else {
      lines.eventsOutside += 1
      return
    }
    cells.add(line, period: periodNumber, group: group, calls: calls)
    if hasDetails { addDetails(line, listed ?? line.cost, batch, index, group, catalog) }
  }

  @inline(never)
  private mutating func addDetails(
    _ line: Line, _ listed: Money, _ batch: LineBatch, _ index: Int, _ group: UInt32,
    _ catalog: borrowing Catalog
  ) {
    let key = DetailKey(period: periodNumber, group: group)
    if let countedIndex {
      let symbol = catalog.symbol(of: line.series, dimension: countedIndex)
      if symbol != Catalog.empty, symbol != Catalog.untagged {
        distinct.add(line.cost, of: UInt64(symbol), key)
      }
    }
    details[key, default: ReportDetails()].add(
      line, batch.classes(at: index), listed: listed, detail: batch.detail(at: index))
  }

  @inline(never)
  private mutating func enterPeriod(_ time: Timestamp) {
    let (start, end, number) = periods.stretch(at: time)
    (periodStart, periodEnd, periodNumber) = (start.microseconds, end.microseconds, number)
  }

  @inline(never)
  private mutating func learn(_ series: UInt32, _ catalog: borrowing Catalog) -> UInt32 {
    if Int(series) >= groupOfSeries.count { growGroups(Int(series)) }
    guard isAskedFor(series, catalog) else {
      groupOfSeries[Int(series)] = Self.leftOut
      return Self.leftOut
    }
    var symbols: [UInt32] = []
    for index in indices { symbols.append(catalog.symbol(of: series, dimension: index)) }
    var group = groups[symbols] ?? UInt32(groups.count + 1)
    groups[symbols] = group
    // The feature is the first dimension of every catalog.
    if catalog.symbol(of: series, dimension: 0) == Catalog.untagged { group |= Self.untaggedBit }
    groupOfSeries[Int(series)] = group
    return group
  }

  /// Whether the events of a series meet the conditions; notes which dimensions of these it has.
  private mutating func isAskedFor(_ series: UInt32, _ catalog: borrowing Catalog) -> Bool {
    if !unseen.isEmpty { noteSeen(series, catalog) }
    return zip(query.match.conditions, matchIndices).allSatisfy { condition, index in
      condition.matches(catalog.text(catalog.symbol(of: series, dimension: index)))
    }
  }

  /// Also of events of other times: a dimension that only they have is a known one.
  @inline(never)
  private mutating func noteSeen(_ series: UInt32, _ catalog: borrowing Catalog) {
    var rest: [Int] = []
    for index in unseen {
      if catalog.symbol(of: series, dimension: index) == Catalog.empty {
        rest.append(index)
      } else {
        lines.seenDimensions.insert(ExactText(catalog.dimensions[index]))
      }
    }
    unseen = rest
  }

  private mutating func growGroups(_ series: Int) {
    let old = groupOfSeries
    groupOfSeries = .allocate(capacity: max(series + 1, old.count * 2))
    groupOfSeries.initialize(repeating: 0)
    for index in old.indices { groupOfSeries[index] = old[index] }
    old.deallocate()
  }

  /// What was added, in texts, so that it can be merged with that of other threads.
  ///
  /// - Complexity: O(rows).
  package func part(catalog: borrowing Catalog) -> ReportPart {
    var texts = [[ExactText]](repeating: [], count: groups.count + 1)
    for (symbols, group) in groups {
      var values: [ExactText] = []
      for symbol in symbols { values.append(ExactText(catalog.text(symbol))) }
      texts[Int(group)] = values
    }
    var part = lines
    part.add(distinct) { key in
      ReportPart.Key(period: key.period, values: texts[Int(key.group & ~Self.untaggedBit)])
    } text: {
      catalog.text(UInt32($0))
    }
    cells.forEach { period, group, sums in
      let details = details[DetailKey(period: period, group: group)] ?? ReportDetails()
      // What is new of a call that was counted elsewhere may be nothing of this.
      guard sums != ReportSums() || details != ReportDetails() else { return }
      let isUntagged = group & Self.untaggedBit != 0
      let values = texts[Int(group & ~Self.untaggedBit)]
      let key = ReportPart.Key(period: period, values: values)
      part.add(sums, key, isUntagged: isUntagged)
      if hasDetails { part.add(details, key) }
    }
    return part
  }
}
