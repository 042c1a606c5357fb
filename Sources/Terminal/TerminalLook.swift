/// What a terminal is to show beside text: colours, and bars.
package struct TerminalLook: Hashable, Sendable {
  package enum Bars: Hashable, Sendable {
    case none
    /// Of `#`, where the locale is none of UTF-8.
    case plain
    /// Of block elements (U+2588 to U+258F), to the eighth of a column.
    case blocks
  }

  package var bars: Bars
  package var hasColours: Bool

  package init(bars: Bars = .none, hasColours: Bool = false) {
    (self.bars, self.hasColours) = (bars, hasColours)
  }

  /// Of a terminal: colours unless `NO_COLOR` is set (https://no-color.org), neither on a dumb one.
  package init(environment: [String: String]) {
    let isDumb = environment["TERM"].map { $0.isEmpty || $0 == "dumb" } ?? true
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
      .first { !$0.isEmpty }
    let name = (locale ?? "").lowercased()
    let isUTF8 = name.hasSuffix("utf-8") || name.hasSuffix("utf8")
    bars = isDumb ? .none : isUTF8 ? .blocks : .plain
    hasColours = !isDumb && environment["NO_COLOR"].map(\.isEmpty) ?? true
  }

  package enum Style: String, Sendable {
    case bold = "1"
    case blue = "34"
  }

  /// The text in a style (SGR, ECMA-48 8.3.117), or as it is.
  package func styled(_ text: String, _ style: Style) -> String {
    hasColours && !text.isEmpty ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// A bar as long as a part of a whole, at most `width` columns; at least something for what is
  /// above nothing.
  package func bar(_ part: Int64, of whole: Int64, width: Int) -> String {
    guard bars != .none, whole > 0, part > 0, width > 0 else { return "" }
    let steps = bars == .blocks ? 8 : 1
    let scaled = Int128(min(part, whole)) * Int128(width * steps)
    let count = max(1, Int((scaled + Int128(whole) / 2) / Int128(whole)))
    guard bars == .blocks else { return String(repeating: "#", count: count) }
    return String(repeating: "\u{2588}", count: count / 8) + Self.eighths[count % 8]
  }

  /// From the left, by how many eighths of the column are filled.
  private static let eighths = [
    "", "\u{258F}", "\u{258E}", "\u{258D}", "\u{258C}", "\u{258B}", "\u{258A}", "\u{2589}",
  ]
}
