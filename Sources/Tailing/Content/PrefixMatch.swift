/// How far a file begins with what a generation consumed.
struct PrefixMatch: Hashable, Sendable {
  /// Bytes that agree: everything consumed, or up to a line end, or up to a chunk's start where
  /// no line ends are remembered.
  var verified: Int64
  /// Everything that was consumed is there.
  var isFull: Bool
  /// `verified` is after a line's end mark (or 0).
  var isAtLineEnd: Bool
  /// Bytes of the file after `verified` that may belong to the same bytes: it ended there.
  var isCutShort: Bool
  /// Where it ended no line ends are remembered: whole lines there may be others, too.
  var isUnclear = false

  static let none = PrefixMatch(
    verified: 0, isFull: false, isAtLineEnd: true, isCutShort: false)
}
