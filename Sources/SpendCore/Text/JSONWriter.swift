/// Writes JSON (RFC 8259) with members in the order in which they are given, without white space.
///
///     var json = JSONWriter()
///     json.object {
///       $0.field("type", "test")
///       $0.array("list") { $0.element(1) }
///     }
///     json.text  // {"type":"test","list":[1]}
///
/// There are no floats: an amount of money goes in as ``Money`` and comes out as text with nine
/// digits, a percentage as the text of a decimal number. A quotation mark, a backslash and control
/// characters are escaped; everything else is written as UTF-8. O(length); a member belongs into an
/// object and an element into an array, which is the caller's to hold.
package struct JSONWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Values: the document itself, or elements of an array

  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    nest("{", body, "}")
  }

  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    nest("[", body, "]")
  }

  package mutating func element(_ value: String) {
    beginValue()
    append(quoted: value)
  }

  package mutating func element(_ value: some BinaryInteger) { append(raw: String(value)) }
  package mutating func element(_ value: Bool) { append(raw: value ? "true" : "false") }
  package mutating func element(_ value: Money) { element(value.description) }
  package mutating func elementNull() { append(raw: "null") }

  // MARK: Members of an object

  package mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
    begin(key)
    object(body)
  }

  package mutating func array(_ key: String, _ body: (inout JSONWriter) -> Void) {
    begin(key)
    array(body)
  }

  package mutating func field(_ key: String, _ value: String) {
    begin(key)
    element(value)
  }

  /// A text, or null.
  package mutating func field(_ key: String, _ value: String?) {
    begin(key)
    if let value { element(value) } else { elementNull() }
  }

  package mutating func field(_ key: String, _ value: some BinaryInteger) {
    begin(key)
    element(value)
  }

  package mutating func field(_ key: String, _ value: Bool) {
    begin(key)
    element(value)
  }

  /// As text with nine digits: `"50.120000000"`.
  package mutating func field(_ key: String, _ value: Money) {
    begin(key)
    element(value)
  }

  package mutating func null(_ key: String) {
    begin(key)
    elementNull()
  }

  /// The text of a decimal number as a number: `100.2`. What is not a JSON number is written as
  /// text, so that the document stays one.
  package mutating func decimal(_ key: String, _ number: String) {
    begin(key)
    if Self.isNumber(number) { append(raw: number) } else { element(number) }
  }

  // MARK: Bytes

  private mutating func nest(
    _ open: Unicode.Scalar, _ body: (inout JSONWriter) -> Void, _ close: Unicode.Scalar
  ) {
    beginValue()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func begin(_ key: String) {
    beginValue()
    append(quoted: key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func beginValue() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func append(raw: String) {
    beginValue()
    bytes.append(contentsOf: raw.utf8)
  }

  private mutating func append(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0A: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
      case 0x0D: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
      case 0x09: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
      case 0..<0x20, 0x7F: append(escaped: byte)
      case 0xC2:
        // The first byte of the controls from U+0080 to U+009F, which terminals obey as well.
        let next = rest.next() ?? 0
        if next < 0xA0 { append(escaped: next) } else { bytes += [byte, next] }
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// `\u001b`: a scalar below U+0100.
  private mutating func append(escaped scalar: UInt8) {
    bytes.append(contentsOf: "\\u00".utf8)
    bytes.append(Self.hexDigit(scalar >> 4))
    bytes.append(Self.hexDigit(scalar & 0xF))
  }

  private static func hexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
  }

  /// Whether the text is a number of RFC 8259 without an exponent.
  private static func isNumber(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, whole == "0" || whole.first != "0" else {
      return false
    }
    return parts.allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
  }
}
