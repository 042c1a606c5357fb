/// A table for a terminal: columns as wide as their longest text, two spaces
/// between them. O(cells).
///
/// Where no width is known nothing is cut, but no column is made wider than ``usualWidth`` for the
/// sake of one monstrous text: that row is longer than the others.
package struct TextGrid: Sendable {
  package struct Column: Sendable {
    package var title: String
    package var isRightAligned: Bool
    /// Down to this width it gives way when the terminal is too narrow; nil: never.
    package var minimum: Int?

    package init(_ title: String, isRightAligned: Bool = false, minimum: Int? = nil) {
      self.title = title
      self.isRightAligned = isRightAligned
      self.minimum = minimum
    }
  }

  /// Of a column, where no width is known.
  package static let usualWidth = 80

  package var columns: [Column]
  /// Safe to print (``TerminalText/safe(_:)``), one text a column.
  package var rows: [[String]] = []

  package init(_ columns: [Column]) { self.columns = columns }

  /// The title and the rows.
  ///
  /// - Parameters:
  ///   - width: columns of the terminal; nil: as wide as it gets.
  ///   - style: what a row's finished line becomes (a colour), by the number of the row.
  package func lines(
    width: Int? = nil, style: (Int, String) -> String = { $1 }
  ) -> [String] {
    let widths = fittedWidths(limit: width)
    let isCut = width != nil
    let title = line(columns.map(\.title), widths: widths, isCut: isCut)
    return [title] + rows.enumerated().map { style($0, line($1, widths: widths, isCut: isCut)) }
  }

  private func fittedWidths(limit: Int?) -> [Int] {
    var widths = columns.indices.map { column in
      rows.reduce(TerminalText.width(columns[column].title)) {
        max($0, TerminalText.width($1[column]))
      }
    }
    guard let limit else { return widths.map { min($0, Self.usualWidth) } }
    var excess = widths.reduce(2 * (widths.count - 1), +) - limit
    // The widest that can give way does, so that no column is cut while another has room to spare.
    while excess > 0 {
      let candidates = columns.indices.filter { widths[$0] > columns[$0].minimum ?? .max }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ cells: [String], widths: [Int], isCut: Bool) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { line += "  " }
      let text = isCut ? TerminalText.fit(cell, width: widths[index]) : cell
      line += TerminalText.pad(
        text, width: widths[index], toTheLeft: columns[index].isRightAligned)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }
}
