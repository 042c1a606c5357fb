/// Where an object stops being JSON: what tells a line that was torn by another one.
///
/// Two writers that share a file leave `{"feature_name":"a","co{"timestamp":…}`: the beginning of
/// one object, and a whole one. The second begins where the grammar fails, or with the brace before
/// the quote that ended the torn text. Between them there may be NULs, which a file system leaves
/// after a power cut.
struct JSONStop {
  typealias Position = UnsafePointer<UInt8>

  /// The first byte that cannot be there.
  private(set) var position: Position
  /// The closing quote of the text just before it, if it was one.
  private var quote: Position?

  private enum Expected {
    case value
    case firstItem
    case firstKey
    case key
    case colon
    case comma
  }

  /// - Parameter start: an opening brace, of what is not an object of JSON.
  /// - Complexity: O(what is read).
  init(_ start: Position) {
    var isObject = [true]
    var expected = Expected.firstKey
    position = start + 1
    while true {
      position = JSONScanner.skipSpace(position)
      let byte = position.pointee
      switch expected {
      case .firstKey where byte == UInt8(ascii: "}"), .firstItem where byte == UInt8(ascii: "]"):
        position += 1
        isObject.removeLast()
        expected = .comma
      case .firstKey, .key:
        guard byte == UInt8(ascii: "\""), takeText() else { return }
        expected = .colon
      case .colon:
        guard byte == UInt8(ascii: ":") else { return }
        position += 1
        expected = .value
      case .value, .firstItem:
        quote = nil
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          guard isObject.count < JSONScanner.maxDepth else { return }
          isObject.append(byte == UInt8(ascii: "{"))
          position += 1
          expected = byte == UInt8(ascii: "{") ? .firstKey : .firstItem
        case UInt8(ascii: "\""):
          guard takeText() else { return }
          expected = .comma
        default:
          guard let end = JSONScanner.valueEnd(position, depth: 0) else { return }
          position = end
          expected = .comma
        }
      case .comma:
        guard let isInObject = isObject.last else { return }
        if byte == UInt8(ascii: ",") {
          expected = isInObject ? .key : .value
          quote = nil
        } else {
          guard byte == UInt8(ascii: isInObject ? "}" : "]") else { return }
          isObject.removeLast()
          quote = nil
        }
        position += 1
      }
    }
  }

  /// A text at a quote; false where it has no end, or something is in it that no text has.
  private mutating func takeText() -> Bool {
    position += 1
    while true {
      switch position.pointee {
      case UInt8(ascii: "\""):
        quote = position
        position += 1
        return true
      case UInt8(ascii: "\\"):
        let length = JSONScanner.escapeLength(position)
        guard length > 0 else { return false }
        position += length
      case ..<0x20: return false
      default: position += 1
      }
    }
  }

  /// Of what a number, a literal or an escape has that lacks its end.
  private static func mayBeTorn(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "\\"):
      true
    default: false
    }
  }

  /// Where the object begins that tore this one; nil: none did.
  var next: Position? {
    if let quote, quote[-1] == UInt8(ascii: "{") { return quote - 1 }
    var p = position
    while Self.mayBeTorn(p.pointee) { p += 1 }
    while p.pointee == 0 { p += 1 }
    return p.pointee == UInt8(ascii: "{") ? p : nil
  }
}
