/// How a text of the file is quoted in a message.
enum Quoted {
  /// `'text'`, cut to 60 characters, control characters as `\u{…}`. What looks like a secret that
  /// went astray (a URL, a signing secret) is not shown at all.
  static func text(_ text: String) -> String {
    guard !looksSecret(text) else { return "<redacted>" }
    return "'\(cut(text))'"
  }

  /// The path of a key below another: `budgets[2].daily`, `receivers.'on call'`.
  static func path(_ parent: String, _ key: String) -> String {
    let isSimple =
      !key.isEmpty && key.utf8.count <= 60
      && key.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-"
      }
    let shown = isSimple && !looksSecret(key) ? key : text(key)
    return parent.isEmpty ? shown : "\(parent).\(shown)"
  }

  private static func looksSecret(_ text: String) -> Bool {
    text.contains("://") || text.contains("whsec_")
  }

  private static func cut(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(60) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return text.unicodeScalars.count > 60 ? shown + "…" : shown
  }
}
