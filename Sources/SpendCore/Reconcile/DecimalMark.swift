/// What stands before the fraction of a number that people write: `1,240.11` or `1.240,11`.
package enum DecimalMark: String, CaseIterable, Hashable, Sendable {
  case point
  case comma

  private var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
  private var other: DecimalMark { self == .point ? .comma : .point }

  /// What a number in a cell is under a mark.
  enum Reading: Hashable {
    /// As ``ExportNumber`` reads it, and which mark it shows; nil: none of both.
    case number(String, DecimalMark?)
    /// `1.234` is a thousand and more under one mark, and less than two under the other.
    case ambiguous
    case malformed
  }

  /// - Parameter mark: of the file; nil: not known yet.
  static func read(_ cell: some StringProtocol, _ mark: DecimalMark?) -> Reading {
    let text = withoutCurrency(cell)
    guard !text.isEmpty else { return .malformed }
    let marks = text.utf8.filter { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    guard let last = marks.last else { return .number(text, nil) }
    let shown: DecimalMark = last == UInt8(ascii: ".") ? .point : .comma
    // Both, or one of them again and again: the last of two kinds is before the fraction.
    if marks.first != last {
      return plain(text, shown).map { .number($0, shown) } ?? .malformed
    }
    if marks.count > 1 {
      return plain(text, shown.other).map { .number($0, shown.other) } ?? .malformed
    }
    if let mark { return plain(text, mark).map { .number($0, nil) } ?? .malformed }
    guard let decimal = plain(text, shown) else { return .malformed }
    return plain(text, shown.other) == nil ? .number(decimal, shown) : .ambiguous
  }

  /// With a point before the fraction and nothing between thousands; nil where the groups are none.
  private static func plain(_ text: String, _ mark: DecimalMark) -> String? {
    let end = text.utf8.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? text.endIndex
    let parts = text[..<end].utf8.split(
      separator: mark.byte, maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count < 2 || !parts[1].contains(mark.other.byte) else {
      return nil
    }
    let groups = whole.split(separator: mark.other.byte, omittingEmptySubsequences: false)
    if groups.count > 1 {
      let first = groups[0].drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
      guard (1...3).contains(first.count), first.first != UInt8(ascii: "0"),
        groups.dropFirst().allSatisfy({ $0.count == 3 })
      else { return nil }
    }
    let digits = groups.map { String(Substring($0)) }.joined()
    return digits + (parts.count > 1 ? "." + String(Substring(parts[1])) : "") + text[end...]
  }

  /// Without spaces around it and a dollar sign; any other sign stays, and makes it no number.
  private static func withoutCurrency(_ cell: some StringProtocol) -> String {
    var text = Substring(cell)
    func trim() {
      while text.first == " " || text.first == "\u{A0}" { text.removeFirst() }
      while text.last == " " || text.last == "\u{A0}" { text.removeLast() }
    }
    trim()
    let isNegative = text.first == "-"
    if isNegative { text.removeFirst() }
    for sign in ["US$", "USD", "$"] where text.hasPrefix(sign) {
      text.removeFirst(sign.count)
      break
    }
    for sign in ["USD", "$"] where text.hasSuffix(sign) {
      text.removeLast(sign.count)
      break
    }
    trim()
    return (isNegative ? "-" : "") + text
  }
}
