/// Reads the time that an application wrote as text: RFC 3339 and its relatives, and what languages
/// print. Sources: RFC 3339 and 9557, ISO 8601 (basic format), RFC 2822 and 1123, RFC 850, asctime
/// of C, Go's `Time.String`, JavaScript's `Date.toString`, date(1), the common log format of httpd.
///
/// - `2026-11-27`, `2026/11/27` or `20261127`; `T`, `t` or spaces; a time of day
///   (``TimeCursor/timeOfDay(allowsShort:)``), which only the basic format must have;
/// - `Fri, 27 Nov 2026 23:30:00`, `27-Nov-2026 23:30:00`, `27/Nov/2026:23:30:00`;
/// - `Fri Nov 27 23:30:00 2026`, `Nov 27, 2026 11:30 PM`;
/// - then a zone (``TimeZoneText``), or none; all of it in brackets, as httpd logs it, or not.
///
/// Nothing is guessed: a date like 27/11/2026 or 11/27/2026, of which one does not know which is
/// the month, is not read. Finer than a microsecond is cut off.
package struct TimeText {
  private var cursor: TimeCursor

  /// Microseconds since 1970 (of local time, when there is no offset); nil when it is not such a
  /// text or the date does not exist, or for a zone that is given by its name.
  package static func microseconds(_ text: UnsafeBufferPointer<UInt8>) -> (Int64, isNaive: Bool)? {
    guard let reading = reading(text) else { return nil }
    switch reading.zone {
    case .naive: return (reading.localSeconds * 1_000_000 + reading.fraction, true)
    case .offset(let offset):
      return ((reading.localSeconds - offset) * 1_000_000 + reading.fraction, false)
    case .named: return nil
    }
  }

  /// Nil when it is not such a text, or the date does not exist.
  static func reading(_ text: UnsafeBufferPointer<UInt8>) -> TimeReading? {
    guard let start = text.baseAddress, text.count >= 8, text.count <= 128 else { return nil }
    if text.contains(where: { $0 == 0xC2 || $0 == 0xE2 }), let plain = withPlainSpaces(text) {
      return plain.withUnsafeBufferPointer { text in
        guard let reading = reading(text) else { return nil }
        // A name would be one in memory that is given back.
        if case .named = reading.zone { return nil }
        return reading
      }
    }
    let isBracketed = text[0] == UInt8(ascii: "[") && text[text.count - 1] == UInt8(ascii: "]")
    let first = isBracketed ? start + 1 : start
    let end = isBracketed ? start + text.count - 1 : start + text.count
    var reader = TimeText(cursor: TimeCursor(position: first, end: end))
    if reader.cursor.isDigit, let reading = reader.numericDate() { return reading }
    reader.cursor.position = first
    return reader.wordyDate()
  }

  /// With U+00A0 and U+202F, which ICU puts before `PM`, as spaces; nil when there are none.
  private static func withPlainSpaces(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var plain: [UInt8] = []
    var rest = text[...]
    while let byte = rest.first {
      let length =
        rest.starts(with: [0xC2, 0xA0]) ? 2 : rest.starts(with: [0xE2, 0x80, 0xAF]) ? 3 : 0
      plain.append(length > 0 ? 0x20 : byte)
      rest = rest.dropFirst(max(1, length))
    }
    return plain.count < text.count ? plain : nil
  }

  /// Days since 1970 of a date; nil when there is no such date.
  static func day(year: Int64, month: Int64, day: Int64) -> Int64? {
    guard month >= 1, month <= 12, day >= 1 else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    if day <= 28 { return date.dayNumber }
    return date.dayNumber < date.startOfNextMonth.dayNumber ? date.dayNumber : nil
  }

  // MARK: Year first

  private mutating func numericDate() -> TimeReading? {
    guard let year = cursor.number(4) else { return nil }
    let isDashed = cursor.take("-")
    let isBasic = !isDashed && !cursor.take("/")
    guard let month = cursor.number(2), isBasic || cursor.take(isDashed ? "-" : "/"),
      let date = cursor.number(2), let day = Self.day(year: year, month: month, day: date)
    else { return nil }
    if cursor.isAtEnd, !isBasic {
      return TimeReading(localSeconds: day * 86_400, fraction: 0, zone: .naive)
    }
    guard cursor.take("T") || cursor.take("t") || cursor.takeSpaces() else { return nil }
    return rest(day: day, allowsShort: false)
  }

  /// The time of day and the zone, up to the end.
  private mutating func rest(day: Int64, allowsShort: Bool) -> TimeReading? {
    guard let time = cursor.timeOfDay(allowsShort: allowsShort),
      let zone = TimeZoneText.read(&cursor)
    else { return nil }
    return TimeReading(
      localSeconds: day * 86_400 + time.seconds, fraction: time.fraction, zone: zone)
  }

  // MARK: Months by name

  private static let weekdays: Set<String> = [
    "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  private mutating func wordyDate() -> TimeReading? {
    if cursor.isDigit { return dayFirst() }
    guard var word = cursor.word() else { return nil }
    if Self.weekdays.contains(word) {
      _ = cursor.take(".")
      _ = cursor.take(",")
      cursor.takeSpaces()
      if cursor.isDigit { return dayFirst() }
      guard let next = cursor.word() else { return nil }
      word = next
    }
    guard let month = Self.month(word) else { return nil }
    return monthFirst(month)
  }

  private static func month(_ word: String) -> Int64? {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    guard word.utf8.count >= 3 else { return nil }
    let index = names.firstIndex { $0 == word || (word.utf8.count == 3 && $0.hasPrefix(word)) }
    return index.map { Int64($0 + 1) } ?? (word == "sept" ? 9 : nil)
  }

  /// `27 Nov 2026 23:30:00 ZONE`, `27-Nov-26 …`, `27/Nov/2026:23:30:00 …`.
  private mutating func dayFirst() -> TimeReading? {
    guard let date = cursor.shortNumber(), let separator = separator(),
      let month = cursor.word().flatMap({ Self.month($0) })
    else { return nil }
    _ = separator == " " && cursor.take(".")
    guard self.separator() == separator, let year = year(),
      let day = Self.day(year: year, month: month, day: date)
    else { return nil }
    _ = cursor.take(",")
    guard cursor.takeSpaces() || (separator == "/" && cursor.take(":")) else { return nil }
    return rest(day: day, allowsShort: true)
  }

  private mutating func separator() -> Unicode.Scalar? {
    if cursor.takeSpaces() { return " " }
    if cursor.take("-") { return "-" }
    return cursor.take("/") ? "/" : nil
  }

  /// Of four digits, or of two: 1970 to 2069.
  private mutating func year() -> Int64? {
    if let year = cursor.number(4) { return year }
    guard cursor.digitCount == 2, let year = cursor.number(2) else { return nil }
    return year < 70 ? 2000 + year : 1900 + year
  }

  /// `Nov 27 23:30:00 2026`, `Nov 27 23:30:00 UTC 2026`, `Nov 27 2026 23:30:00 ZONE`.
  private mutating func monthFirst(_ month: Int64) -> TimeReading? {
    _ = cursor.take(".")
    guard cursor.takeSpaces(), let date = cursor.shortNumber() else { return nil }
    _ = cursor.take(",")
    guard cursor.takeSpaces() else { return nil }
    if cursor.digitCount == 4 {
      guard let year = cursor.number(4), let day = Self.day(year: year, month: month, day: date)
      else { return nil }
      _ = cursor.take(",") || cursor.take(" at")
      guard cursor.takeSpaces() else { return nil }
      return rest(day: day, allowsShort: true)
    }
    guard let time = cursor.timeOfDay(allowsShort: true), cursor.takeSpaces() else { return nil }
    var zone = TimeReading.Zone.naive
    if !cursor.isDigit {
      guard let offset = TimeZoneText.takeOffset(&cursor), cursor.takeSpaces() else { return nil }
      zone = .offset(offset)
    }
    guard let year = cursor.number(4), let day = Self.day(year: year, month: month, day: date)
    else { return nil }
    // `Nov 27 23:30:00 2026 +0000`, as Git has it.
    if case .naive = zone {
      guard let found = TimeZoneText.read(&cursor) else { return nil }
      zone = found
    }
    guard cursor.isAtEnd else { return nil }
    return TimeReading(
      localSeconds: day * 86_400 + time.seconds, fraction: time.fraction, zone: zone)
  }
}
