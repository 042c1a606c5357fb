/// What stands around an object and says nothing: white space, colours of a terminal, a byte order
/// mark, NUL bytes; and the marks of an array whose items are lines.
enum Noise {
  typealias Position = UnsafePointer<UInt8>

  /// The first byte that says something, or `end`.
  static func skip(_ start: Position, _ end: Position) -> Position {
    var p = start
    while p < end {
      switch p.pointee {
      case 0x20, 0x09...0x0D, 0: p += 1
      case 0x1B:
        guard let next = escapeEnd(p, end) else { return p }
        p = next
      case 0xEF where p[1] == 0xBB && p[2] == 0xBF: p += 3
      default: return p
      }
    }
    return end
  }

  /// The same, over brackets and commas as well.
  static func skipMarks(_ start: Position, _ end: Position) -> Position {
    var p = start
    while p < end,
      p.pointee == UInt8(ascii: "[") || p.pointee == UInt8(ascii: "]")
        || p.pointee == UInt8(ascii: ",")
    { p = skip(p + 1, end) }
    return p
  }

  /// The end of a control sequence of ECMA-48 (`ESC [ 3 2 m`); nil: it is none.
  private static func escapeEnd(_ p: Position, _ end: Position) -> Position? {
    guard p[1] == UInt8(ascii: "[") else { return nil }
    var q = p + 2
    while q < end, (0x20...0x3F).contains(q.pointee) { q += 1 }
    return q < end && (0x40...0x7E).contains(q.pointee) ? q + 1 : nil
  }
}
