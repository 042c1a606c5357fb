import SpendCore

/// Times, the obvious way: cut the text into words, numbers and marks, see which date
/// that is, count days.
enum OracleTime {
  /// Seconds of local time, microseconds of the second, and the zone; nil for what is no time.
  static func text(_ text: [UInt8]) -> (local: Int64, micro: Int64, zone: OracleZone)? {
    guard text.count >= 8, text.count <= 128 else { return nil }
    var string = String(decoding: text, as: UTF8.self)
    if string.hasPrefix("["), string.hasSuffix("]") {
      string = String(string.dropFirst().dropLast())
    }
    let plain = string.map { $0 == "\u{A0}" || $0 == "\u{202F}" ? " " : $0 }
    let tokens = Token.all(of: String(plain))
    guard let found = numeric(tokens) ?? wordy(tokens) else { return nil }
    if case .named = found.zone, String(plain) != string { return nil }
    return found
  }

  /// A run of digits, a run of letters in lower case, a run of spaces, or one mark.
  enum Token: Equatable {
    case number(String)
    case word(String)
    case space
    case mark(Character)

    static func all(of text: String) -> [Token] {
      var tokens: [Token] = []
      var rest = text[...]
      while let first = rest.first {
        let run: Substring
        if isDigit(first) {
          run = rest.prefix { isDigit($0) }
          tokens.append(.number(String(run)))
        } else if isLetter(first) {
          run = rest.prefix { isLetter($0) }
          tokens.append(.word(run.lowercased()))
        } else if first == " " {
          run = rest.prefix { $0 == " " }
          tokens.append(.space)
        } else {
          run = rest.prefix(1)
          tokens.append(.mark(first))
        }
        rest = rest.dropFirst(run.count)
      }
      return tokens
    }

    static func isDigit(_ character: Character) -> Bool {
      "0"..."9" ~= character && character.isASCII
    }
    static func isLetter(_ character: Character) -> Bool {
      character.isASCII && character.isLetter
    }
  }

  /// Takes tokens from the front of a list.
  struct Reader {
    var tokens: ArraySlice<Token>

    mutating func take(_ token: Token) -> Bool {
      guard tokens.first == token else { return false }
      tokens.removeFirst()
      return true
    }

    mutating func number(_ lengths: ClosedRange<Int>) -> (value: Int64, length: Int)? {
      guard case .number(let digits)? = tokens.first, lengths.contains(digits.count),
        let value = Int64(digits)
      else { return nil }
      tokens.removeFirst()
      return (value, digits.count)
    }

    mutating func word() -> String? {
      guard case .word(let word)? = tokens.first, word.count <= 16 else { return nil }
      tokens.removeFirst()
      return word
    }

    /// Seconds of the day and microseconds.
    mutating func clock(shortHours: Bool) -> (Int64, Int64)? {
      guard case .number(let digits)? = tokens.first else { return nil }
      tokens.removeFirst()
      var parts: [Int64] = []
      if digits.count == 4 || digits.count == 6 {
        // Without colons.
        var rest = digits[...]
        while !rest.isEmpty {
          parts.append(Int64(rest.prefix(2)) ?? 0)
          rest = rest.dropFirst(2)
        }
      } else {
        guard digits.count == 2 || (shortHours && digits.count == 1) else { return nil }
        parts = [Int64(digits) ?? 0]
        guard take(.mark(":")), let minute = number(2...2) else { return nil }
        parts.append(minute.value)
        let before = tokens
        if take(.mark(":")) {
          guard let second = number(2...2) else { return nil }
          parts.append(second.value)
        } else {
          tokens = before
        }
      }
      var micro: Int64 = 0
      if parts.count == 3, take(.mark(".")) || take(.mark(",")) {
        guard case .number(let fraction)? = tokens.first else { return nil }
        tokens.removeFirst()
        micro = Int64((fraction + "000000").prefix(6)) ?? 0
      }
      var hour = parts[0]
      let (minute, second) = (parts[1], parts.count == 3 ? parts[2] : 0)
      guard minute < 60, second <= 60 else { return nil }
      let before = tokens
      _ = take(.space)
      if let half = word(), half == "am" || half == "pm" {
        guard (1...12).contains(hour) else { return nil }
        hour = (hour % 12) + (half == "pm" ? 12 : 0)
      } else {
        tokens = before
      }
      guard hour < 24 || (hour == 24 && minute + second + micro == 0) else { return nil }
      return (hour * 3600 + minute * 60 + second, micro)
    }
  }

