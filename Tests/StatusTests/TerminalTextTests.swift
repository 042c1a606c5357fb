import Status
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
}
