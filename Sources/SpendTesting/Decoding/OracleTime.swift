import SpendCore

/// Times, the obvious way: split the text, look at each part, count days.
enum OracleTime {
  /// Microseconds since 1970 of a text; local time when `isNaive`; nil for what is no time.
  static func text(_ text: [UInt8]) -> (Int64, isNaive: Bool)? {
    let characters = text.map { Character(Unicode.Scalar($0)) }
    guard characters.count >= 10, characters[4] == "-", characters[7] == "-",
      let year = number(characters[0..<4]), let month = number(characters[5..<7]),
      let day = number(characters[8..<10]), let days = days(year, month, day)
    else { return nil }
    let midnight = days * 86_400_000_000
    var rest = characters[10...]
    if rest.isEmpty { return (midnight, true) }
    guard let mark = rest.popFirst(), "Tt ".contains(mark) else { return nil }
    // The offset starts at the first character that cannot be part of the time of day.
    let split = rest.firstIndex { !"0123456789:.,".contains($0) } ?? rest.endIndex
    guard let clock = clock(rest[..<split]) else { return nil }
    if split == rest.endIndex { return (midnight + clock, true) }
    guard let offset = offset(rest[split...]) else { return nil }
    return (midnight + clock - offset * 1_000_000, false)
  }

  /// Days since 1970-01-01; nil when there is no such date.
  static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard month >= 1, month <= 12, day >= 1, day <= lengths[Int(month) - 1] else { return nil }
    // Days before the year 1 January, counted from the year 0 (a leap year itself).
    let leaps = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1
    let before = year * 365 + leaps + lengths[..<(Int(month) - 1)].reduce(0, +)
    return before + day - 1 - 719_528
  }

  private static func number(_ text: ArraySlice<Character>) -> Int64? {
    guard !text.isEmpty, text.allSatisfy({ $0 >= "0" && $0 <= "9" }) else { return nil }
    return Int64(String(text))
  }

  private static func clock(_ text: ArraySlice<Character>) -> Int64? {
    let halves = text.split(
      maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { $0 == "." || $0 == "," })
    let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0.count == 2 }),
      let hour = number(parts[0]), let minute = number(parts[1]), hour < 24, minute < 60
    else { return nil }
    var second: Int64 = 0
    if parts.count == 3 {
      guard let value = number(parts[2]), value <= 60 else { return nil }
      second = value
    }
    var micros: Int64 = 0
    if halves.count == 2 {
      guard parts.count == 3, number(halves[1].prefix(18)) != nil,
        halves[1].allSatisfy({ $0 >= "0" && $0 <= "9" })
      else { return nil }
      micros = Int64((String(halves[1]) + "000000").prefix(6)) ?? 0
    }
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros
  }

  private static func offset(_ text: ArraySlice<Character>) -> Int64? {
    var text = text
    if text.first == " " { text.removeFirst() }
    guard let sign = text.popFirst() else { return nil }
    if sign == "Z" || sign == "z" { return text.isEmpty ? 0 : nil }
    guard sign == "+" || sign == "-" else { return nil }
    var digits = Array(text)
    if digits.count == 5, digits[2] == ":" { digits.remove(at: 2) }
    guard digits.count == 2 || digits.count == 4, let hours = number(digits[0..<2]), hours < 24
    else { return nil }
    var minutes: Int64 = 0
    if digits.count == 4 {
      guard let value = number(digits[2..<4]), value < 60 else { return nil }
      minutes = value
    }
    return (hours * 60 + minutes) * 60 * (sign == "-" ? -1 : 1)
  }

  /// Microseconds since 1970 of a number.
  static func number(_ text: [UInt8]) -> Int64? {
    guard let decimal = ExactDecimal(text) else { return nil }
    if decimal.isBelow(powerOfTen: 11) { return decimal.floor(places: 6) }
    if decimal.isBelow(powerOfTen: 14) { return decimal.floor(places: 3) }
    if decimal.isBelow(powerOfTen: 17) { return decimal.floor(places: 0) }
    // Later ones are out of range (with room for what rounding down adds).
    let limit: Int64 = 9_200_000_000_000_000_000
    return decimal.floor(places: -3).flatMap { -limit - 1...limit ~= $0 ? $0 : nil }
  }
}
