/// What is added up for a row where somebody asks for it, beside ``ReportSums``.
package struct ReportDetails: Hashable, Sendable {
  /// What it takes to know some of it.
  package struct Needs: OptionSet, Hashable, Sendable {
    package var rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Tokens by class, and how calls came by their cost: ``unpricedCalls``, ``computed``,
    /// ``included``.
    package static let sums = Needs(rawValue: 1)
    /// Costs by class, which only the lines know.
    package static let costs = Needs(rawValue: 2)
  }

  /// Calls that count at nothing, as nobody knows what they cost.
  package var unpricedCalls: Int64 = 0
  /// Of the cost, what was made of tokens and prices.
  package var computed = Money.zero
  /// What calls under a subscription would have cost; none of it is in the cost.
  package var included = Money.zero
  /// Of all calls. What is logged again of a call adds nothing, only to its input and output.
  package var tokens = PerTokenClass.zero
  /// Of the calls whose cost is known by class: computed from prices, or nothing.
  package var splitTokens = PerTokenClass.zero
  /// Nano-dollars; with ``wholeCost`` they are the cost of the row, to the nano-dollar.
  package var splitCosts = PerTokenClass.zero
  /// Of all others.
  package var wholeTokens: Int64 = 0
  package var wholeCost = Money.zero

  package init() {}

  package mutating func add(_ other: ReportDetails) {
    unpricedCalls += other.unpricedCalls
    computed += other.computed
    included += other.included
    tokens.add(other.tokens)
    splitTokens.add(other.splitTokens)
    splitCosts.add(other.splitCosts)
    wholeTokens = ReportSums.sum(wholeTokens, other.wholeTokens)
    wholeCost += other.wholeCost
  }

  /// - Parameters:
  ///   - line: an event with the cost that counts.
  ///   - classes: those of its tokens (``LineExtras/classes``).
  ///   - listed: its cost as it was read, which differs for calls under a subscription.
  ///   - detail: of the same event; nil where no costs by class were asked for.
  mutating func add(
    _ line: Line, _ classes: TokenClasses, listed: Money, detail: CallDetail?
  ) {
    if line.flags.contains(.unpriced), !line.flags.contains(.corrected) { unpricedCalls += 1 }
    if line.flags.contains(.computed) { computed += line.cost }
    if line.flags.contains(.included) { included += listed }
    let classes = line.tokens(classes)
    tokens.add(classes)
    guard let detail else { return }
    guard !line.flags.contains(.corrected) else { return addWhole(classes.total, line.cost) }
    if line.cost == .zero, !line.flags.contains(.unpriced) {
      splitTokens.add(classes)
    } else if let costs = detail.costs {
      splitTokens.add(classes)
      splitCosts.add(costs)
    } else {
      addWhole(classes.total, line.cost)
    }
  }

  /// The tokens of a stretch of the history, as far as its details say nothing else.
  mutating func add(_ row: HistoryRow) {
    tokens[.input] = ReportSums.sum(tokens[.input], row.inputTokens)
    tokens[.output] = ReportSums.sum(tokens[.output], row.outputTokens)
  }

  mutating func add(_ details: HistoryDetails) {
    unpricedCalls += details.unpricedCalls
    computed += details.computed
    included += details.included
    tokens.add(details.tokens)
  }

  package mutating func addWhole(_ tokens: Int64, _ cost: Money) {
    wholeTokens = ReportSums.sum(wholeTokens, tokens)
    wholeCost += cost
  }

  package var cacheWriteTokens: Int64 {
    ReportSums.sum(tokens[.cacheWrite], tokens[.cacheWrite1h])
  }

  /// Of all input, the part that came from a cache, 0 to 1; nil without input.
  package var cacheHitRate: Double? {
    let whole = [tokens[.input], tokens[.cacheRead], cacheWriteTokens].reduce(0, ReportSums.sum)
    return whole > 0 ? Double(tokens[.cacheRead]) / Double(whole) : nil
  }
}
