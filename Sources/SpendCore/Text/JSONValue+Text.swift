extension JSONValue {
  /// On one line, as it was read.
  package var json: String { text(level: nil) }

  /// For people: a member or element a line.
  package var indented: String { text(level: 0) }

  private func text(level: Int?) -> String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .string(let value): Self.quoted(value)
    case .array(let elements):
      Self.nest("[", elements.map { $0.text(level: level.map { $0 + 1 }) }, "]", level)
    case .object(let members):
      Self.nest(
        "{",
        members.map { member in
          Self.quoted(member.name) + (level == nil ? ":" : ": ")
            + member.value.text(level: level.map { $0 + 1 })
        }, "}", level)
    }
  }

  private static func nest(
    _ open: String, _ parts: [String], _ close: String, _ level: Int?
  ) -> String {
    guard let level, !parts.isEmpty else { return open + parts.joined(separator: ",") + close }
    let margin = String(repeating: "  ", count: level)
    return "\(open)\n\(margin)  " + parts.joined(separator: ",\n\(margin)  ")
      + "\n\(margin)\(close)"
  }

  private static func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.element(text)
    return json.text
  }
}
