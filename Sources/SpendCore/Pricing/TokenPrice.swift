/// What one token costs, exactly: a count of 10⁻¹⁸ USD (Semantics, Money). 64
/// bits hold 9 USD a token.
package struct TokenPrice: Hashable, Comparable, Sendable {
  /// 10⁻¹⁸ USD.
  package let atto: Int64

  package init(atto: Int64) { self.atto = atto }

  package static func < (a: TokenPrice, b: TokenPrice) -> Bool { a.atto < b.atto }

  /// Reads decimal text.
  ///
  /// - Parameters:
  ///   - text: as ``DecimalNumber`` reads it; an exponent is part of it.
  ///   - power: of ten of the unit: 0 for USD a token, -6 for USD a million tokens.
  /// - Returns: rounded half to even to 10⁻¹⁸ USD; nil for what is no number, below zero, or more
  ///   than 1 USD a token, which is no price but a slip.
  package init?(_ text: some Collection<UInt8>, power: Int = 0) {
    let number = withContiguous(text) { DecimalNumber($0) }
    guard let number, !number.isNegative || number.significand == 0 else { return nil }
    guard let atto = Self.scaled(number, by: number.power + power + 18), atto <= Self.oneUSD else {
      return nil
    }
    self.atto = atto
  }

  private static let oneUSD: Int64 = 1_000_000_000_000_000_000

  /// `significand × 10^shift`, rounded half to even; nil when it is too large.
  private static func scaled(_ number: DecimalNumber, by shift: Int) -> Int64? {
    guard number.significand > 0 else { return 0 }
    if shift >= 0 {
      guard shift <= 18 else { return nil }
      let (product, overflow) = number.significand.multipliedReportingOverflow(
        by: Money.powersOfTen[shift])
      return overflow ? nil : Int64(exactly: product)
    }
    // The significand is below 10¹⁹.
    guard shift >= -19 else { return 0 }
    let divisor = shift == -19 ? 10_000_000_000_000_000_000 : Money.powersOfTen[-shift]
    let (quotient, rest) = number.significand.quotientAndRemainder(dividingBy: divisor)
    let half = divisor / 2
    let roundsUp = rest > half || (rest == half && (number.hasTail || quotient & 1 == 1))
    return Int64(exactly: roundsUp ? quotient + 1 : quotient)
  }

  /// The price times a decimal number, rounded half to even; nil for what is no price.
  package func multiplied(by factor: some Collection<UInt8>) -> TokenPrice? {
    let number = withContiguous(factor) { DecimalNumber($0) }
    guard let number, !number.isNegative, number.power <= 0, number.power >= -9,
      number.significand <= 1_000_000_000_000
    else { return nil }
    let divisor = Int128(Money.powersOfTen[-number.power])
    let (quotient, rest) = (Int128(atto) * Int128(number.significand))
      .quotientAndRemainder(dividingBy: divisor)
    let roundsUp = rest * 2 > divisor || (rest * 2 == divisor && quotient & 1 == 1)
    guard let atto = Int64(exactly: roundsUp ? quotient + 1 : quotient), atto <= Self.oneUSD else {
      return nil
    }
    return TokenPrice(atto: atto)
  }

  /// USD a million tokens, without zeros at its end: `2.5`.
  package var perMillion: String {
    // 10¹² of these are a dollar a million.
    let (whole, rest) = atto.quotientAndRemainder(dividingBy: 1_000_000_000_000)
    guard rest > 0 else { return "\(whole)" }
    var digits = String(rest)
    digits = String(repeating: "0", count: 12 - digits.utf8.count) + digits
    while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}

private func withContiguous<R>(
  _ text: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> R
) -> R {
  text.withContiguousStorageIfAvailable(body) ?? Array(text).withUnsafeBufferPointer(body)
}
