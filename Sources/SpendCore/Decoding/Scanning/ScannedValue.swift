/// One value in a line: what it is, where its text is, and where it ends. What both scanners hand
/// over.
struct ScannedValue {
  enum Shape {
    case null
    case boolTrue
    case boolFalse
    /// Digits with or without a sign.
    case integer
    /// A number with a fraction or exponent.
    case float
    /// A text without escapes: its bytes are its text.
    case text
    /// A text with escapes of JSON.
    case escapedJSON
    /// A text with escapes of Python.
    case escapedPython
    /// `Decimal('…')`: the bytes are those of the number.
    case decimalCall
    /// `datetime.datetime(…)`; `number` is its local time in microseconds and has no offset.
    case naiveMoment
    /// The same with an offset; `number` is in UTC.
    case moment
    /// The same in a zone whose IANA name is the text; `number` is its local time.
    case zonedMoment
    /// The text of a time: `Timestamp('…')`.
    case momentText
    /// NaN, or infinity of either sign.
    case notFinite
    /// An object of JSON, or a dict.
    case object
    /// Array, other calls, names.
    case other
  }

  var shape: Shape
  /// The text without quotes.
  var start: UnsafePointer<UInt8>
  var end: UnsafePointer<UInt8>
  /// The first byte after the value.
  var next: UnsafePointer<UInt8>
  var number: Int64 = 0
  /// Of a local time that occurs twice the second is meant (Python's `fold=1`).
  var isFolded = false

  @inline(__always)
  var text: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: end - start) }

  var isText: Bool { shape == .text || shape == .escapedJSON || shape == .escapedPython }
}
