/// A decimal number as its text says it: at most 19 significant digits, a power of ten, and whether
/// anything but zeros was cut off after them. For numbers that are not money: token counts and
/// times.
///
/// Accepts the same texts as ``Money/reading(_:)``: what RFC 8259 accepts and, for numbers that
/// people write, a leading `+`, leading zeros, and a bare point. Exact: no float is involved.
/// O(length).
struct DecimalNumber {
  var isNegative = false
  var significand: UInt64 = 0
  /// Power of ten of the significand's last digit, pinned to ±10⁹.
  var power = 0
  var hasTail = false

  /// Seven hundred years inside the range of ``Timestamp``, so that whoever looks for the day or
  /// month around a time, in any zone, stays inside it too.
  static let maxMicroseconds: UInt64 = 9_200_000_000_000_000_000

  /// nil when the text is not a decimal number.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      isNegative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    var hasDigits = false
    var isFraction = false
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        hasDigits = true
        append(byte &- UInt8(ascii: "0"), isFraction: isFraction)
      } else {
        break
      }
      index += 1
    }
    guard hasDigits else { return nil }
    guard index < text.count else { return }
    guard text[index] | 0x20 == UInt8(ascii: "e") else { return nil }
    guard let exponent = Self.exponent(text[(index + 1)...]) else { return nil }
    power += exponent
  }

  private mutating func append(_ digit: UInt8, isFraction: Bool) {
    guard significand < 1_000_000_000_000_000_000 else {
      if digit != 0 { hasTail = true }
      if !isFraction { power += 1 }
      return
    }
    significand = significand * 10 + UInt64(digit)
    if isFraction { power -= 1 }
  }

  private static func exponent(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    var digits = text
    let sign = text.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return nil }
    var value = 0
    for byte in digits {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      // Beyond ±10⁹ every number is out of range; the pin keeps it from overflowing.
      value = min(value * 10 + Int(byte &- UInt8(ascii: "0")), 1_000_000_000)
    }
    return sign == UInt8(ascii: "-") ? -value : value
  }

  /// The same without its sign.
  var magnitude: DecimalNumber {
    var number = self
    number.isNegative = false
    return number
  }

  /// The number as a count: a whole number from 0 to `Int64.max`; nil for any other.
  var count: Int64? {
    if significand == 0 { return 0 }
    guard !isNegative, !hasTail else { return nil }
    guard let (whole, isExact) = magnitude(scaledBy: 0), isExact else { return nil }
    return Int64(exactly: whole)
  }

  /// The time that a number means (Semantics, Events): below 10¹¹ seconds, below 10¹⁴
  /// milliseconds, below 10¹⁷ microseconds, else nanoseconds. Rounded down to the microsecond. nil
  /// when it is out of range.
  var microseconds: Int64? {
    if significand == 0 { return 0 }
    let whole = magnitude(scaledBy: 0)?.floor ?? .max
    let scale =
      whole < 100_000_000_000
      ? 6 : whole < 100_000_000_000_000 ? 3 : whole < 100_000_000_000_000_000 ? 0 : -3
    guard let (floor, isExact) = magnitude(scaledBy: scale) else { return nil }
    guard floor <= Self.maxMicroseconds else { return nil }
    return isNegative ? -Int64(floor) - (isExact ? 0 : 1) : Int64(floor)
  }

  /// `|number| × 10^scale` rounded down, and whether that is exact; nil when 64 bits do not hold
  /// it.
  private func magnitude(scaledBy scale: Int) -> (floor: UInt64, isExact: Bool)? {
    let shift = power + scale
    if shift >= 0 {
      guard shift <= 18 else { return nil }
      let (product, overflow) = significand.multipliedReportingOverflow(
        by: Money.powersOfTen[shift])
      return overflow ? nil : (product, !hasTail)
    }
    // The significand is below 10¹⁹.
    guard shift > -19 else { return (0, false) }
    let (floor, rest) = significand.quotientAndRemainder(dividingBy: Money.powersOfTen[-shift])
    return (floor, rest == 0 && !hasTail)
  }
}
