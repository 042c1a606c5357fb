/// What a call in Python's repr means to the oracle.
enum OraclePythonCall {
  static func value(
    _ name: String, _ plain: [OracleValue], _ keywords: [(String, OracleValue, [UInt8])]
  ) -> OracleValue {
    let last = String(name.split(separator: ".", omittingEmptySubsequences: false).last ?? "")
    let only = plain.count == 1 && keywords.isEmpty ? plain[0] : nil
    if wrappers.contains(last), case .object? = only { return only ?? .other }
    if last == "Decimal" || isNumberType(last), let only { return number(only) }
    if ["str_", "UUID", "ObjectId"].contains(last), case .text(let text)? = only {
      return .text(text)
    }
    if last == "bool" || last == "bool_", case .bool(let flag)? = only { return .bool(flag) }
    if ["Timestamp", "datetime64", "Instant"].contains(last), case .text(let text)? = plain.first {
      return .momentText(text)
    }
    let moments = [
      "datetime", "date", "DateTime", "Date", "FakeDatetime", "FakeDate", "DatetimeWithNanoseconds",
    ]
    return moments.contains(last) ? moment(plain, keywords) ?? .other : .other
  }

  /// What a dict may be an argument of, and stays one.
  static let wrappers = ["OrderedDict", "mappingproxy", "frozendict", "immutabledict", "Box"]

  /// numpy's scalars.
  private static func isNumberType(_ name: String) -> Bool {
    [
      "float16", "float32", "float64", "float128", "longdouble", "half", "single", "double", "int8",
      "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "intc", "uintc", "longlong",
      "ulonglong", "int_", "float_",
    ].contains(name)
  }

  private static func number(_ value: OracleValue) -> OracleValue {
    switch value {
    case .number(let text): .decimal(text)
    case .text(let text): .decimal(text)
    case .notFinite, .bool, .null: value
    default: .other
    }
  }

  private static func moment(
    _ plain: [OracleValue], _ keywords: [(String, OracleValue, [UInt8])]
  ) -> OracleValue? {
    var parts: [Int64] = []
    for item in plain {
      guard case .number(let text) = item,
        let part = Int64(String(decoding: text, as: UTF8.self)), abs(part) < 1_000_000_000,
        text.count <= (part < 0 || text.first == UInt8(ascii: "-") ? 10 : 9)
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
    var isFolded = false
    if let first = rest.first, first.0 == "fold", first.2 == Array("1".utf8) {
      rest = rest.dropFirst()
      isFolded = true
    }
    let naive = OracleValue.zoned(local, nil, isFolded: isFolded)
    guard let zone = rest.popFirst() else { return naive }
    guard zone.0 == "tzinfo", rest.isEmpty else { return nil }
    switch OraclePythonZone.meaning(String(decoding: zone.2, as: UTF8.self)) {
    case nil: return nil
    case .local?: return naive
    case .offset(let offset)?: return .moment(local - offset * 1_000_000)
    case .name(let name)?: return .zoned(local, name, isFolded: isFolded)
    }
  }
}
