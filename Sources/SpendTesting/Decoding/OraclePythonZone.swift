/// What the oracle makes of the text after `tzinfo=`: by patterns.
enum OraclePythonZone {
  enum Meaning {
    case offset(Int64)
    case name(String)
    /// That of the writer.
    case local
  }

  static func meaning(_ text: String) -> Meaning? {
    guard text.utf8.count <= 200 else { return nil }
    let universal = [
      "datetime.timezone.utc", "datetime.UTC", "timezone.utc", "UTC", "<UTC>", "tzutc()", "UTC()",
      "TzInfo(UTC)", "utc",
    ]
    if universal.contains(text) { return .offset(0) }
    if text.hasPrefix("<DstTzInfo ") { return pytz(text) }
    if text.hasPrefix("<StaticTzInfo ") { return name(text) }
    if text.hasPrefix("<FixedOffset ") {
      return text.contains("timedelta(") ? timedelta(text) : nil
    }
    guard let open = text.firstIndex(of: "(") else { return nil }
    let inside = String(text[text.index(after: open)...].dropLast())
    let arguments = inside.split(separator: ",").map(String.init)
    switch text[..<open].split(separator: ".").last.map(String.init) {
    case "ZoneInfo", "Timezone", "tzfile", "gettz", "tzstr": return name(text)
    case "tzlocal" where inside.isEmpty: return .local
    case "timezone": return timedelta(inside)
    case "FixedOffsetTimezone":
      if inside.contains("timedelta(") { return timedelta(inside) }
      guard let first = arguments.first, first.hasPrefix("offset="),
        let minutes = Int64(first.dropFirst(7)), abs(minutes) < 1440
      else { return nil }
      return .offset(minutes * 60)
    case "TzInfo", "SimpleTZ": return offset(inside)
    case "tzoffset": return arguments.last.flatMap { offset($0) }
    case "FixedTimezone": return arguments.first.flatMap { seconds($0) }
    case "FixedOffset" where inside.contains("timedelta("): return timedelta(inside)
    case "FixedOffset":
      guard let minutes = arguments.first.flatMap({ Int64(plain($0)) }), abs(minutes) < 1440 else {
        return nil
      }
      return .offset(minutes * 60)
    default: return nil
    }
  }

  private static func plain(_ text: String) -> String { text.filter { !" '\"".contains($0) } }

  private static func limited(_ seconds: Int64) -> Meaning? {
    abs(seconds) < 86_400 ? .offset(seconds) : nil
  }

  private static func seconds(_ text: String) -> Meaning? {
    Int64(plain(text)).flatMap { limited($0) }
  }

  private static func offset(_ text: String) -> Meaning? {
    guard text.contains(":") else { return seconds(text) }
    var clock = plain(text)
    let isWest = clock.hasPrefix("-")
    while clock.hasPrefix("-") || clock.hasPrefix("+") { clock.removeFirst() }
    let parts = clock.split(separator: ":").map { Int64($0) }
    guard parts.count == 2 || parts.count == 3, !parts.contains(nil) else { return nil }
    let all = parts.compactMap { $0 } + [0]
    guard all.allSatisfy({ abs($0) < 1_000_000 }) else { return nil }
    let sum = all[0] * 3600 + all[1] * 60 + all[2]
    return limited(isWest ? -sum : sum)
  }

  private static func timedelta(_ text: String) -> Meaning? {
    guard let start = text.firstRange(of: "timedelta(") else { return nil }
    let inside = text[start.upperBound...].prefix { $0 != ")" }
    var sum: Int64 = 0
    for (index, part) in inside.split(separator: ",").enumerated() {
      let pair = plain(String(part)).split(separator: "=")
      guard let last = pair.last, let number = Int64(last), abs(number) < 1_000_000_000 else {
        return nil
      }
      let unit = pair.count == 2 ? String(pair[0]) : index == 0 ? "days" : "seconds"
      guard let factor = ["days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1][unit] else {
        return nil
      }
      sum += number * Int64(factor)
    }
    return limited(sum)
  }

  private static func pytz(_ text: String) -> Meaning? {
    let west = #/-1 day, ([0-9:]+) (?:STD|DST)>$/#
    let east = #/ [^ ]*?\+?([0-9]+:[0-9]+:[0-9]+) (?:STD|DST)>$/#
    let isWest = text.contains(west)
    guard let clock = text.firstMatch(of: west)?.1 ?? text.firstMatch(of: east)?.1,
      case .offset(let seconds)? = offset(String(clock))
    else { return nil }
    return limited(seconds - (isWest ? 86_400 : 0))
  }

  private static func name(_ text: String) -> Meaning? {
    guard let open = text.firstIndex(where: { $0 == "'" || $0 == "\"" }),
      let close = text[text.index(after: open)...].firstIndex(of: text[open])
    else { return nil }
    var name = String(text[text.index(after: open)..<close])
    if name.hasPrefix("/") {
      guard let mark = name.firstRange(of: "zoneinfo/") else { return nil }
      name = String(name[mark.upperBound...])
    }
    return name == "UTC" ? .offset(0) : .name(name)
  }
}
