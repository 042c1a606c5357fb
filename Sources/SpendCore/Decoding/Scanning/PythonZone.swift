/// What stands after `tzinfo=` in Python's repr of a time, as the libraries print it: the standard
/// library, pytz, dateutil, pydantic, pendulum, psycopg2, iso8601.
///
/// Slow, and seldom: a log has one zone or two, and whoever reads many lines of it remembers.
enum PythonZone {
  /// Nil for what nobody can know. `tzlocal()` is the zone of the writer, as that of a time
  /// without one is.
  static func meaning(of bytes: UnsafeBufferPointer<UInt8>) -> TimeReading.Zone? {
    guard bytes.count <= 200 else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    switch text {
    case "datetime.timezone.utc", "datetime.UTC", "timezone.utc", "UTC", "<UTC>", "tzutc()",
      "UTC()",
      "TzInfo(UTC)", "utc":
      return .offset(0)
    default: break
    }
    if text.hasPrefix("<DstTzInfo ") { return pytz(text) }
    let argument = text.firstIndex(of: "(").map { text[text.index(after: $0)...].dropLast() }
    switch text.prefix(while: { $0 != "(" }).split(separator: ".").last {
    case "ZoneInfo", "Timezone", "tzfile", "gettz", "tzstr":
      return quoted(bytes)
    case "tzlocal" where argument == "": return .naive
    case "timezone", "FixedOffsetTimezone": return argument.flatMap { timedelta($0) }
    case "TzInfo", "SimpleTZ": return argument.flatMap { clockOrSeconds($0) }
    case "tzoffset":
      return argument?.split(separator: ",").last.flatMap { clockOrSeconds($0) }
    case "FixedTimezone": return argument?.split(separator: ",").first.flatMap { seconds($0) }
    case "FixedOffset":
      if text.contains("timedelta(") { return timedelta(text[...]) }
      guard let minutes = argument?.split(separator: ",").first.flatMap({ Int64(trimmed($0)) })
      else { return nil }
      return offset(minutes.multipliedReportingOverflow(by: 60).partialValue)
    default: break
    }
    if text.hasPrefix("<StaticTzInfo ") { return quoted(bytes) }
    guard text.hasPrefix("<FixedOffset ") else { return nil }
    return text.contains("timedelta(") ? timedelta(text[...]) : nil
  }

  private static func offset(_ seconds: Int64) -> TimeReading.Zone? {
    abs(seconds) < 86_400 ? .offset(seconds) : nil
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.filter { $0 != " " && $0 != "'" && $0 != "\"" })
  }

  private static func seconds(_ text: Substring) -> TimeReading.Zone? {
    Int64(trimmed(text)).flatMap { offset($0) }
  }

  /// `-05:00`, or seconds.
  private static func clockOrSeconds(_ text: Substring) -> TimeReading.Zone? {
    guard text.contains(":") else { return seconds(text) }
    let clock = trimmed(text)
    let parts = clock.drop { $0 == "-" || $0 == "+" }.split(separator: ":").map { Int64($0) }
    guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0 != nil }) else { return nil }
    let seconds = parts.enumerated().reduce(Int64(0)) { sum, part in
      sum
        + (part.element ?? 0).multipliedReportingOverflow(by: [3600, 60, 1][part.offset])
        .partialValue
    }
    return offset(clock.hasPrefix("-") ? -seconds : seconds)
  }

  /// `datetime.timedelta(days=-1, seconds=68400)`, `datetime.timedelta(0)`, with a
  /// name after it or not.
  private static func timedelta(_ text: Substring) -> TimeReading.Zone? {
    let mark = "timedelta("
    var rest = text[...]
    while !rest.hasPrefix(mark), !rest.isEmpty { rest = rest.dropFirst() }
    guard !rest.isEmpty else {
      // Older ones of psycopg2: `offset=60`, in minutes.
      let pair = text.split(separator: ",").first?.split(separator: "=")
      guard pair?.count == 2, pair?[0] == "offset", let minutes = pair.flatMap({ Int64($0[1]) }),
        abs(minutes) < 1440
      else { return nil }
      return .offset(minutes * 60)
    }
    let inside = rest.dropFirst(mark.count).prefix { $0 != ")" }
    var sum: Int64 = 0
    for (index, part) in inside.split(separator: ",").enumerated() {
      let pair = trimmed(part).split(separator: "=")
      guard let number = pair.last.flatMap({ Int64($0) }), abs(number) < 1_000_000_000 else {
        return nil
      }
      switch pair.count == 2 ? pair[0] : (index == 0 ? "days" : "seconds") {
      case "days": sum += number * 86_400
      case "hours": sum += number * 3600
      case "minutes": sum += number * 60
      case "seconds": sum += number
      default: return nil
      }
    }
    return offset(sum)
  }

  /// `<DstTzInfo 'America/New_York' EST-1 day, 19:00:00 STD>`: the offset as Python prints one.
  private static func pytz(_ text: String) -> TimeReading.Zone? {
    let words = text.dropLast().split(separator: " ")
    guard words.count >= 4, words.last == "STD" || words.last == "DST" else { return nil }
    var clock = words[words.count - 2]
    var days: Int64 = 0
    if words[words.count - 3] == "day," {
      guard words.count >= 5, words[words.count - 4].hasSuffix("-1") else { return nil }
      days = -86_400
    } else {
      // `CET+1:00:00`.
      clock =
        clock.lastIndex(of: "+").map { clock[clock.index(after: $0)...] }
        ?? clock.drop {
          !("0"..."9").contains($0)
        }
    }
    guard case .offset(let seconds)? = clockOrSeconds(clock) else { return nil }
    return offset(days + seconds)
  }

  /// The name between quotes; of a path of a zone file what is after `zoneinfo/`.
  private static func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> TimeReading.Zone? {
    guard
      let open = bytes.firstIndex(where: { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }),
      let close = bytes[(open + 1)...].firstIndex(of: bytes[open])
    else { return nil }
    var name = bytes[(open + 1)..<close]
    let mark = Array("zoneinfo/".utf8)
    if name.first == UInt8(ascii: "/") {
      guard let index = name.indices.first(where: { name[$0...].starts(with: mark) }) else {
        return nil
      }
      name = name[(index + mark.count)...]
    }
    let found = UnsafeBufferPointer(rebasing: name)
    return String(decoding: found, as: UTF8.self) == "UTC" ? .offset(0) : .named(found)
  }
}
