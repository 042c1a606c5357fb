/// What is added to a stretch of the history under a label set.
package protocol HistoryAddition: Hashable, Sendable {
  /// Number of the quarter since 1970 (seconds / 900, rounded down): of the stretch, or one of the
  /// hour or day that an older one is kept in.
  var quarter: Int64 { get }
  /// Record of kind `labelSet` with the values of ``Configuration/historyDimensions``.
  var labelSet: UInt32 { get }

  /// - Parameter other: of the same quarter and label set.
  mutating func add(_ other: Self)
}

/// Calls and what they sum up to.
package struct HistoryDelta: HistoryAddition {
  package var quarter: Int64
  package var labelSet: UInt32
  package var calls: Int64
  package var spend: Money
  package var inputTokens: Int64
  package var outputTokens: Int64

  package init(
    quarter: Int64, labelSet: UInt32, calls: Int64, spend: Money, inputTokens: Int64,
    outputTokens: Int64
  ) {
    self.quarter = quarter
    self.labelSet = labelSet
    self.calls = calls
    self.spend = spend
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }

  package mutating func add(_ other: HistoryDelta) {
    calls = calls.addingCount(other.calls)
    spend += other.spend
    inputTokens = inputTokens.addingCount(other.inputTokens)
    outputTokens = outputTokens.addingCount(other.outputTokens)
  }
}

/// What there is beside, of calls that have any of it.
package struct HistoryDetailDelta: HistoryAddition {
  package var quarter: Int64
  package var labelSet: UInt32
  package var details: HistoryDetails

  package init(quarter: Int64, labelSet: UInt32, details: HistoryDetails) {
    self.quarter = quarter
    self.labelSet = labelSet
    self.details = details
  }

  package mutating func add(_ other: HistoryDetailDelta) { details.add(other.details) }
}

/// What the history keeps beside calls, spend and tokens. Sums are pinned to 64 bits.
package struct HistoryDetails: Hashable, Sendable {
  /// Calls that count at nothing, as nobody knows what they cost.
  package var unpricedCalls: Int64 = 0
  /// Of the spend, what was made of tokens and prices.
  package var computed = Money.zero
  /// What calls under a subscription would have cost; none of it is in the spend.
  package var included = Money.zero
  /// By class. Of input and output, how many more these are than the tokens that went in and came
  /// out: fewer, mostly, as those hold the cached and the reasoning ones.
  package var tokens = PerTokenClass.zero

  package init() {}

  package mutating func add(_ other: HistoryDetails) {
    unpricedCalls = unpricedCalls.addingCount(other.unpricedCalls)
    computed += other.computed
    included += other.included
    tokens.add(other.tokens)
  }
}
