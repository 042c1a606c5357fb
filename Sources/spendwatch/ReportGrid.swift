import Reporting
import SpendCore
import Status

/// A report for a terminal: aligned, with the totals below the rows. Texts from events are made
/// harmless; an empty value shows as `-`.
struct ReportGrid {
  var width: Int?

  func text(_ table: ReportTable) -> String {
    let titles = table.titles
    let texts = titles.count - table.columns.count
    var grid = TextGrid(
      titles.enumerated().map { index, title in
        TextGrid.Column(
          TerminalText.safe(title), isRightAligned: index >= texts,
          minimum: index < texts ? 12 : nil)
      })
    for row in table.rows {
      let values = row.values.map { $0.isEmpty ? "-" : TerminalText.safe($0) }
      grid.rows.append(
        (row.period.map { [$0] } ?? []) + values + table.textsForPeople(row))
    }
    let label = texts > 0 ? ["total"] + [String](repeating: "", count: texts - 1) : []
    grid.rows.append(label + table.totalsForPeople)
    return grid.lines(width: width).map { $0 + "\n" }.joined()
  }
}
