package import SpendCore

extension ReportTable {
  /// RFC 4180 with line feeds as line ends: a title line, then the rows. A value with a comma, a
  /// quotation mark, or a control character in it is quoted. Amounts have nine digits. Totals are
  /// not in it.
  ///
  /// - Parameter isRaw: values are left as they are, and every byte of them comes back; else a `'`
  ///   stands in front of what a spreadsheet would take for a formula (OWASP, "CSV Injection").
  /// - Complexity: O(length).
  package func csv(isRaw: Bool = false) -> String {
    func safe(_ text: String) -> String {
      let isFormula = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } == true
      return isFormula && !isRaw ? "'" + text : text
    }
    var text = Self.line(titles.map { Self.quoted(safe($0)) })
    for row in rows {
      let numbers = numbers(row)
      let texts = row.values.map { Self.quoted(safe($0)) }
      text += Self.line(
        (row.period.map { [$0] } ?? []) + texts + columns.map { numbers.text($0) })
    }
    return text
  }

  private static func line(_ cells: [String]) -> String {
    cells.joined(separator: ",") + "\n"
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
