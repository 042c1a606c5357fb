/// What came from a source: how much of it without a feature, and how much with
/// a cost of its tokens.
package struct SourceSpend: Hashable, Sendable {
  package var calls: Int64 = 0
  package var spend: Money = .zero
  package var untaggedCalls: Int64 = 0
  package var untaggedSpend: Money = .zero
  package var computedCalls: Int64 = 0
  package var computedSpend: Money = .zero
  package var unpricedCalls: Int64 = 0
  /// What repeated calls cost more than they had before.
  package var correctedSpend: Money = .zero

  /// What the lines say of themselves.
  package var loggedSpend: Money {
    Money(nano: spend.nano &- computedSpend.nano &- correctedSpend.nano)
  }

  package init() {}

  package mutating func add(_ other: SourceSpend) {
    calls = calls.addingCount(other.calls)
    spend += other.spend
    // Most of what is applied at once has nothing of the rest.
    if other.isPlain { return }
    addRest(other)
  }

  private var isPlain: Bool {
    untaggedCalls | computedCalls | unpricedCalls | correctedSpend.nano == 0
  }

  @inline(never)
  private mutating func addRest(_ other: SourceSpend) {
    untaggedCalls = untaggedCalls.addingCount(other.untaggedCalls)
    untaggedSpend += other.untaggedSpend
    computedCalls = computedCalls.addingCount(other.computedCalls)
    computedSpend += other.computedSpend
    unpricedCalls = unpricedCalls.addingCount(other.unpricedCalls)
    correctedSpend += other.correctedSpend
  }

  /// What came since.
  package func since(_ before: SourceSpend) -> SourceSpend {
    var rest = self
    rest.calls &-= before.calls
    rest.spend = Money(nano: spend.nano &- before.spend.nano)
    rest.untaggedCalls &-= before.untaggedCalls
    rest.untaggedSpend = Money(nano: untaggedSpend.nano &- before.untaggedSpend.nano)
    rest.computedCalls &-= before.computedCalls
    rest.computedSpend = Money(nano: computedSpend.nano &- before.computedSpend.nano)
    rest.unpricedCalls &-= before.unpricedCalls
    rest.correctedSpend = Money(nano: correctedSpend.nano &- before.correctedSpend.nano)
    return rest
  }
}

/// As the state has it: a list of names with numbers, of which those that are nothing are left out.
extension SourceSpend {
  var named: [(String, Int64)] {
    [
      ("calls", calls), ("nano_usd", spend.nano), ("untagged_calls", untaggedCalls),
      ("untagged_nano_usd", untaggedSpend.nano), ("computed_calls", computedCalls),
      ("computed_nano_usd", computedSpend.nano), ("unpriced_calls", unpricedCalls),
      ("corrected_nano_usd", correctedSpend.nano),
    ]
  }

  init(named: [(String, Int64)]) {
    func value(_ name: String) -> Int64 { named.first { $0.0 == name }?.1 ?? 0 }
    calls = value("calls")
    spend = Money(nano: value("nano_usd"))
    untaggedCalls = value("untagged_calls")
    untaggedSpend = Money(nano: value("untagged_nano_usd"))
    computedCalls = value("computed_calls")
    computedSpend = Money(nano: value("computed_nano_usd"))
    unpricedCalls = value("unpriced_calls")
    correctedSpend = Money(nano: value("corrected_nano_usd"))
  }
}