  /// Year first.
  private static func numeric(
    _ tokens: [Token]
  ) -> (local: Int64, micro: Int64, zone: OracleZone)? {
    var reader = Reader(tokens: tokens[...])
    let date: (Int64, Int64, Int64)
    var isBasic = false
    if case .number(let digits)? = tokens.first, digits.count == 8, let all = Int64(digits) {
      _ = reader.number(8...8)
      date = (all / 10000, all / 100 % 100, all % 100)
      isBasic = true
    } else {
      guard let year = reader.number(4...4), case .mark(let mark)? = reader.tokens.first,
        mark == "-" || mark == "/", reader.take(.mark(mark)), let month = reader.number(2...2),
        reader.take(.mark(mark))
      else { return nil }
      // `2026-11-27T…`, and nothing else may follow the day.
      guard let day = reader.number(2...2) else { return nil }
      date = (year.value, month.value, day.value)
    }
    guard let days = days(date.0, date.1, date.2) else { return nil }
    if reader.tokens.isEmpty { return isBasic ? nil : (days * 86_400, 0, .naive) }
    guard reader.take(.word("t")) || reader.take(.space) else { return nil }
    return rest(&reader, days, shortHours: false)
  }

  private static func rest(
    _ reader: inout Reader, _ days: Int64, shortHours: Bool
  ) -> (local: Int64, micro: Int64, zone: OracleZone)? {
    guard let (seconds, micro) = reader.clock(shortHours: shortHours),
      let zone = OracleZone.all(of: Array(reader.tokens))
    else { return nil }
    return (days * 86_400 + seconds, micro, zone)
  }

  /// A month by its name.
  private static func wordy(
    _ tokens: [Token]
  ) -> (local: Int64, micro: Int64, zone: OracleZone)? {
    var reader = Reader(tokens: tokens[...])
    let start = reader.tokens
    let weekdays = [
      "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday",
      "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    if let word = reader.word(), weekdays.contains(word) {
      _ = reader.take(.mark("."))
      _ = reader.take(.mark(","))
      _ = reader.take(.space)
    } else {
      reader.tokens = start
    }
    if let day = reader.number(1...2) {
      guard let separator = reader.tokens.first,
        [.space, .mark("-"), .mark("/")].contains(separator),
        reader.take(separator), let month = reader.word().flatMap({ month($0) })
      else { return nil }
      if separator == .space { _ = reader.take(.mark(".")) }
      guard reader.take(separator), let year = reader.number(2...4), year.length != 3 else {
        return nil
      }
      let full = year.length == 4 ? year.value : year.value + (year.value < 70 ? 2000 : 1900)
      guard let days = days(full, month, day.value) else { return nil }
      _ = reader.take(.mark(","))
      guard reader.take(.space) || (separator == .mark("/") && reader.take(.mark(":"))) else {
        return nil
      }
      return rest(&reader, days, shortHours: true)
    }
    guard let month = reader.word().flatMap({ month($0) }) else { return nil }
    _ = reader.take(.mark("."))
    guard reader.take(.space), let day = reader.number(1...2) else { return nil }
    _ = reader.take(.mark(","))
    guard reader.take(.space) else { return nil }
    if let year = reader.number(4...4) {
      if case .mark(":")? = reader.tokens.first { return nil }
      guard let days = days(year.value, month, day.value) else { return nil }
      if !reader.take(.mark(",")), reader.tokens.starts(with: [.space, .word("at")]) {
        reader.tokens = reader.tokens.dropFirst(2)
      }
      guard reader.take(.space) else { return nil }
      return rest(&reader, days, shortHours: true)
    }
    guard let (seconds, micro) = reader.clock(shortHours: true), reader.take(.space) else {
      return nil
    }
    var zone = OracleZone.naive
    if case .number? = reader.tokens.first {
    } else {
      guard let offset = OracleZone.offset(&reader.tokens), reader.take(.space) else { return nil }
      zone = .offset(offset)
    }
    guard let year = reader.number(4...4), let days = days(year.value, month, day.value) else {
      return nil
    }
    if case .naive = zone {
      guard let found = OracleZone.all(of: Array(reader.tokens)) else { return nil }
      zone = found
    } else if !reader.tokens.isEmpty {
      return nil
    }
    return (days * 86_400 + seconds, micro, zone)
  }

  private static func month(_ word: String) -> Int64? {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    if word == "sept" { return 9 }
    return names.firstIndex { $0 == word || String($0.prefix(3)) == word }.map { Int64($0) + 1 }
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

  /// Microseconds since 1970 of a local time: the first that shows it, or the last.
  static func utc(_ local: Int64, _ rules: TimeZoneRules, isFolded: Bool) -> Int64 {
    let seconds = Timestamp(microseconds: local).seconds
    let offsets = [-86_400, 86_400].map { rules.offsetSeconds(at: seconds + $0) }
    let shown = offsets.filter { rules.offsetSeconds(at: seconds - $0) == $0 }
    // One that is skipped is told by the clock before, or after.
    let offset =
      shown.isEmpty
      ? offsets[isFolded ? 1 : 0] : isFolded ? shown.min() ?? 0 : shown.max() ?? 0
    return local - offset * 1_000_000
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
