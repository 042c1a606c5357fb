/// What is added up over events. Sums are pinned to the range of 64 bits: a hostile log must not
/// end a report.
package struct ReportSums: Hashable, Sendable {
  package var calls: Int64 = 0
  package var inputTokens: Int64 = 0
  package var outputTokens: Int64 = 0
  package var cost = Money.zero

  package init() {}

  /// - Parameter calls: none for what is added to the cost of one that was counted.
  @inline(__always)
  mutating func add(_ line: Line, calls: Int64 = 1) {
    self.calls &+= calls
    inputTokens = Self.sum(inputTokens, line.inputTokens)
    outputTokens = Self.sum(outputTokens, line.outputTokens)
    cost += line.cost
  }

  mutating func add(_ row: HistoryRow) {
    calls += row.calls
    inputTokens = Self.sum(inputTokens, row.inputTokens)
    outputTokens = Self.sum(outputTokens, row.outputTokens)
    cost += row.spend
  }

  mutating func add(_ other: ReportSums) {
    calls += other.calls
    inputTokens = Self.sum(inputTokens, other.inputTokens)
    outputTokens = Self.sum(outputTokens, other.outputTokens)
    cost += other.cost
  }

  /// Both are counts, so a sum can only be too large.
  @inline(__always)
  static func sum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  package var tokens: Int64 { Self.sum(inputTokens, outputTokens) }

  /// The cost of one call, rounded half to even to nano-USD; zero without calls.
  package var averageCost: Money { cost.divided(by: calls) }
}

extension Money {
  /// Of an amount that is not negative, rounded half to even to nano-USD; zero where there is
  /// nothing to divide by.
  func divided(by count: Int64) -> Money {
    guard count > 0 else { return .zero }
    let (quotient, remainder) = nano.quotientAndRemainder(dividingBy: count)
    let rest = count - remainder
    let roundsUp = remainder > rest || (remainder == rest && quotient & 1 == 1)
    return Money(nano: roundsUp ? quotient + 1 : quotient)
  }
}
