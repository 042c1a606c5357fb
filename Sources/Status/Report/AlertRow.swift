package import SpendCore
import Terminal

/// An alert of the daemon's list, for people.
package struct AlertRow: Sendable {
  private let value: JSONValue

  package init(_ value: JSONValue) { self.value = value }

  package var decidedAt: String { value["decided_at"]?.text ?? "" }

  private func text(_ name: String) -> String { TerminalText.safe(value[name]?.text ?? "") }

  private func time(_ name: String, _ zone: TimeZoneRules) -> String? {
    value[name]?.text.flatMap { Timestamp(statusText: $0) }.map {
      String(StatusHeadline(zone: zone).text($0).prefix(16))
    }
  }

  /// `LLM budget exceeded:` stands above all of them.
  private var what: String {
    let headline = text("headline")
    return headline.hasPrefix("LLM budget ") ? String(headline.dropFirst(11)) : headline
  }

  private var told: String {
    (value["delivered"]?.members ?? []).map { member in
      let status = TerminalText.safe(member.value.text ?? "")
      let name = TerminalText.safe(member.name)
      return status == "delivered" || status == "told" ? name : "\(name) (\(status))"
    }.joined(separator: ", ")
  }

  private func end(_ zone: TimeZoneRules) -> String {
    guard let ended = time("resolved_at", zone) else { return "" }
    let why = text("resolved_because").replacing("_", with: " ")
    return why.isEmpty ? ended : "\(ended) (\(why))"
  }

  /// A table with a line for each, titles first.
  package static func lines(_ rows: [AlertRow], zone: TimeZoneRules, width: Int?) -> [String] {
    var grid = TextGrid([
      .init("FIRED"), .init("LLM BUDGET", minimum: 24), .init("LEVEL"), .init("TOLD", minimum: 8),
      .init("RESOLVED", minimum: 8), .init("ID", minimum: 8),
    ])
    grid.rows = rows.map { row in
      [
        row.time("timestamp", zone) ?? "", row.what, row.text("level"),
        row.value["first_read"]?.bool == true ? "\(row.told) (first read)" : row.told,
        row.end(zone), row.text("id"),
      ]
    }
    return grid.lines(width: width)
  }

  /// As the daemon sent them.
  package static func json(_ rows: [AlertRow]) -> String {
    "{\"alerts\":[" + rows.map(\.value.json).joined(separator: ",") + "]}"
  }
}
