import SpendCore

/// The number that somebody meant who wrote more than that.
enum AmountGuess {
  /// `50 EUR`, `1,000.50`: one run of digits, thousands set apart, with something in front of it or
  /// behind it. Nil where it could be another number: `50k`, `10 %`, `0,5`, `0x10`, `1-2`.
  static func plain(_ text: String) -> String? {
    func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
    guard text.count <= 24, let first = text.firstIndex(where: isDigit),
      let last = text.lastIndex(where: isDigit)
    else { return nil }
    let before = text[..<first]
    let behind = text[text.index(after: last)...].drop { $0 == " " }
    // A unit, a percentage; but the sign of a currency is one character, too.
    let scales = behind.count == 1 && behind.allSatisfy { $0.isLetter || $0 == "%" }
    guard !before.contains(where: { "-.,".contains($0) }), !scales else { return nil }
    let groups = text[first...last].split(omittingEmptySubsequences: false) { ",_' ".contains($0) }
    let areThousands =
      groups.count == 1
      || (groups[0].count <= 3 && groups[0].first != "0"
        && groups.dropLast().allSatisfy { !$0.contains(".") }
        && groups.dropFirst().allSatisfy { $0.prefix { $0 != "." }.count == 3 })
    let number = groups.joined()
    guard areThousands, case .amount = Money.reading(number.utf8) else { return nil }
    return number
  }
}
