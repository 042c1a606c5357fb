package import SpendCore

extension ReportTable {
  /// RFC 4180 with line feeds as line ends: a title line, then the rows. A value with a comma, a
  /// quotation mark, or a control character in it is quoted, and is otherwise left as it is, also
  /// when a spreadsheet would take it for a formula: the file is data, and every byte of it comes
  /// back. Amounts have nine digits. Totals are not in it.
  ///
  /// - Complexity: O(length).
  package var csv: String {
    var text = Self.line(ReportColumns.titles(query))
    for row in rows {
      text += Self.line((row.period.map { [$0] } ?? []) + row.values + Self.numbers(row.sums))
    }
    return text
  }

  /// For machines: amounts as decimal strings with nine digits.
  static func numbers(_ sums: ReportSums) -> [String] {
    [
      String(sums.calls), String(sums.inputTokens), String(sums.outputTokens),
      sums.cost.description, sums.averageCost.description,
    ]
  }

  private static func line(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"")
    }
    // Some readers cut spaces off what is not quoted, and take a formula for one.
    let isRisky =
      text.utf8.first.map { "=+-@ ".utf8.contains($0) } == true || text.hasSuffix(" ")
    if isPlain, !isRisky { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted.unicodeScalars.append("\"") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
