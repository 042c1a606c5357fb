package import SpendCore

extension ReportTable {
  /// RFC 4180 with line feeds as line ends: a title line, then the rows. Amounts have nine digits.
  /// Totals are not in it.
  ///
  /// - Parameter isRaw: values are left as they are, and every byte of them comes back; else a `'`
  ///   stands in front of what a spreadsheet would take for a formula.
  /// - Complexity: O(length).
  package func csv(isRaw: Bool = false) -> String {
    func cell(_ text: String) -> String { CSVText.quoted(isRaw ? text : CSVText.safe(text)) }
    var text = CSVText.line(titles.map(cell))
    for row in rows {
      let numbers = numbers(row)
      text += CSVText.line(
        (row.period.map { [$0] } ?? []) + row.values.map(cell) + columns.map { numbers.text($0) })
    }
    return text
  }
}
