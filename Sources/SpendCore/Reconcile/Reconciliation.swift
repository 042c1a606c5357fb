/// A provider's bill beside what was counted here (Semantics, Reconciliation).
package struct Reconciliation: Sendable {
  package enum Outcome: String, CaseIterable, Hashable, Sendable {
    case matched
    case providerOnly = "provider_only"
    case oursOnly = "ours_only"
    case differs

    /// For people.
    package var words: String {
      switch self {
      case .matched: "matched"
      case .providerOnly: "provider only"
      case .oursOnly: "ours only"
      case .differs: "amount differs"
      }
    }
  }

  /// What one of the two says; nil: it does not say.
  package struct Side: Hashable, Sendable {
    package var cost: Money?
    package var calls: Int64?
    package var inputTokens: Int64?
    package var outputTokens: Int64?

    package var tokens: Int64? { ExportNumber.sum(inputTokens, outputTokens) }

    /// A row of a bill that is of no call and no amount.
    var isNothing: Bool {
      cost ?? .zero == .zero && calls ?? 0 == 0 && tokens ?? 0 == 0
    }

    mutating func add(_ other: Side) throws(ExportFailure) {
      if let cost = other.cost {
        let (sum, isTooLarge) = (self.cost ?? .zero).addingReportingSaturation(cost)
        guard !isTooLarge else { throw ExportFailure("the amounts add up to more than is money") }
        self.cost = sum
      }
      calls = ExportNumber.sum(calls, other.calls)
      inputTokens = ExportNumber.sum(inputTokens, other.inputTokens)
      outputTokens = ExportNumber.sum(outputTokens, other.outputTokens)
    }
  }

  /// A difference in dollars, taken apart: exactly these two together.
  package struct Split: Hashable, Sendable {
    /// More or fewer tokens (or calls), at the provider's price.
    package var volume: Money
    package var price: Money
  }

  package struct Row: Hashable, Sendable {
    /// Since 1970; nil where rows are not by the day.
    package var day: Int64?
    /// One a dimension, without the day.
    package var values: [String]
    package var outcome: Outcome
    /// Its days are over for long enough, and wholly in the export.
    package var isJudged: Bool
    package var provider: Side?
    package var ours: Side?
    /// Ours less the provider's, in the unit of what is compared.
    package var difference: Int64
    package var split: Split?
  }

  /// What totals are compared in.
  package enum Measure: Hashable, Sendable { case money, tokens, calls }

  /// How near is near enough, and when a day is judged.
  package struct Rules: Hashable, Sendable {
    /// Nano-percent: 5 % is 5,000,000,000.
    package var tolerance: Int64 = 5_000_000_000
    package var delaySeconds: Int64 = 86_400

    package init() {}

    /// Whether ours is near enough to the provider's.
    func allows(_ ours: Int64, of provider: Int64) -> Bool {
      let difference = Int128(ours) - Int128(provider)
      return difference.magnitude * 100_000_000_000
        <= Int128(provider).magnitude * UInt128(tolerance)
    }
  }

  /// With `day` among them or not.
  package let dimensions: [String]
  package let measure: Measure
  package let rules: Rules
  package let zone: TimeZoneRules
  /// Of all days that are compared, also those that cannot be judged yet.
  package let days: Range<Int64>
  /// Judged before the others, what differs before what matches, the largest difference first.
  package let rows: [Row]
  /// Of what is judged.
  package let provider: Side
  package let ours: Side
  /// Of the rows that have one.
  package let split: Split
  /// Whether the totals are near enough; false also where nothing can be judged.
  package let isWithin: Bool
  package let notes: ReconciliationNotes
  package let formats: [ExportFormat]

  package var judged: [Row] { rows.filter(\.isJudged) }

  /// Ours less the provider's.
  package var difference: Int64 { judged.reduce(0) { $0.addingClamped($1.difference) } }

  /// The difference of rows of which the provider does not say how much was used.
  package var unsplit: Money {
    measure == .money ? Money(nano: difference) - split.volume - split.price : .zero
  }

  /// - Parameters:
  ///   - ours: by ``ReconcileQuery/history`` and by the day, of the days of the export.
  ///   - now: days that are not over for ``Rules/delaySeconds`` by then are shown, not judged.
  /// - Complexity: O(rows × log rows).
  package init(
    _ export: ExportSums, ours part: ReportPart, now: Timestamp, _ rules: Rules
  ) throws(ExportFailure) {
    var pairs = try ReconciliationPairs(export, now: now, rules)
    try pairs.addExport()
    try pairs.addOurs(part)
    dimensions = pairs.dimensions
    self.rules = rules
    zone = export.query.zone
    days = (pairs.days.first ?? 0)..<(pairs.days.end ?? 0)
    let measure = pairs.measure
    self.measure = measure
    rows = pairs.rows(rules).sorted { Self.precedes($0, $1) }
    let judged = rows.filter(\.isJudged)
    var (theirs, ours) = (export.nothing, Side(ReportSums()))
    var (volume, price) = (Money.zero, Money.zero)
    for row in judged {
      try row.provider.map { side throws(ExportFailure) in try theirs.add(side) }
      try row.ours.map { side throws(ExportFailure) in try ours.add(side) }
      volume += row.split?.volume ?? .zero
      price += row.split?.price ?? .zero
    }
    (provider, self.ours) = (theirs, ours)
    split = Split(volume: volume, price: price)
    isWithin = !judged.isEmpty && Self.isWithin(ours, theirs, measure, rules)
    notes = pairs.notes
    formats = ExportFormat.allCases.filter(export.formats.contains)
  }

  /// Amounts where there are some; else each of what the provider counts.
  static func isWithin(_ ours: Side, _ theirs: Side, _ measure: Measure, _ rules: Rules) -> Bool {
    if measure == .money {
      return rules.allows(ours.cost?.nano ?? 0, of: theirs.cost?.nano ?? 0)
    }
    return [
      (ours.calls, theirs.calls), (ours.inputTokens, theirs.inputTokens),
      (ours.outputTokens, theirs.outputTokens),
    ].allSatisfy { ours, theirs in theirs.map { rules.allows(ours ?? 0, of: $0) } ?? true }
  }

  private static func precedes(_ a: Row, _ b: Row) -> Bool {
    if a.isJudged != b.isJudged { return a.isJudged }
    let (isEqualA, isEqualB) = (a.outcome == .matched, b.outcome == .matched)
    if isEqualA != isEqualB { return isEqualB }
    if !isEqualA, a.difference.magnitude != b.difference.magnitude {
      return a.difference.magnitude > b.difference.magnitude
    }
    if a.day != b.day { return a.day ?? 0 < b.day ?? 0 }
    return a.values.lexicographicallyPrecedes(b.values)
  }
}

