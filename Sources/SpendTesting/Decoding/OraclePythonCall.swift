/// What a call in Python's repr means to the oracle.
enum OraclePythonCall {
  static func value(
    _ name: String, _ plain: [OracleValue], _ keywords: [(String, OracleValue, [UInt8])]
  ) -> OracleValue {
    switch name {
    case "Decimal", "decimal.Decimal":
      guard plain.count == 1, keywords.isEmpty, case .text(let text) = plain[0] else {
        return .other
      }
      return .decimal(text)
    case "datetime.datetime", "datetime.date":
      return moment(plain, keywords) ?? .other
    default: return .other
    }
  }

  private static func moment(
    _ plain: [OracleValue], _ keywords: [(String, OracleValue, [UInt8])]
  ) -> OracleValue? {
    var parts: [Int64] = []
    for item in plain {
      guard case .number(let text) = item,
        let part = Int64(String(decoding: text, as: UTF8.self))
      else { return nil }
      parts.append(part)
    }
    guard parts.count >= 3, parts.count <= 7 else { return nil }
    parts += [Int64](repeating: 0, count: 7 - parts.count)
    guard (1...9999).contains(parts[0]), let days = OracleTime.days(parts[0], parts[1], parts[2]),
      (0...23).contains(parts[3]), (0...59).contains(parts[4]), (0...59).contains(parts[5]),
      (0...999_999).contains(parts[6])
    else { return nil }
    let seconds = days * 86_400 + parts[3] * 3600 + parts[4] * 60 + parts[5]
    let local = seconds * 1_000_000 + parts[6]
    var rest = keywords[...]
    if let first = rest.first, first.0 == "fold", first.2 == Array("1".utf8) {
      rest = rest.dropFirst()
    }
    guard let zone = rest.popFirst() else { return .moment(local, isNaive: true) }
    guard zone.0 == "tzinfo", rest.isEmpty else { return nil }
    guard let offset = offset(String(decoding: zone.2, as: UTF8.self)) else { return nil }
    return .moment(local - offset * 1_000_000, isNaive: false)
  }

  /// Seconds ahead of UTC, from the text of `tzinfo`.
  private static func offset(_ text: String) -> Int64? {
    if text == "datetime.timezone.utc" || text == "zoneinfo.ZoneInfo(key='UTC')" { return 0 }
    let text = text.filter { $0 != " " && $0 != "\t" && $0 != "\r" }
    let head = "datetime.timezone(datetime.timedelta("
    guard text.hasPrefix(head), text.hasSuffix("))") else { return nil }
    var offset: Int64 = 0
    var names: [Substring] = []
    for part in text.dropFirst(head.count).dropLast(2).split(separator: ",") {
      let pair = part.split(separator: "=")
      guard pair.count == 2 else { return nil }
      let name = pair[0]
      guard let number = Int64(pair[1]), abs(number) < 1_000_000_000 else { return nil }
      guard name == "seconds" || (name == "days" && names.isEmpty) else { return nil }
      names.append(name)
      offset += number * (name == "days" ? 86_400 : 1)
    }
    return names.filter { $0 == "seconds" }.count < 2 && abs(offset) < 86_400 ? offset : nil
  }
}
