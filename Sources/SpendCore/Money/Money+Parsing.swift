/// What the text of a number says about an amount of money.
package enum MoneyReading: Equatable, Sendable {
  case amount(Money)
  /// Below zero, after rounding: `-0.0000000001` is zero, `-1` is not.
  case negative
  /// More than 64 bits hold.
  case tooLarge
  /// Not a decimal number.
  case malformed
}

extension Money {
  /// Reads the decimal text of a JSON number, exactly: digits, an optional fraction and exponent of
  /// any length, rounded once, half to even, to nano-USD. No float is involved.
  ///
  /// - Parameters:
  ///   - text: the number without surrounding white space. Accepts what RFC 8259 accepts and, for
  ///     numbers that people write, a leading `+`, leading zeros, and a bare point (`.5`, `5.`).
  ///   - power: of ten of its unit in dollars: -2 where it is of cents.
  /// - Complexity: O(length).
  package static func reading(_ text: some Collection<UInt8>, power: Int = 0) -> MoneyReading {
    var scanner = DecimalScanner()
    for byte in text {
      guard scanner.take(byte) else { return .malformed }
    }
    return scanner.finish(unit: power)
  }
}

/// A decimal number, taken byte by byte into at most 19 significant digits, a power of ten, and
/// whether anything but zeros was cut off (which is all that rounding half to even has to know).
private struct DecimalScanner {
  private enum Place { case sign, integer, fraction, exponentSign, exponent }
  private var place = Place.sign
  private var isNegative = false
  private var significand: UInt64 = 0
  private var digitCount = 0
  private var hasTail = false
  private var hasDigits = false
  /// Power of ten of the last digit in `significand`.
  private var scale = 0
  private var exponent = 0
  private var exponentIsNegative = false
  private var hasExponentDigits = false

  mutating func take(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): takeDigit(Int(byte &- UInt8(ascii: "0")))
    case UInt8(ascii: "-") where place == .sign: (isNegative, place) = (true, .integer)
    case UInt8(ascii: "+") where place == .sign: place = .integer
    case UInt8(ascii: "-") where place == .exponentSign:
      (exponentIsNegative, place) = (true, .exponent)
    case UInt8(ascii: "+") where place == .exponentSign: place = .exponent
    case UInt8(ascii: ".") where place == .sign || place == .integer: place = .fraction
    case UInt8(ascii: "e"), UInt8(ascii: "E"):
      guard hasDigits, place == .integer || place == .fraction else { return false }
      place = .exponentSign
    default: return false
    }
    return true
  }

  private mutating func takeDigit(_ digit: Int) {
    switch place {
    case .sign, .integer:
      place = .integer
      hasDigits = true
      if !append(digit) { scale += 1 }
    case .fraction:
      hasDigits = true
      if append(digit) { scale -= 1 }
    case .exponentSign, .exponent:
      place = .exponent
      hasExponentDigits = true
      // An exponent beyond ±10⁸ moves every number out of range; the pin keeps it from overflowing.
      exponent = min(exponent * 10 + digit, 100_000_000)
    }
  }

  /// Whether the digit went into the significand (leading zeros count as in).
  private mutating func append(_ digit: Int) -> Bool {
    if digitCount == 19 {
      if digit != 0 { hasTail = true }
      return false
    }
    significand = significand * 10 + UInt64(digit)
    if significand > 0 { digitCount += 1 }
    return true
  }

  func finish(unit: Int) -> MoneyReading {
    let needsExponent = place == .exponentSign || place == .exponent
    guard hasDigits, !needsExponent || hasExponentDigits else { return .malformed }
    let power = scale + (exponentIsNegative ? -exponent : exponent) + 9 + unit
    guard let nano = scaled(by: power) else { return isNegative ? .negative : .tooLarge }
    if isNegative, nano > 0 { return .negative }
    return .amount(Money(nano: nano))
  }

  /// `significand × 10^power`, rounded half to even; nil when it does not fit.
  private func scaled(by power: Int) -> Int64? {
    guard significand > 0 else { return 0 }
    if power >= 0 {
      guard power <= 18 else { return nil }
      let (product, overflow) = significand.multipliedReportingOverflow(
        by: Money.powersOfTen[power])
      return overflow ? nil : Int64(exactly: product)
    }
    guard power >= -19 else { return 0 }
    // 10¹⁹ fits in 64 unsigned bits.
    let divisor = power == -19 ? 10_000_000_000_000_000_000 : Money.powersOfTen[-power]
    let (quotient, remainder) = significand.quotientAndRemainder(dividingBy: divisor)
    let half = divisor / 2
    let roundsUp =
      remainder > half || (remainder == half && (hasTail || quotient & 1 == 1))
    return Int64(exactly: roundsUp ? quotient + 1 : quotient)
  }
}
