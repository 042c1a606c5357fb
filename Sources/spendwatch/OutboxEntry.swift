import SpendCore
import Terminal

/// One delivery of a listing.
struct OutboxEntry {
  private let value: JSONValue

  init(_ value: JSONValue) { self.value = value }

  var number: UInt64 { UInt64(clamping: value["number"]?.integer ?? 0) }
  var status: String { text("status") }
  var attempts: Int64 { value["attempts"]?.integer ?? 0 }
  var lastError: String? { value["last_error"]?.text.map { TerminalText.safe($0) } }

  /// `hard 100 % of support_qa for oncall`.
  var what: String {
    if let message { return "\(message) for \(text("receiver"))" }
    let name = group.isEmpty ? text("budget") : group
    let end = text("state") == "resolved" ? "the end of " : ""
    return
      "\(end)\(text("level")) \(value["percent"]?.integer ?? 0) % of \(name) for \(text("receiver"))"
  }

  /// Of a message that is no alert.
  private var message: String? {
    guard let sort = value["message"]?.text.map({ TerminalText.safe($0) }) else { return nil }
    return value["period"] == nil
      ? "a \(sort) of a later release" : "the \(sort) of \(text("period"))"
  }

  private func text(_ name: String) -> String { TerminalText.safe(value[name]?.text ?? "") }

  private var group: String {
    let members = value["group"]?.members ?? []
    return members.map { TerminalText.safe($0.value.text ?? "") }.joined(separator: "/")
  }

  var line: String {
    let error = value["last_error"]?.text.map { "  " + TerminalText.safe($0) } ?? ""
    let about =
      message
      ?? "\(text("state"))  \(text("level")) \(value["percent"]?.integer ?? 0) %  "
      + "\(text("budget"))  \(group)"
    return "\(number)  \(status)  \(text("receiver"))  \(about)  attempts \(attempts)\(error)"
  }

  var details: String {
    (value.members ?? []).map { member in
      "\(member.name): \(member.name == "group" ? group : rendered(member.value))"
    }.joined(separator: "\n")
  }

  private func rendered(_ value: JSONValue) -> String {
    if let text = value.text { return TerminalText.safe(text) }
    return value.integer.map(String.init) ?? "-"
  }
}
