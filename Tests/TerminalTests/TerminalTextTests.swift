import Terminal
import Testing

/// Measuring and cutting text for a terminal.
@Suite struct TerminalTextTests {
  @Test(
    "width counts columns, not characters",
    arguments: [
      ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한글", 4), ("🙂", 2), ("", 0), ("██", 2),
    ])
  func width(text: String, width: Int) {
    #expect(TerminalText.width(text) == width)
  }

  @Test(
    "cut text ends in an ellipsis and never exceeds its width",
    arguments: [
      ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
      ("abc", 1, "…"),
    ])
  func fit(text: String, limit: Int, expected: String) {
    #expect(TerminalText.fit(text, width: limit) == expected)
    #expect(TerminalText.width(expected) <= limit)
  }

  @Test("a pile of marks on one character is cut")
  func zalgo() {
    let text = "a" + String(repeating: "\u{301}", count: 10_000)
    #expect(TerminalText.fit(text, width: 10).unicodeScalars.count <= 41)
  }

  @Test("plain text of any language is left alone", arguments: ["plain", "naïve 日本 🙂", ""])
  func safe(text: String) {
    #expect(TerminalText.safe(text) == text)
  }

  @Test(
    "Wrapped text loses nothing but its spaces, and no line is wider than the terminal",
    arguments: [
      ("short", ["short"]), ("one two three four", ["one two", "  three", "  four"]),
      ("abcdefghijklmnop q", ["abcdefghij", "  klmnop q"]), ("", [""]),
      ("a  b", ["a  b"]), ("日本語日本語日本語", ["日本語日本", "  語日本語"]),
      ("a 0123456789", ["a", "  01234567", "  89"]),
    ])
  func wrapped(text: String, lines: [String]) {
    #expect(TerminalText.wrapped(text, width: 10) == lines)
    #expect(lines.allSatisfy { TerminalText.width($0) <= 10 })
  }
}
