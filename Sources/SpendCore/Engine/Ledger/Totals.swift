/// Counters since the state directory was created.
package struct Totals: Hashable, Sendable {
  package var events: Int64 = 0
  package var spend: Money = .zero
  /// By ``Rejection/allCases``.
  package var rejected = [Int64](repeating: 0, count: Rejection.allCases.count)
  /// By ``Flags/names``.
  package var flagged = [Int64](repeating: 0, count: Flags.names.count)
  /// Bytes that were destroyed before they could be read; files that vanished after
  /// everything known of them was.
  package var gaps: Int64 = 0
  package var unverifiedEnds: Int64 = 0
  /// Files that did not begin as they had, and were known by what was consumed of them last.
  package var rewritten: Int64 = 0
  /// Lines of text between the events.
  package var text: Int64 = 0
  /// Whether calls without a cost are priced where nothing says otherwise: not in a state that is
  /// older than prices, where they would come on top of what was counted for them before.
  package var computesCosts = true
  /// See ``SeenIDs/forgotten``; of a view only.
  package var idsForgotten: Int64 = 0
  /// What calls under a subscription would have cost.
  package var includedValue: Money = .zero

  package func flagged(_ flag: Flags) -> Int64 {
    Flags.names.firstIndex { $0.flag == flag }.map { flagged[$0] } ?? 0
  }

  package var unpricedCalls: Int64 { flagged(.unpriced) }
}
