package import SpendCore

/// Budgets as a table of a page (``ReportTable/html(title:heading:sections:)``): those that are
/// nearest to their limits or above them.
package enum BudgetSection {
  private static let most = 30

  /// Nil where nothing was spent under any budget.
  package static func html(_ rows: [EngineView.Row]) -> String? {
    let spent = rows.filter { $0.spend > .zero }.sorted {
      if $0.usedPermille != $1.usedPermille { return $0.usedPermille > $1.usedPermille }
      return ExactText($0.budget) < ExactText($1.budget)
    }
    guard !spent.isEmpty else { return nil }
    let head = line(["budget", "group", "window", "spend", "limit", "used"], "th")
    var body = spent.prefix(most).map { row in
      line(
        [
          row.budget, row.group.map(\.value).joined(separator: " / "),
          "\(row.kind.rawValue) \(row.unit.rawValue)", row.spend.text, row.limit.text,
          "\(row.usedPermille / 10).\(row.usedPermille % 10) %",
        ], "td")
    }
    if spent.count > most { body.append(line(["+\(spent.count - most) more"], "td")) }
    return "<div class=\"wide\"><table><thead>\(head)</thead>"
      + "<tbody>\n\(body.joined())</tbody></table></div>"
  }

  private static func line(_ cells: [String], _ tag: String) -> String {
    let parts = cells.enumerated().map { index, cell in
      "<\(tag)\(index < 3 ? "" : " class=\"n\"")>\(HTML.escaped(cell))</\(tag)>"
    }
    return "<tr>\(parts.joined())</tr>\n"
  }
}
