/// A decimal number as the digits that were written, for oracles: every digit is kept, nothing is
/// ever rounded but where it is asked for. Slow and plain on purpose.
package struct ExactDecimal {
  package var isNegative = false
  /// Without leading zeros; empty is zero. The value is `digits × 10^exponent`.
  package var digits: [UInt8] = []
  package var exponent = 0

  /// Digits with an optional sign, one point and an exponent; nil for any other text.
  package init?(_ text: [UInt8]) {
    var rest = text[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    var mantissa = rest
    var power = 0
    if let mark = rest.firstIndex(where: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }) {
      mantissa = rest[..<mark]
      guard let value = Self.power(Array(rest[(mark + 1)...])) else { return nil }
      power = value
    }
    let parts = mantissa.split(
      separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return nil }
    let written = parts.flatMap { Array($0) }
    guard !written.isEmpty, written.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    digits = Array(written.map { $0 - 0x30 }.drop { $0 == 0 })
    exponent = power - (parts.count == 2 ? parts[1].count : 0)
  }

  /// The number as a count, whatever its sign.
  package var magnitudeCount: Int64? {
    var magnitude = self
    magnitude.isNegative = false
    return magnitude.count
  }

  private static func power(_ text: [UInt8]) -> Int? {
    let sign = text.first
    let hasSign = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
    let digits = hasSign ? Array(text.dropFirst()) : text
    guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    let significant = digits.drop { $0 == 0x30 }
    // A power of more than eight digits is out of any range.
    let value = significant.count > 8 ? 99_999_999 : Int(String(decoding: digits, as: UTF8.self))
    return value.map { sign == UInt8(ascii: "-") ? -$0 : $0 }
  }

  /// `|value| × 10^places` cut to an integer, with the digits that were cut off; nil when it has
  /// over 30 digits.
  private func shifted(_ places: Int) -> (integer: [UInt8], cut: [UInt8])? {
    if digits.isEmpty { return ([], []) }
    let shift = exponent + places
    guard digits.count + shift <= 30 else { return nil }
    if shift >= 0 { return (digits + [UInt8](repeating: 0, count: shift), []) }
    if -shift > digits.count { return ([], [0] + digits) }
    return (Array(digits.dropLast(-shift)), Array(digits.suffix(-shift)))
  }

  private static func number(_ digits: [UInt8]) -> Int64? {
    var value: Int64 = 0
    for digit in digits {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, again) = product.addingReportingOverflow(Int64(digit))
      if overflow || again { return nil }
      value = sum
    }
    return value
  }

  /// `|value| × 10^places`, rounded half to even; nil when 64 bits do not hold it.
  package func rounded(places: Int) -> Int64? {
    guard let (integer, cut) = shifted(places), let floor = Self.number(integer) else {
      return nil
    }
    guard let first = cut.first else { return floor }
    let isTie = first == 5 && cut.dropFirst().allSatisfy { $0 == 0 }
    let up = isTie ? floor % 2 == 1 : first >= 5
    guard up else { return floor }
    return floor == .max ? nil : floor + 1
  }

  /// `value × 10^places`, rounded down; nil when 64 bits do not hold it.
  package func floor(places: Int) -> Int64? {
    guard let (integer, cut) = shifted(places), let value = Self.number(integer) else {
      return nil
    }
    if !isNegative { return value }
    if value == .max { return nil }
    return cut.allSatisfy { $0 == 0 } ? -value : -value - 1
  }

  /// The value if it is a whole number from 0 to `Int64.max`.
  package var count: Int64? {
    guard let (integer, cut) = shifted(0), cut.allSatisfy({ $0 == 0 }) else { return nil }
    guard let value = Self.number(integer) else { return nil }
    return isNegative && value != 0 ? nil : value
  }

  /// Whether `|value| < 10^power`.
  package func isBelow(powerOfTen power: Int) -> Bool {
    digits.isEmpty || digits.count + exponent <= power
  }
}
