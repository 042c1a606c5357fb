/// Lines of CSV: RFC 4180 with line feeds as line ends.
enum CSVText {
  static func line(_ cells: [String]) -> String {
    cells.joined(separator: ",") + "\n"
  }

  /// A `'` in front of what a spreadsheet would take for a formula (OWASP, "CSV Injection").
  static func safe(_ text: String) -> String {
    text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } == true ? "'" + text : text
  }

  /// Quoted where it has a comma, a quotation mark or a control character.
  static func quoted(_ text: String) -> String {
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
