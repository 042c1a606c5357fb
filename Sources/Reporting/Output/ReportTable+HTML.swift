package import SpendCore

extension ReportTable {
  /// One page that stands alone: headline numbers, with periods a chart of what was spent in each,
  /// and the table with bars. No script, nothing from elsewhere; light and dark, for paper and for
  /// mail (where style or SVG are taken out, the table says it all). Everything that comes from
  /// events is escaped. O(length).
  ///
  /// - Parameters:
  ///   - heading: what it is of (``ReportHeading``).
  ///   - title: of the page.
  ///   - sections: what comes below: a title and a table each.
  package func html(
    title: String, heading: String, sections: [(title: String, table: String)] = []
  ) -> String {
    let below = sections.map { "\n<h2>\(HTML.escaped($0.title))</h2>\n\($0.table)" }.joined()
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(HTML.escaped(title))</title>
      <style>
      \(Self.style)
      </style></head><body>
      <h1>\(HTML.escaped(title))</h1>
      <p class="of">\(HTML.escaped(heading))</p>
      \(headline)\(chart)\(htmlTable)\(below)
      </body></html>

      """
  }

  private static let style = """
    :root{color-scheme:light dark;--text:#1b1f24;--faint:#59636e;--line:#d8dee4;--page:#fff;--bar:#c9dcf5}
    @media (prefers-color-scheme:dark){:root{--text:#e6edf3;--faint:#9198a1;--line:#3d444d;--page:#0d1117;--bar:#1f3a5f}}
    body{font:15px/1.45 system-ui,sans-serif;color:var(--text);background:var(--page);max-width:60rem;margin:2rem auto;padding:0 1rem}
    h1{font-size:1.4rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .4rem}.of{color:var(--faint);margin:.2rem 0 1.2rem}
    .numbers{display:flex;flex-wrap:wrap;gap:.8rem 2.5rem;margin:0 0 1.4rem}.numbers div{min-width:7rem}
    .numbers b{display:block;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums}.numbers span{color:var(--faint)}
    .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
    th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
    th{color:var(--faint);font-weight:600}.n{text-align:right}.n,.p{white-space:nowrap}td{overflow-wrap:anywhere}
    tfoot td{font-weight:600;border-bottom:0}svg{width:100%;height:auto;margin:0 0 .4rem}svg text{fill:var(--faint);font-size:11px}
    .key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:0 0 1.4rem;padding:0;list-style:none;color:var(--faint)}
    .key i{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin-right:.4rem;vertical-align:-.1rem}
    @media print{body{margin:0;max-width:none;font-size:11px}tr{break-inside:avoid}thead{display:table-header-group}}
    """

  // MARK: Headline

  private var headline: String {
    var numbers = [(totals.cost.text, "spent"), ("\(totals.calls)", "calls")]
    if totals.calls > 0 { numbers.append((totals.averageCost.text, "a call")) }
    if columns.contains(.change) {
      numbers.append((totalNumbers.textForPeople(.change), "beside \(previousTotal.text) before"))
    }
    if untaggedShare > 0 {
      numbers.append((Self.percent(untaggedShare), "without a feature"))
    }
    if unpricedCalls > 0 { numbers.append(("\(unpricedCalls)", "calls without a price")) }
    let cells = numbers.map {
      "<div><b>\(HTML.escaped($0.0))</b><span>\(HTML.escaped($0.1))</span></div>"
    }
    return "<div class=\"numbers\">\(cells.joined())</div>\n"
  }

  private static func percent(_ share: Double) -> String {
    let tenths = Int64((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }

  // MARK: Table

  package var htmlTable: String {
    let texts = titles.count - columns.count
    func line(_ cells: [String], _ tag: String) -> String {
      let parts = cells.enumerated().map { index, cell in
        let isPeriod = index == 0 && query.period != .total
        let kind = isPeriod ? " class=\"p\"" : index < texts ? "" : " class=\"n\""
        return "<\(tag)\(kind)>\(HTML.escaped(cell))</\(tag)>"
      }
      return "<tr>\(parts.joined())</tr>\n"
    }
    let largest = rows.map(\.sums.cost).max() ?? .zero
    let lines = rows.map { row in
      let cells =
        (row.period.map { [$0] } ?? []) + row.values.map { $0.isEmpty ? "–" : $0 }
        + textsForPeople(row)
      // A bar behind the row, by its cost; nothing is lost where it is not shown.
      let width = Self.percent(Self.share(row.sums.cost, of: largest)).dropLast(2)
      let style =
        "background:linear-gradient(90deg,var(--bar) \(width)%,transparent \(width)%) 0 100%/100% 3px no-repeat"
      return line(cells, "td").replacing("<tr>", with: "<tr style=\"\(style)\">")
    }
    let label = texts > 0 ? ["total"] + [String](repeating: "", count: texts - 1) : []
    return
      "<div class=\"wide\"><table><thead>\(line(titles, "th"))</thead><tbody>\n\(lines.joined())"
      + "</tbody><tfoot>\(line(label + totalsForPeople, "td"))</tfoot></table></div>"
  }

  // MARK: Chart

  private static let colours = [
    "#3b82f6", "#f59e0b", "#10b981", "#ef4444", "#8b5cf6", "#06b6d4", "#94a3b8",
  ]

  /// Stacked columns, one a period, of the values that cost most.
  private var chart: String {
    // Of some rows alone it would show too little.
    guard query.period != .total, query.top == nil, rows.count > 1 else { return "" }
    var byName: [ExactText: Double] = [:]
    var byPeriod: [String: [ExactText: Double]] = [:]
    for row in rows {
      let name = ExactText(row.values.map { $0.isEmpty ? "–" : $0 }.joined(separator: " · "))
      let cost = Double(row.sums.cost.nano) / 1e9
      byName[name, default: 0] += cost
      byPeriod[row.period ?? "", default: [:]][name, default: 0] += cost
    }
    let names = byName.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let shown = Array(names.prefix(names.count == Self.colours.count ? 7 : 6))
    let periods = byPeriod.keys.sorted()
    let sums = periods.map { byPeriod[$0, default: [:]].values.reduce(0, +) }
    guard let most = sums.max(), most > 0 else { return "" }
    let step = 880.0 / Double(periods.count)
    var shapes = ""
    for (index, period) in periods.enumerated() {
      let costs = byPeriod[period, default: [:]]
      var parts = shown.map { costs[$0] ?? 0 }
      let rest = sums[index] - parts.reduce(0, +)
      if rest > most * 1e-9 { parts.append(rest) }
      var top = 200.0
      for (number, part) in parts.enumerated() where part > 0 {
        let height = part / most * 180
        top -= height
        let colour = Self.colours[number < shown.count ? number : Self.colours.count - 1]
        shapes +=
          "<rect x=\"\(Self.digits(60 + Double(index) * step))\" y=\"\(Self.digits(top))\" "
          + "width=\"\(Self.digits(max(0.5, step * 0.84)))\" height=\"\(Self.digits(height))\" "
          + "fill=\"\(colour)\"/>"
      }
    }
    // As many dates as there is room for.
    let every = max(1, (periods.count + 7) / 8)
    for index in stride(from: 0, to: periods.count, by: every) {
      let isLast = index + every >= periods.count && periods.count > 8
      let x = isLast ? 940 : 60 + Double(index) * step
      shapes +=
        "<text x=\"\(Self.digits(x))\" y=\"216\"\(isLast ? " text-anchor=\"end\"" : "")>"
        + "\(HTML.escaped(periods[index]))</text>"
    }
    let scale = Money(nano: Int64(most * 1e9)).text
    let key = (shown.map(\.text) + (names.count > shown.count ? ["others"] : [])).enumerated().map {
      let colour = Self.colours[$0.offset < shown.count ? $0.offset : Self.colours.count - 1]
      return "<li><i style=\"background:\(colour)\"></i>\(HTML.escaped($0.element))</li>"
    }
    return """
      <svg viewBox="0 0 960 224" role="img" aria-label="Cost by \(query.period.rawValue)">
      <line x1="60" y1="20" x2="940" y2="20" stroke="var(--line)"/><line x1="60" y1="200" x2="940" y2="200" stroke="var(--line)"/>
      <text x="52" y="24" text-anchor="end">\(HTML.escaped(scale))</text><text x="52" y="204" text-anchor="end">$0</text>
      \(shapes)</svg>
      <ul class="key">\(query.dimensions.isEmpty ? "" : key.joined())</ul>

      """
  }

  /// With one digit after the point: no exponent, and no more than is seen.
  private static func digits(_ value: Double) -> String {
    let tenths = Int64((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}

/// Text of events on a page.
enum HTML {
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case _ where isInvisible(scalar): escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Controls and changes of direction: they would show something else than is there.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
