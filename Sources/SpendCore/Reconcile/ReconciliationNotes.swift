/// What a comparison does not compare, and what is to be known of it.
package struct ReconciliationNotes: Hashable, Sendable {
  /// Taxes, other services.
  package var leftOut: [String: Money] = [:]
  /// Of the logs: what models cost that this provider does not sell.
  package var otherModels: [String: Money] = [:]
  package var otherCost = Money.zero
  /// Too fresh to be judged.
  package var freshDays = 0
  /// Of which the export has only a part.
  package var partialDays: [Int64] = []
  /// On which calls were counted here; before them the provider has some.
  package var firstOfOurs: Int64?
  /// Usage of days without amounts.
  package var rowsWithoutAmounts = 0
  package var lacksPages = false

  package init() {}

  /// For people, a sentence each.
  package var lines: [String] {
    var lines: [String] = []
    func dates(_ days: [Int64]) -> String {
      days.prefix(5).map { "\(CivilDate(day: $0))" }.joined(separator: ", ")
        + (days.count > 5 ? " and \(days.count - 5) more" : "")
    }
    if freshDays > 0 {
      lines.append(
        freshDays == 1
          ? "1 day is shown, not judged: its bill may still change (--delay)"
          : "\(freshDays) days are shown, not judged: their bill may still change (--delay)")
    }
    if !partialDays.isEmpty {
      lines.append("not judged, as the export has only a part of it: \(dates(partialDays))")
    }
    if let firstOfOurs {
      lines.append("nothing was counted here before \(CivilDate(day: firstOfOurs))")
    }
    if otherCost > .zero {
      let names = otherModels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
      lines.append(
        "not compared: \(otherCost.text) of models that are of other providers ("
          + names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
          + "); --where 'model=*' compares them too")
    }
    for (what, cost) in leftOut.sorted(by: { $0.key < $1.key }) {
      lines.append("left out of the export: \(cost.text) of \(what)")
    }
    if rowsWithoutAmounts > 0 {
      lines.append(
        "left out of the export: usage of days for which it has no amounts"
          + " (\(rowsWithoutAmounts) rows)")
    }
    if lacksPages {
      lines.append("the export says that there are further pages (has_more): name all of them")
    }
    return lines
  }
}
