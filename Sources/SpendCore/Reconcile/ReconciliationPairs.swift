/// Puts what a provider says and what was counted here side by side. Part of ``Reconciliation``.
struct ReconciliationPairs {
  private struct Key: Hashable {
    var day: Int64?
    var values: [ExactText]
    var isJudged: Bool
  }

  private struct Pair {
    var provider: Reconciliation.Side?
    var ours: Reconciliation.Side?
  }

  let days: ExportDays
  let dimensions: [String]
  let measure: Reconciliation.Measure
  private(set) var notes = ReconciliationNotes()
  private let export: ExportSums
  /// Days before this one are settled.
  private let firstFresh: Int64
  /// Of buckets of several days that cannot be judged.
  private var unsettled: Set<Range<Int64>> = []
  private var pairs: [Key: Pair] = [:]
  /// Which of the query's dimensions are left.
  private let indices: [Int]
  private let modelIndex: Int?
  private var ourNames: [ExactText: String] = [:]
  private var keys: [ExactText: ModelKey] = [:]
  private var firstDays: (provider: Int64, ours: Int64) = (.max, .max)

  init(
    _ export: ExportSums, now: Timestamp, _ rules: Reconciliation.Rules
  ) throws(ExportFailure) {
    self.export = export
    days = export.days
    guard days.first != nil else { throw ExportFailure("the export is of no day at all") }
    let dimensions = try export.dimensions()
    self.dimensions = dimensions
    indices = export.query.others.indices.filter {
      dimensions.contains(export.query.others[$0])
    }
    modelIndex = export.query.others.firstIndex(of: Dimension.model)
    let usesTokens = export.sums.values.contains { $0.inputTokens != nil || $0.outputTokens != nil }
    measure = export.hasMoney ? .money : usesTokens ? .tokens : .calls
    firstFresh =
      export.query.zone.localDate(at: now.advanced(bySeconds: -rules.delaySeconds))
      .dayNumber
    notes.leftOut = export.leftOut
    notes.lacksPages = export.lacksPages
    notes.partialDays = days.partial.filter { $0 < firstFresh }.sorted()
    notes.freshDays = days.ranges.reduce(0) {
      $0 + Int(max(0, $1.upperBound - max($1.lowerBound, firstFresh)))
    }
  }

  private func isSettled(_ days: Range<Int64>) -> Bool {
    guard days.upperBound <= firstFresh else { return false }
    if days.count == 1 { return !self.days.partial.contains(days.lowerBound) }
    return !self.days.partial.contains { days.contains($0) }
  }

  private func key(_ days: Range<Int64>, _ values: [ExactText], _ isJudged: Bool) -> Key {
    Key(
      day: export.query.isByDay ? days.lowerBound : nil, values: indices.map { values[$0] },
      isJudged: isJudged)
  }

  mutating func addExport() throws(ExportFailure) {
    for (key, sums) in export.sums {
      if measure == .money, sums.cost == nil, !days.contains(key.days.lowerBound) {
        notes.rowsWithoutAmounts += 1
        continue
      }
      let isJudged = isSettled(key.days)
      if !isJudged, key.days.count > 1 { unsettled.insert(key.days) }
      firstDays.provider = min(firstDays.provider, key.days.lowerBound)
      let key = self.key(key.days, key.values, isJudged)
      var side = pairs[key]?.provider ?? Reconciliation.Side()
      try side.add(Reconciliation.Side(sums))
      pairs[key, default: Pair()].provider = side
    }
  }

  mutating func addOurs(_ part: ReportPart) throws(ExportFailure) {
    let wanted = sellers
    let unsettled = ExportDays.merged(Array(unsettled))
    let index = export.query.history.firstIndex(of: Dimension.model) ?? 0
    for (row, sums) in part.rows {
      let day = row.period
      guard days.contains(day) else { continue }
      let model = row.values[index]
      let key = key(model)
      guard export.query.isAskedFor(model: key, model.text) else { continue }
      if let wanted, let sellers = ModelSeller.sellers(of: model.text),
        sellers.isDisjoint(with: wanted)
      {
        notes.otherModels[model.text, default: .zero] += sums.cost
        notes.otherCost += sums.cost
        continue
      }
      var values = row.values
      values[index] = key.text
      firstDays.ours = min(firstDays.ours, day)
      let isJudged = isSettled(day..<day + 1) && !ExportDays.contains(unsettled, day)
      let pair = self.key(day..<day + 1, values, isJudged)
      var side = pairs[pair]?.ours ?? Reconciliation.Side()
      try side.add(Reconciliation.Side(sums))
      pairs[pair, default: Pair()].ours = side
    }
    if firstDays.ours < .max, firstDays.provider < firstDays.ours {
      notes.firstOfOurs = firstDays.ours
    }
  }

  /// Whose models are compared, where nobody said which; nil: everybody's.
  private var sellers: Set<ModelSeller>? {
    let isAsked = export.query.match.conditions.contains { $0.dimension == Dimension.model }
    let sellers = export.formats.map(\.seller)
    return isAsked || sellers.contains(nil) ? nil : Set(sellers.compactMap(\.self))
  }

  private mutating func key(_ model: ExactText) -> ModelKey {
    if let known = keys[model] { return known }
    let key = ModelKey(model.text)
    keys[model] = key
    if key.name < ourNames[key.text] ?? "\u{10FFFF}" { ourNames[key.text] = key.name }
    return key
  }

  /// As the logs call it, else as the provider does.
  private func name(_ value: ExactText, _ index: Int) -> String {
    guard index == modelIndex else { return value.text }
    return ourNames[value] ?? export.modelNames[value] ?? value.text
  }

  func rows(_ rules: Reconciliation.Rules) -> [Reconciliation.Row] {
    pairs.map { key, pair in
      let (theirs, ours) = (pair.provider, pair.ours)
      let difference =
        Int128(ours?.amount(measure) ?? 0) - Int128(theirs?.amount(measure) ?? 0)
      return Reconciliation.Row(
        day: key.day, values: zip(key.values, indices).map { name($0, $1) },
        outcome: outcome(theirs, ours, rules), isJudged: key.isJudged, provider: theirs,
        ours: ours, difference: Int64(clamping: difference),
        split: measure == .money ? Reconciliation.Split(theirs, ours) : nil)
    }
  }

  private func outcome(
    _ theirs: Reconciliation.Side?, _ ours: Reconciliation.Side?, _ rules: Reconciliation.Rules
  ) -> Reconciliation.Outcome {
    guard let ours else { return theirs?.isNothing == true ? .matched : .providerOnly }
    guard let theirs else { return .oursOnly }
    return Reconciliation.isWithin(ours, theirs, measure, rules) ? .matched : .differs
  }
}
