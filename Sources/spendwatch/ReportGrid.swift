import Reporting
import SpendCore
import Terminal

/// A report for a terminal: aligned, with the totals below the rows. Texts from events are made
/// harmless; an empty value shows as `-`. Where there is room, a bar shows what each row costs
/// beside the dearest one.
struct ReportGrid {
  /// Of the terminal; nil: as wide as it gets.
  var width: Int?
  var look = TerminalLook()

  private static let barWidths = 8...24

  func text(_ table: ReportTable) -> String {
    let grid = grid(table)
    let plain = grid.lines(width: width)
    guard look != TerminalLook() else { return plain.map { $0 + "\n" }.joined() }
    let start = (plain.map(TerminalText.width).max() ?? 0) + 2
    let room = (width ?? 80) - start
    let hasBars = table.columns.contains(.cost) && room >= Self.barWidths.lowerBound
    let bars = hasBars ? bars(table, width: min(room, Self.barWidths.upperBound)) : []
    return plain.enumerated().map { number, line in
      let row = number - 1
      // The titles, the rows, the totals.
      guard table.rows.indices.contains(row) else { return look.styled(line, .bold) + "\n" }
      guard hasBars, !bars[row].isEmpty else { return line + "\n" }
      return TerminalText.pad(line, width: start) + look.styled(bars[row], .blue) + "\n"
    }.joined()
  }

  private func bars(_ table: ReportTable, width: Int) -> [String] {
    let most = table.rows.map(\.sums.cost.nano).max() ?? 0
    return table.rows.map { look.bar($0.sums.cost.nano, of: most, width: width) }
  }

  private func grid(_ table: ReportTable) -> TextGrid {
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
    return grid
  }
}
