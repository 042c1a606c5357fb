/// Text from events and from receivers, made fit to be shown: hostile until it went through here.
package enum SafeText {
  /// One line without control characters and without characters that reorder or hide what stands
  /// around them (bidirectional controls, zero-width spaces, line separators), cut to `limit`
  /// UTF-16 units (which is what chat services count at most) with `…` at the cut. A cut never
  /// splits a scalar.
  /// - Complexity: O(limit), however long the text is.
  package static func line(_ text: some StringProtocol, limit: Int) -> String {
    clean(text, limit: limit, keepsLines: false)
  }

  /// As ``line(_:limit:)``, with line feeds kept: for texts of several lines that we or the
  /// operator wrote.
  package static func lines(_ text: some StringProtocol, limit: Int) -> String {
    clean(text, limit: limit, keepsLines: true)
  }

  /// Cut to `limit` UTF-16 units without any other change.
  package static func cut(_ text: some StringProtocol, limit: Int) -> String {
    var result = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars {
      used += UTF16.width(scalar)
      if used > limit { return ending(result, limit: limit) }
      result.append(scalar)
    }
    return String(result)
  }

  private static func clean(
    _ text: some StringProtocol, limit: Int, keepsLines: Bool
  ) -> String {
    var result = String.UnicodeScalarView()
    var used = 0
    // Characters that are dropped cost time without using up the limit, so their number is bounded
    // too.
    var looked = 0
    for scalar in text.unicodeScalars {
      looked += 1
      if looked > limit * 4 + 64 { return ending(result, limit: limit) }
      guard let shown = shown(scalar, keepsLines: keepsLines) else { continue }
      used += UTF16.width(shown)
      if used > limit { return ending(result, limit: limit) }
      result.append(shown)
    }
    return String(result)
  }

  private static func shown(_ scalar: Unicode.Scalar, keepsLines: Bool) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x0A: keepsLines ? scalar : " "
    case 0x09, 0x0B, 0x0C, 0x85, 0x2028, 0x2029: " "
    case 0..<0x20, 0x7F...0x9F: nil
    case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0x061C, 0x180E: nil
    // Tag characters, which spell invisible text.
    case 0xE0000...0xE007F: nil
    default: scalar
    }
  }

  private static func ending(_ text: String.UnicodeScalarView, limit: Int) -> String {
    var result = text
    var width = result.reduce(0) { $0 + UTF16.width($1) }
    while width + 1 > limit, let last = result.popLast() { width -= UTF16.width(last) }
    if limit > 0 { result.append("…") }
    return String(result)
  }
}
