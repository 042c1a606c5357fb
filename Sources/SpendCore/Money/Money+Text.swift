/// How amounts are printed (Semantics, Money).
extension Money: CustomStringConvertible {
  /// Machine form: a decimal string with exactly nine digits after the point, `50.120000000`.
  package var description: String {
    let magnitude = nano.magnitude
    let fraction = String(magnitude % 1_000_000_000)
    let padding = String(repeating: "0", count: 9 - fraction.utf8.count)
    return "\(nano < 0 ? "-" : "")\(magnitude / 1_000_000_000).\(padding)\(fraction)"
  }

  /// Form for people: `$50.12`; below a cent as many digits as it takes to show two
  /// significant ones, `$0.00085`. Rounded half to even; no thousands separators, so that it
  /// can be searched for.
  package var text: String {
    let digits = fractionDigitsForPeople
    let unit = Money.powersOfTen[9 - digits]
    var quotient = nano.magnitude / unit
    let remainder = nano.magnitude % unit
    if remainder > unit / 2 || (remainder * 2 == unit && quotient & 1 == 1) { quotient += 1 }
    let scale = Money.powersOfTen[digits]
    let fraction = String(quotient % scale)
    let padding = String(repeating: "0", count: digits - fraction.utf8.count)
    return "\(nano < 0 ? "-" : "")$\(quotient / scale).\(padding)\(fraction)"
  }

  private var fractionDigitsForPeople: Int {
    let magnitude = nano.magnitude
    guard magnitude > 0 else { return 2 }
    var digits = 2
    while digits < 9, magnitude < Money.powersOfTen[10 - digits] { digits += 1 }
    return digits
  }

  static let powersOfTen: [UInt64] = (0...18).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
}
