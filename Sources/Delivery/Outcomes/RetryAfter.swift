package import SpendCore

/// What a receiver says about when to come back: RFC 9110 section 10.2.3 (`Retry-After`: seconds,
/// or an HTTP date of section 5.6.7 in any of its three shapes), with the fractions of a second
/// that Discord sends.
package enum RetryAfter {
  /// The longest that a receiver is believed (Semantics, Delivery).
  package static let limitMilliseconds: Int64 = 3_600_000

  /// Milliseconds to wait, 0 to one hour; nil when the text says nothing usable (also a negative
  /// number).
  package static func milliseconds(header text: String, now: Timestamp) -> Int64? {
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    guard let first = trimmed.utf8.first else { return nil }
    if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || first == UInt8(ascii: ".") {
      return milliseconds(seconds: String(trimmed))
    }
    guard let date = HTTPDate.parse(String(trimmed)) else { return nil }
    let delta = (date.microseconds &- now.microseconds) / 1000
    return min(max(0, delta), limitMilliseconds)
  }

  /// Reads decimal seconds, `1` or `0.5` or `64.57`, rounded up to a millisecond.
  package static func milliseconds(seconds text: String) -> Int64? {
    let bytes = Array(text.utf8.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed())
    switch Money.reading(bytes) {
    case .amount(let seconds):
      let milliseconds = seconds.nano / 1_000_000 + (seconds.nano % 1_000_000 == 0 ? 0 : 1)
      return min(milliseconds, limitMilliseconds)
    case .tooLarge: return limitMilliseconds
    case .negative, .malformed: return nil
    }
  }
}
