/// What stands after the time of day: `Z`, `+01:00`, `−0500`, `+00:00:00`, ` UTC`, `GMT-0500`,
/// `EST`, `[Europe/Berlin]` (RFC 9557), ` -0500 EST m=+0.1` (Go), `(Eastern Standard Time)`
/// (JavaScript), ` Europe/Berlin`; or nothing.
///
/// Short names are those of RFC 2822 and of Europe, which mean one thing only; of an offset with a
/// name the offset counts.
enum TimeZoneText {
  private static let hours: [String: Int64] = [
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7, "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "jst": 9,
  ]

  /// Takes all that is left; nil when it is no zone.
  static func read(_ cursor: inout TimeCursor) -> TimeReading.Zone? {
    cursor.takeSpaces()
    if cursor.isAtEnd { return .naive }
    if cursor.next == UInt8(ascii: "[") { return bracketed(&cursor) }
    let start = cursor
    if let offset = takeOffset(&cursor) {
      return takeComments(&cursor) ? .offset(offset) : nil
    }
    cursor = start
    return named(&cursor)
  }

  /// An offset, or a short name that stands for one.
  static func takeOffset(_ cursor: inout TimeCursor) -> Int64? {
    if let sign = takeSign(&cursor) { return signed(&cursor, sign) }
    guard let word = cursor.word(), let hours = hours[word], cursor.next != UInt8(ascii: "/") else {
      return nil
    }
    if hours == 0, let sign = takeSign(&cursor) { return signed(&cursor, sign) }
    return hours * 3600
  }

  /// `+`, `-`, or the minus of typographers.
  private static func takeSign(_ cursor: inout TimeCursor) -> Int64? {
    if cursor.take("+") { return 1 }
    return cursor.take("-") || cursor.take("−") ? -1 : nil
  }

  /// `HH`, `HHMM`, `HH:MM`, `HH:MM:SS`; also `H`, after `GMT`.
  private static func signed(_ cursor: inout TimeCursor, _ sign: Int64) -> Int64? {
    guard let hours = cursor.shortNumber(), hours < 24 else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] as [Int64] {
      let isSeparate = cursor.take(":")
      guard isSeparate || cursor.isDigit else { break }
      guard let value = cursor.number(2), value < 60 else { return nil }
      seconds += value * unit
    }
    return sign * seconds
  }

  /// What may follow an offset and says nothing more.
  private static func takeComments(_ cursor: inout TimeCursor) -> Bool {
    var words = 0
    while !cursor.isAtEnd {
      let hasSpaces = cursor.takeSpaces()
      switch cursor.next {
      case UInt8(ascii: "["):
        guard skip(&cursor, to: "]") else { return false }
      case UInt8(ascii: "("):
        guard skip(&cursor, to: ")") else { return false }
      default:
        // A short name, `+05` in place of one, `m=+0.1`.
        words += 1
        guard hasSpaces, !cursor.isAtEnd, words == 1 || cursor.take("m=") else { return false }
        let start = cursor.position
        while !cursor.isAtEnd, cursor.next != 0x20 {
          guard TimeCursor.isLetter(cursor.next) || "+-=.0123456789".utf8.contains(cursor.next)
          else { return false }
          cursor.position += 1
        }
        guard words > 1 || cursor.position - start <= 6 else { return false }
      }
    }
    return true
  }

  private static func skip(_ cursor: inout TimeCursor, to mark: StaticString) -> Bool {
    while !cursor.isAtEnd {
      if cursor.take(mark) { return true }
      cursor.position += 1
    }
    return false
  }

  /// `[Europe/Berlin]`, `[!Europe/Berlin][u-ca=iso8601]`.
  private static func bracketed(_ cursor: inout TimeCursor) -> TimeReading.Zone? {
    _ = cursor.take("[")
    _ = cursor.take("!")
    guard let zone = name(&cursor), cursor.take("]"), takeComments(&cursor) else { return nil }
    return zone
  }

  /// ` Europe/Berlin`.
  private static func named(_ cursor: inout TimeCursor) -> TimeReading.Zone? {
    guard let zone = name(&cursor), cursor.isAtEnd else { return nil }
    return zone
  }

  private static func name(_ cursor: inout TimeCursor) -> TimeReading.Zone? {
    let start = cursor.position
    while TimeCursor.isLetter(cursor.next) || "0123456789_+-/".utf8.contains(cursor.next),
      !cursor.isAtEnd
    { cursor.position += 1 }
    let name = UnsafeBufferPointer(start: start, count: cursor.position - start)
    return name.isEmpty ? nil : .named(name)
  }
}
