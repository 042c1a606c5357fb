/// What stands between the commas of a container or a call: values, and what objects print.
extension PythonScanner {
  /// Takes what stands up to a comma or the bracket that closes: a value, or else the text of an
  /// object, which is of no use and may be anything: `int | None`, `12:30`, the inside of
  /// `TzInfo(+02:00)`.
  ///
  /// - Parameter isKey: it may be the key of a dict, which is always a value.
  mutating func item(_ start: Position, depth: Int, isKey: Bool = false) -> ScannedValue? {
    guard let value = value(start, depth: depth) else {
      // What was scanned and failed is not scanned again: each level would double the cost.
      let wasScanned =
        Self.isNameByte(start.pointee, isFirst: true) || "'\"<{[(".utf8.contains(start.pointee)
      return wasScanned ? nil : objectText(start, from: start, isKey: isKey)
    }
    let end = JSONScanner.skipSpace(value.next)
    switch end.pointee {
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): return value
    case UInt8(ascii: ":") where isKey: return value
    default:
      // No object's text begins with a text or a dict: something was torn.
      if value.isText || start.pointee == UInt8(ascii: "{") { return nil }
      return objectText(start, from: end, isKey: isKey)
    }
  }

  /// Goes on to a comma or a closing bracket that is in no other brackets and in no quotes. A brace
  /// is not taken, since after a torn dict it may begin another one.
  ///
  /// - Parameter from: up to there it was scanned.
  private mutating func objectText(
    _ start: Position, from: Position, isKey: Bool
  ) -> ScannedValue? {
    var p = from
    var depth = 0
    defer { extendReach(to: p) }
    while true {
      switch p.pointee {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 {
          guard p > start else { return nil }
          // Not to be taken for a list.
          let first = start.pointee == UInt8(ascii: "[") ? start + 1 : start
          return ScannedValue(shape: .other, start: first, end: p, next: p)
        }
        if p.pointee == UInt8(ascii: "}") { return nil }
        if p.pointee != UInt8(ascii: ",") { depth -= 1 }
      case UInt8(ascii: ":") where isKey && depth == 0: return nil
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        // After a letter it is an apostrophe.
        if !Self.isNameByte(p[-1], isFirst: false) {
          guard let (quote, _) = stringEnd(p) else { return nil }
          p = quote
        }
      case UInt8(ascii: "{"): return nil
      case 0..<0x20 where p.pointee != 0x09: return nil
      default: break
      }
      p += 1
    }
  }
}
