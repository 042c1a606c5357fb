import SpendCore

/// Keys that come with later versions: known, checked as far as their shape is, reported as such.
extension Reader {
  mutating func later(_ section: Section) {
    for key in ["health"] {
      guard let field = section[key], isOn(field) else { continue }
      later(field)
    }
    guard let http = section["http"], isOn(http) else { return }
    if case .mapping = http.value.content,
      let inner = self.section(http, known: ["listen"]), let listen = inner["listen"]
    {
      checkListen(listen)
    }
    later(http)
  }

  /// Whether it is a mapping; `off` and nothing are not.
  private mutating func isOn(_ field: Field) -> Bool {
    switch field.value.content {
    case .mapping: return true
    case .scalar("off", _): return false
    case .scalar where field.value.isNothing: return false
    default:
      error(field, "must be a mapping or off")
      return false
    }
  }

  /// `127.0.0.1:9465`, `[::1]:9465`, `localhost:9465`.
  private mutating func checkListen(_ field: Field) {
    guard let text = text(field), text != "off" else { return }
    let colon = text.lastIndex(of: ":")
    let port = colon.flatMap { UnitParser.whole(String(text[text.index(after: $0)...])) }
    let host = colon.map { text[..<$0] } ?? ""
    let isHost = !host.isEmpty && !host.contains("/") && !host.contains(" ")
    guard isHost, let port, (0...65_535).contains(port) else {
      error(field, "must be an address and a port, like 127.0.0.1:9465")
      return
    }
  }
}
