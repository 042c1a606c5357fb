import SpendCore

/// Takes the meaning off the characters to which a chat service gives one.
struct Escaping: Sendable {
  private let replacement: @Sendable (Unicode.Scalar) -> String?

  /// Slack: only these three.
  static let slack = Escaping { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    default: nil
    }
  }

  /// HTML, between tags and in quotes.
  static let html = Escaping { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    default: nil
    }
  }

  /// Markdown, as Discord and Adaptive Cards read it: a backslash before all punctuation that can
  /// mean something.
  static let markdown = Escaping { scalar in
    "\\*_~`|>#[]<@".unicodeScalars.contains(scalar) ? "\\" + String(scalar) : nil
  }

  func callAsFunction(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let replaced = replacement(scalar) {
        result += replaced
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// One safe line, escaped, and after that no longer than `limit` UTF-16 units: escapes make a
  /// hostile name up to five times as long, and a cut must not split one.
  func line(_ text: String, limit: Int) -> String {
    var width = limit
    while width > 0 {
      let escaped = self(SafeText.line(text, limit: width))
      let length = escaped.utf16.count
      if length <= limit { return escaped }
      width = min(width - 1, width * limit / length)
    }
    return ""
  }
}
