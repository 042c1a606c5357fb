package import SpendCore

extension ReportTable {
  /// A table of GitHub Flavored Markdown with the totals as its last row. Values are shown as they
  /// are: whatever would be markup, end a cell, or drive a terminal is escaped. Amounts are for
  /// people. O(length).
  package var markdown: String {
    let titles = self.titles
    let texts = titles.count - columns.count
    var text = Self.line(titles.map(Self.escaped))
    text += Self.line(titles.indices.map { $0 < texts ? "---" : "---:" })
    for row in rows {
      text += Self.line(
        ((row.period.map { [$0] } ?? []) + row.values).map(Self.escaped)
          + textsForPeople(row))
    }
    let label = texts > 0 ? ["**total**"] + [String](repeating: "", count: texts - 1) : []
    return text + Self.line(label + totalsForPeople)
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "|", "\\", "`", "*", "[", "]", "~", "!", "#": escaped += "\\\(scalar)"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "_":
        // Inside a word it is none of Markdown's.
        let isInside =
          index > 0 && index + 1 < scalars.count && isLetter(scalars[index - 1])
          && isLetter(scalars[index + 1])
        escaped += isInside ? "_" : "\\_"
      case _ where isUnsafe(scalar): escaped += "\\\\u{\(String(scalar.value, radix: 16))}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
  }

  /// Control and format characters: line ends, escape sequences, changes of direction.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      true
    default: false
    }
  }
}
