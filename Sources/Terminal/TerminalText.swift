/// Text of unknown origin on a terminal: made harmless, measured, cut.
package enum TerminalText {
  /// The text with everything that does not simply show written out as `\u{1b}`: control
  /// characters, which could drive the terminal, and format characters, which could turn the line
  /// around. O(length).
  package static func safe(_ text: String) -> String {
    if isPlain(text) { return text }
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isUnsafe(scalar) {
        safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        safe.append(scalar)
      }
    }
    return String(safe)
  }

  /// Printable ASCII throughout, as nearly all texts are.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    if (0x20..<0x7F).contains(scalar.value) { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return true
    default: return false
    }
  }

  /// Columns that a text takes, roughly: wide East Asian characters and emoji two, combining marks
  /// none.
  package static func width(_ text: String) -> Int {
    isPlain(text) ? text.utf8.count : text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  /// The large ranges of East_Asian_Width W and F (Unicode Standard Annex 11).
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]

  /// The text cut to a width, with `…` where something is missing. Marks that pile up on one
  /// character are cut too: no more scalars are kept than four times the width.
  package static func fit(_ text: String, width limit: Int) -> String {
    if text.unicodeScalars.count <= limit * 4, width(text) <= limit { return text }
    var kept = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars.prefix(limit * 4) {
      guard used + width(scalar) < limit else { break }
      used += width(scalar)
      kept.append(scalar)
    }
    return String(kept) + "…"
  }

  /// The text on as many lines as it needs, broken between words, or in one that is wider than a
  /// line; from the second on indented by two columns. O(length).
  package static func wrapped(_ text: String, width limit: Int) -> [String] {
    let limit = max(limit, 10)
    guard width(text) > limit else { return [text] }
    var lines: [String] = []
    var line = ""
    var used = 0
    func end() {
      lines.append(line)
      line = "  "
      used = 2
    }
    for (number, word) in text.split(separator: " ").enumerated() {
      if number > 0 {
        if used + 1 + width(String(word)) > limit {
          end()
        } else {
          line += " "
          used += 1
        }
      }
      for scalar in word.unicodeScalars {
        if used + width(scalar) > limit { end() }
        line.unicodeScalars.append(scalar)
        used += width(scalar)
      }
    }
    return lines + [line]
  }

  /// Filled up with spaces to a width; longer text stays as it is.
  package static func pad(_ text: String, width limit: Int, toTheLeft: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, limit - width(text)))
    return toTheLeft ? space + text : text + space
  }
}
