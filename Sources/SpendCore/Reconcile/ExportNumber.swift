/// Amounts and counts of an export, exactly as their text says.
enum ExportNumber {
  /// Rounded once, half to even, to nano-dollars; below zero for what was given back.
  ///
  /// - Parameter power: of ten of its unit in dollars: -2 for cents.
  /// - Returns: nil for what is no decimal number, or more than 64 bits hold.
  static func money(_ text: some StringProtocol, power: Int = 0) -> Money? {
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    let digits = isNegative ? text.utf8.dropFirst() : text.utf8[...]
    guard digits.first != UInt8(ascii: "-"),
      case .amount(let money) = Money.reading(digits, power: power)
    else { return nil }
    return isNegative ? .zero - money : money
  }

  /// A whole number from 0 on; nil for any other.
  static func count(_ text: some StringProtocol) -> Int64? {
    Array(text.utf8).withUnsafeBufferPointer { DecimalNumber($0)?.count }
  }

  /// Times a thousand or a million, rounded: bills count tokens so.
  static func count(_ text: some StringProtocol, power: Int) -> Int64? {
    money(text, power: power - 9).flatMap { $0 < .zero ? nil : $0.nano }
  }

  /// Both are counts, so a sum can only be too large.
  static func sum(_ a: Int64?, _ b: Int64?) -> Int64? {
    guard let a, let b else { return a ?? b }
    return a.addingClamped(b)
  }
}

extension JSONValue {
  /// A number as it stands, also one that is written as a text.
  var decimalText: String? { numberText ?? text }
}