extension Reconciliation.Side {
  init(_ sums: ExportSums.Sums) {
    self.init(
      cost: sums.cost, calls: sums.calls, inputTokens: sums.inputTokens,
      outputTokens: sums.outputTokens)
  }

  init(_ sums: ReportSums) {
    self.init(
      cost: sums.cost, calls: sums.calls, inputTokens: sums.inputTokens,
      outputTokens: sums.outputTokens)
  }

  /// In the unit of a measure; nothing where it does not say.
  func amount(_ measure: Reconciliation.Measure) -> Int64 {
    switch measure {
    case .money: cost?.nano ?? 0
    case .tokens: tokens ?? 0
    case .calls: calls ?? 0
    }
  }
}

extension Reconciliation.Split {
  /// Of a row with both sides: what another number of tokens or calls makes at the provider's
  /// price, rounded down towards nothing, and the rest. A row of one side is all volume. Nil where
  /// the provider does not say how much was used, or it does not fit.
  init?(_ theirs: Reconciliation.Side?, _ ours: Reconciliation.Side?) {
    let difference = Int128(ours?.cost?.nano ?? 0) - Int128(theirs?.cost?.nano ?? 0)
    guard let whole = Int64(exactly: difference) else { return nil }
    guard let theirs, let ours else {
      self.init(volume: Money(nano: whole), price: .zero)
      return
    }
    guard let cost = theirs.cost else { return nil }
    let hasTokens = theirs.inputTokens != nil && theirs.outputTokens != nil
    let (used, seen) = hasTokens ? (theirs.tokens, ours.tokens) : (theirs.calls, ours.calls)
    guard let used, let seen, used > 0 else { return nil }
    let volume = Int128(cost.nano) * (Int128(seen) - Int128(used)) / Int128(used)
    guard let volume = Int64(exactly: volume),
      let price = Int64(exactly: difference - Int128(volume))
    else { return nil }
    self.init(volume: Money(nano: volume), price: Money(nano: price))
  }
}
