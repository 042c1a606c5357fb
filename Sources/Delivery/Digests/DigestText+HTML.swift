import SpendCore

/// The digest as one page that stands alone: for a mail and a browser. Tables and inline
/// styles alone, bars as table cells: mail clients strip styles, scripts and SVG, and what is
/// left is still the table.
extension DigestText {
  package var html: String {
    let title = Escaping.html(title)
    var body = "<h1 style=\"font-size:18px;margin:0 0 8px\">\(title)</h1>"
    if let own = message(limit: 8000, escape: { $0 }) {
      let lines = own.split(separator: "\n", omittingEmptySubsequences: false)
      body += "<p>\(lines.map { Escaping.html(String($0)) }.joined(separator: "<br>\n"))</p>"
    } else if !isEmpty {
      if let monthLine { body += "<p style=\"margin:0 0 16px\">\(Escaping.html(monthLine))</p>" }
      body += htmlTable
      for (name, entries) in [
        ("Odd", odd), ("Budgets", budgets), ("Alerts", alerts), ("Data", [data]),
      ] where !entries.isEmpty {
        body += "<h2 style=\"font-size:14px;margin:20px 0 4px\">\(name)</h2>"
        body += Self.list(entries)
      }
      body +=
        "<p style=\"margin:24px 0 0;color:#6b7280;font-size:12px\">\(Escaping.html(footer))</p>"
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title></head>
      <body style="margin:0;padding:16px;font:14px/1.5 -apple-system,'Segoe UI',Roboto,\
      Helvetica,Arial,sans-serif">
      <div style="max-width:720px;margin:0 auto">\(body)</div></body></html>

      """
  }

  private static func list(_ entries: [String]) -> String {
    guard entries.count > 1 else {
      return "<p style=\"margin:0\">\(Escaping.html(entries.first ?? ""))</p>"
    }
    let items = entries.map { "<li>\(Escaping.html($0))</li>" }.joined()
    return "<ul style=\"margin:0;padding-left:20px\">\(items)</ul>"
  }

  // MARK: The table

  private var htmlTable: String {
    let by = SafeText.line(digest.by.joined(separator: ", "), limit: 60)
    var rows = Self.row([by, "spend", "share", "", "change", "a call", "trend"], isHead: true)
    for row in self.rows {
      rows += Self.row(
        [
          Escaping.html(row.name), Escaping.html(row.spend), row.share,
          Self.bar(row.sharePermille), Escaping.html(row.change),
          Escaping.html(row.perCall.replacing(" a call", with: "")), row.spark,
        ])
    }
    if let others { rows += Self.row([Escaping.html(others), "", "", "", "", "", ""]) }
    return "<table role=\"presentation\" cellspacing=\"0\" cellpadding=\"0\" "
      + "style=\"border-collapse:collapse;width:100%\">\(rows)</table>"
  }

  /// - Parameter cells: markup.
  private static func row(_ cells: [String], isHead: Bool = false) -> String {
    let cells = cells.enumerated().map { column, cell in
      let alignment = [0, 3, 6].contains(column) ? "left" : "right"
      let tag = isHead ? "th" : "td"
      let weight = isHead ? "font-weight:600;font-size:12px;color:#6b7280;" : ""
      return "<\(tag) style=\"text-align:\(alignment);padding:4px 10px 4px 0;\(weight)"
        + "border-bottom:1px solid #d1d5db;white-space:\(column == 0 ? "normal" : "nowrap")\">"
        + "\(cell)</\(tag)>"
    }
    return "<tr>\(cells.joined())</tr>"
  }

  /// As wide as the share, of eighty pixels.
  private static func bar(_ permille: Int64) -> String {
    let width = max(1, min(80, permille * 80 / 1000))
    return "<table role=\"presentation\" cellspacing=\"0\" cellpadding=\"0\"><tr>"
      + "<td bgcolor=\"#2563eb\" style=\"width:\(width)px;height:10px;font-size:0\">&nbsp;</td>"
      + "<td style=\"width:\(80 - width)px;font-size:0\">&nbsp;</td></tr></table>"
  }
}
