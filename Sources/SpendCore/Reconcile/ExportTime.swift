/// Times of an export, from 1970 to 2199.
enum ExportTime {
  private static let range: Range<Int64> = 0..<7_258_118_400_000_000

  /// What a text means.
  enum Reading: Hashable {
    case instant(Timestamp)
    /// Without a zone: as if local time were UTC.
    case local(Timestamp)
    /// Days since 1970: one, or those of a month.
    case days(Range<Int64>)
  }

  /// As ``TimeText`` reads it, a month (`2026-05`), or seconds since 1970; nil for what is none.
  static func read(_ text: some StringProtocol) -> Reading? {
    let bytes = Array(text.utf8)
    if let days = month(bytes) { return .days(days) }
    if bytes.count >= 9, bytes.count <= 13,
      let number = bytes.withUnsafeBufferPointer({ DecimalNumber($0) }),
      let microseconds = number.microseconds, range.contains(microseconds)
    {
      return .instant(Timestamp(microseconds: microseconds))
    }
    guard let (time, isNaive) = bytes.withUnsafeBufferPointer({ TimeText.microseconds($0) }),
      range.contains(time)
    else { return nil }
    guard isNaive else { return .instant(Timestamp(microseconds: time)) }
    // A date alone has ten characters, or eight.
    if bytes.count <= 10 {
      let day = Timestamp.floorDivide(time, 86_400_000_000)
      return .days(day..<day + 1)
    }
    return .local(Timestamp(microseconds: time))
  }

  /// Of a time that is in UTC unless it says otherwise.
  static func utc(_ text: some StringProtocol) -> Timestamp? {
    switch read(text) {
    case .instant(let time), .local(let time): time
    case .days(let days): Timestamp(seconds: days.lowerBound * 86_400)
    case nil: nil
    }
  }

  private static func month(_ text: [UInt8]) -> Range<Int64>? {
    guard text.count == 7, text[4] == UInt8(ascii: "-"),
      let year = ExportNumber.count(String(decoding: text[..<4], as: UTF8.self)),
      let month = ExportNumber.count(String(decoding: text[5...], as: UTF8.self)),
      (1970...2199).contains(year), (1...12).contains(month)
    else { return nil }
    let first = CivilDate(year: year, month: month, day: 1)
    return first.dayNumber..<first.startOfNextMonth.dayNumber
  }
}

extension TimeZoneRules {
  /// The local days that a stretch of time touches.
  func days(from start: Timestamp, to end: Timestamp) -> Range<Int64> {
    let first = localDate(at: start).dayNumber
    let last = localDate(at: Timestamp(microseconds: max(start, end).microseconds - 1)).dayNumber
    return first..<max(first, last) + 1
  }
}
