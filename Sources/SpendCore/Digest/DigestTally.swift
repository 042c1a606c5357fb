/// Adds up the history for a digest, in two passes over its rows: the first finds out who spent
/// most, the second what these spent in each hour. So memory goes with the groups of the period,
/// and only for the largest with its hours.
package struct DigestTally {
  /// What is added up, and of when.
  package struct Plan: Hashable, Sendable {
    package var settings: DigestSettings
    package var period: DigestSettings.Period
    package var zone: TimeZoneRules
    /// When it is told; never before the end of the period.
    package var time: Timestamp

    package init(
      _ settings: DigestSettings, period: DigestSettings.Period, zone: TimeZoneRules,
      time: Timestamp
    ) {
      self.settings = settings
      self.period = period
      self.zone = zone
      self.time = max(time, period.end)
    }

    var previous: DigestSettings.Period {
      DigestSettings.period(settings.every, before: period.start, zone: zone)
    }

    var month: DigestSettings.Period {
      DigestSettings.period(.month, containing: time, zone: zone)
    }

    /// What is usual at the begin of the period, and what is forecast at its end with the forecasts
    /// that judge it, need so much.
    package var from: Timestamp {
      let past = Int64(Baseline.weeks * 7 * 86_400)
      let start = min(period.start.advanced(bySeconds: -past), previous.start, month.start)
      let forecast = time.advanced(bySeconds: -past - 29 * 86_400)
      return zone.period(.day, containing: min(start, forecast)).start
    }
  }

  /// A group, and what is known of it.
  struct Group {
    var values: [String]
    var current = ReportSums()
    var previous = ReportSums()
    var currentInput = Input()
    var previousInput = Input()
    var unpricedCalls: Int64 = 0
    /// Anything before the period.
    var isKnown = false
  }

  /// Input, as far as the history has details of it (``HistoryDetails``).
  struct Input {
    /// Beside the input tokens of the calls, as these hold the cached ones or not.
    private var beside: Int64 = 0
    private var cached: Int64 = 0

    mutating func add(_ tokens: PerTokenClass) {
      let written = ReportSums.sum(tokens[.cacheWrite], tokens[.cacheWrite1h])
      beside = [tokens[.cacheRead], written, tokens[.input]].reduce(beside, ReportSums.sum)
      cached = ReportSums.sum(cached, tokens[.cacheRead])
    }

    /// How many thousandths of all input came from a cache.
    func cachedPermille(_ sums: ReportSums) -> Int64 {
      let whole = ReportSums.sum(sums.inputTokens, beside)
      return whole > 0 ? Int64(clamping: Int128(cached) * 1000 / Int128(whole)) : 0
    }
  }

  static let detailed = 100

  let plan: Plan
  private(set) var groups: [Group] = []
  private(set) var features = Seen()
  private(set) var models = Seen()
  private(set) var total = Group(values: [])
  private(set) var untagged = ReportSums()
  private(set) var month = Money.zero
  /// The first time that anything is known of.
  private(set) var first: Timestamp?
  /// Days that are older than hours are kept: no hour of them is known.
  private(set) var isCoarse = false
  /// Of the groups that spent most; the last of them is the hours of all together.
  private(set) var hours: [HourlySpend] = []
  /// Places of ``groups``, by spend.
  private(set) var largest: [Int] = []

  /// Of each group by model.
  private(set) var parts: [(group: Int, sums: Group)] = []
  private var partOfSet: [Int] = []
  private var groupOfSet: [Int] = []
  private var featureOfSet: [Int] = []
  private var modelOfSet: [Int] = []
  private var isUntagged: [Bool] = []
  private let previousStart: Timestamp
  private let monthStart: Timestamp

  /// Values of a dimension, with what they spent.
  struct Seen {
    private(set) var values: [Group] = []
    private var indices: [ExactText: Int] = [:]

    mutating func index(of value: String) -> Int {
      let key = ExactText(value)
      if let known = indices[key] { return known }
      indices[key] = values.count
      values.append(Group(values: [value]))
      return values.count - 1
    }

    mutating func change(_ index: Int, _ body: (inout Group) -> Void) { body(&values[index]) }
  }

  /// - Parameter labelSets: of the state, by number.
  package init(_ plan: Plan, labelSets: [[LabelPair]]) {
    self.plan = plan
    previousStart = plan.previous.start
    monthStart = plan.month.start
    var known: [[ExactText]: Int] = [:]
    var knownParts: [[Int]: Int] = [:]
    for pairs in labelSets {
      func value(_ dimension: String) -> String {
        pairs.value(of: dimension).map { Catalog.value(stored: $0) } ?? ""
      }
      let values = plan.settings.by.map { value($0) }
      let key = values.map { ExactText($0) }
      let group = known[key] ?? groups.count
      if group == groups.count {
        known[key] = group
        groups.append(Group(values: values))
      }
      groupOfSet.append(group)
      featureOfSet.append(features.index(of: value(Dimension.feature)))
      let model = models.index(of: value(Dimension.model))
      modelOfSet.append(model)
      let part = knownParts[[group, model]] ?? parts.count
      if part == parts.count {
        knownParts[[group, model]] = part
        parts.append((group, Group(values: [])))
      }
      partOfSet.append(part)
      isUntagged.append(value(Dimension.feature) == Dimension.untagged)
    }
  }

  /// The first pass.
  package mutating func add(_ row: HistoryRow) {
    let set = Int(row.labelSet)
    guard row.start < plan.time, groupOfSet.indices.contains(set) else { return }
    first = min(first ?? row.start, row.start)
    if row.widthSeconds > 3600 { isCoarse = true }
    if row.start >= monthStart { month += row.spend }
    let period = plan.period
    if row.start < period.start {
      let isPrevious = row.start >= previousStart
      note(set) { group in
        group.isKnown = true
        if isPrevious { group.previous.add(row) }
      }
    } else if row.start < period.end {
      note(set) { $0.current.add(row) }
      if isUntagged[set] { untagged.add(row) }
    }
  }

  /// Of the first pass, too.
  package mutating func add(_ row: HistoryDetailRow) {
    let set = Int(row.labelSet)
    guard row.start < plan.time, groupOfSet.indices.contains(set) else { return }
    let (details, period) = (row.details, plan.period)
    if row.start >= period.start, row.start < period.end {
      note(set) {
        $0.currentInput.add(details.tokens)
        $0.unpricedCalls = ReportSums.sum($0.unpricedCalls, details.unpricedCalls)
      }
    } else if row.start >= previousStart, row.start < period.start {
      note(set) { $0.previousInput.add(details.tokens) }
    }
  }

  private mutating func note(_ set: Int, _ body: (inout Group) -> Void) {
    body(&groups[groupOfSet[set]])
    features.change(featureOfSet[set], body)
    models.change(modelOfSet[set], body)
    body(&parts[partOfSet[set]].sums)
    body(&total)
  }

  /// Between the passes.
  package mutating func beginHours() {
    largest = groups.indices.filter {
      groups[$0].current.calls > 0 || groups[$0].current.cost > .zero
    }
    .sorted {
      let (a, b) = (groups[$0].current, groups[$1].current)
      if a.cost != b.cost { return a.cost > b.cost }
      if a.calls != b.calls { return a.calls > b.calls }
      return groups[$0].values.map { ExactText($0) }.lexicographicallyPrecedes(
        groups[$1].values.map { ExactText($0) })
    }
    let start = plan.from.seconds
    let count = Int((plan.time.seconds - start + 3599) / 3600)
    let kept = min(largest.count, Self.detailed)
    hours = [HourlySpend](repeating: HourlySpend(start: start, count: count), count: kept + 1)
    var indices = [Int](repeating: kept, count: groups.count)
    for index in 0..<kept { indices[largest[index]] = index }
    hoursOfGroup = indices
  }

  private var hoursOfGroup: [Int] = []

  /// The second pass, over the same rows.
  package mutating func addHours(_ row: HistoryRow) {
    let set = Int(row.labelSet)
    guard row.start < plan.time, groupOfSet.indices.contains(set) else { return }
    let index = hoursOfGroup[groupOfSet[set]]
    let all = hours.count - 1
    if index < all { hours[index].add(row.spend, at: row.start.seconds) }
    hours[all].add(row.spend, at: row.start.seconds)
  }
}
