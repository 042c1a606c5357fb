/// The whole digest as text of several lines: for a terminal, the plain part of a mail, and
/// receivers without markup.
extension DigestText {
  package var plain: String {
    message(limit: 8000) { $0 }.map { "\(title)\n\n\($0)\n" } ?? plain(title)
  }

  var builtInPlain: String { plain(builtInTitle) }

  private func plain(_ title: String) -> String {
    var lines = [title]
    guard !isEmpty else { return lines.joined(separator: "\n") + "\n" }
    if let monthLine { lines.append(monthLine) }
    lines.append("")
    lines += table
    if let others { lines.append("  \(others)") }
    add("Odd", odd, to: &lines)
    add("Budgets", budgets, to: &lines)
    add("Alerts", alerts, to: &lines)
    add("Data", [data], to: &lines)
    lines += ["", footer]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Columns as wide as what is in them.
  private var table: [String] {
    let cells = rows.map { [$0.name, $0.spend, $0.share, $0.change, $0.spark, $0.perCall] }
    let widths = (0..<6).map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      var line = " "
      for (column, cell) in row.enumerated() where widths[column] > 0 {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        // Numbers to the right.
        line += " " + ([0, 4].contains(column) ? cell + padding : padding + cell) + " "
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private func add(_ name: String, _ entries: [String], to lines: inout [String]) {
    guard let first = entries.first else { return }
    lines.append("")
    if entries.count == 1 { return lines.append("\(name): \(first)") }
    lines.append(name)
    lines += entries.map { "• \($0)" }
  }

  /// What a chat shows below its title, a section each, escaped.
  func sections(bold: (String) -> String, escape: (String) -> String) -> [String] {
    if let own = message(limit: 2900, escape: escape) { return [own] }
    guard !isEmpty else { return [] }
    var sections: [String] = []
    if let monthLine { sections.append(escape(monthLine)) }
    var top = rows.map { row in
      let parts = [row.spend, row.share, row.change, row.perCall, row.spark].filter { !$0.isEmpty }
      return "\(bold(escape(row.name))) \(escape(parts.joined(separator: " · ")))"
    }
    if let others { top.append(escape(others)) }
    sections.append(top.joined(separator: "\n"))
    for (name, entries) in [("Odd", odd), ("Budgets", budgets), ("Alerts", alerts)] {
      guard let first = entries.first else { continue }
      sections.append(
        entries.count == 1
          ? "\(bold(name)): \(escape(first))"
          : ([bold(name)] + entries.map { "• \(escape($0))" }).joined(separator: "\n"))
    }
    return sections + ["\(bold("Data")): \(escape(data))"]
  }
}
