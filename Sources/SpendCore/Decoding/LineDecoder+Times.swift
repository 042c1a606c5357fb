/// What a value in the slot of a time says.
extension LineDecoder {
  mutating func storeTime(_ value: ScannedValue, _ slot: UInt16) {
    switch value.shape {
    case .null, .notFinite: set(slot, .absent)
    case .moment: set(slot, .number, value.number)
    case .naiveMoment where value.isFolded: storeLocal(value, naiveZone, slot)
    case .naiveMoment: set(slot, .naive, value.number)
    case .zonedMoment: storeZoned(value, slot)
    case .other where value.start.pointee == UInt8(ascii: "["): storeTimePair(value, slot)
    case .object: storeTimeObject(value, slot)
    default: storeTimeText(value, slot)
    }
  }

  /// What cannot be read is kept as it is written, for whoever says so.
  private mutating func setUnreadable(_ slot: UInt16, _ value: ScannedValue) {
    set(slot, .invalid, Int64(value.end - value.start), value.start)
  }

  private mutating func storeTimeText(_ value: ScannedValue, _ slot: UInt16) {
    guard let text = numberText(value) else { return setUnreadable(slot, value) }
    if value.isText || value.shape == .momentText {
      if text.isEmpty { return set(slot, .absent) }
      if let reading = TimeText.reading(text) {
        guard let (microseconds, isNaive) = zones.time(reading) else {
          return setUnreadable(slot, value)
        }
        return set(slot, isNaive ? .naive : .number, microseconds)
      }
      if let milliseconds = Self.wrappedMilliseconds(text) {
        return set(slot, .number, milliseconds)
      }
      if value.isText, storePrinted(text, slot) { return }
    }
    guard let microseconds = DecimalNumber(text)?.microseconds else {
      return setUnreadable(slot, value)
    }
    set(slot, .number, microseconds)
  }

  /// `datetime.datetime(2026, 5, 1, 12, 34)` as a text, as `json.dumps(…, default=repr)` writes a
  /// time; false for what is none.
  private mutating func storePrinted(
    _ text: UnsafeBufferPointer<UInt8>, _ slot: UInt16
  ) -> Bool {
    guard text.count <= 256, let start = text.baseAddress, let last = text.last,
      last == UInt8(ascii: ")") || last == UInt8(ascii: ">")
    else { return false }
    var line = ByteArena(capacity: text.count + 1)
    line.append(start, count: text.count)
    line.append(UInt8(ascii: "\n"))
    // Another one than that of the line, which knows how far it came there.
    var printed = PythonScanner()
    guard let value = printed.value(line.start, depth: 0),
      value.next == line.start + text.count
    else { return false }
    switch value.shape {
    case .moment, .naiveMoment, .zonedMoment, .momentText: storeTime(value, slot)
    default: return false
    }
    return slots[Int(slot)].state != .invalid
  }

  /// `/Date(1795822200000)/`, also with an offset, which does not change what it means; in
  /// microseconds.
  private static func wrappedMilliseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard text.count > 8, text.starts(with: "/Date".utf8), text[5] == UInt8(ascii: "("),
      text[text.count - 2] == UInt8(ascii: ")"), text[text.count - 1] == UInt8(ascii: "/")
    else { return nil }
    let inside = text[6..<(text.count - 2)]
    let end = inside.dropFirst().firstIndex { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    let digits = UnsafeBufferPointer(rebasing: inside[..<(end ?? inside.endIndex)])
    guard let number = DecimalNumber(digits), let magnitude = number.magnitude.count,
      magnitude < 100_000_000_000_000
    else { return nil }
    return (number.isNegative ? -magnitude : magnitude) * 1000
  }

  private mutating func storeZoned(_ value: ScannedValue, _ slot: UInt16) {
    guard let rules = zones.rules(named: value.text) else { return setUnreadable(slot, value) }
    storeLocal(value, rules, slot)
  }

  private mutating func storeLocal(
    _ value: ScannedValue, _ rules: borrowing TimeZoneRules, _ slot: UInt16
  ) {
    let seconds = Timestamp.floorDivide(value.number, 1_000_000)
    let offset = seconds - rules.utcSeconds(local: seconds, isFolded: value.isFolded)
    set(slot, .number, value.number - offset * 1_000_000)
  }

  /// `[1795822200,123456789]`, as the SDK of OpenTelemetry for JavaScript has a time: seconds and
  /// nanoseconds. Two numbers that would be before 2001 are something else.
  private mutating func storeTimePair(_ list: ScannedValue, _ slot: UInt16) {
    let isPython = isPython && textDepth == 0
    var p = list.start + 1
    guard let seconds = nextElement(&p, isPython: isPython),
      let nanos = nextElement(&p, isPython: isPython), nextElement(&p, isPython: isPython) == nil,
      seconds.shape == .integer, nanos.shape == .integer,
      let count = DecimalNumber(seconds.text)?.count, let rest = DecimalNumber(nanos.text)?.count,
      count >= Self.earliestTime / 1_000_000, count < 100_000_000_000, rest < 1_000_000_000
    else { return setUnreadable(slot, list) }
    set(slot, .number, count * 1_000_000 + rest / 1000)
  }

  /// `{"$date":…}`, `{"seconds":…,"nanos":…}`, loguru's `{"repr":…,"timestamp":…}`; any other
  /// object is as if it were not there.
  private mutating func storeTimeObject(_ object: ScannedValue, _ slot: UInt16) {
    var whole: ScannedValue?
    var seconds: ScannedValue?
    var nanos: ScannedValue?
    forEachMember(object.start) { key, value in
      if key == "$date" || key == "timestamp" {
        whole = value
      } else if key == "seconds" || key == "_seconds" {
        seconds = value
      } else if key == "nanos" || key == "_nanoseconds" || key == "nanoseconds" {
        nanos = value
      }
    }
    set(slot, .absent)
    if let whole {
      if whole.shape != .object { return storeTime(whole, slot) }
      // MongoDB's `{"$date":{"$numberLong":"1795822200000"}}`.
      forEachMember(whole.start) { key, value in
        if key == "$numberLong" { seconds = value }
      }
      if let seconds, seconds.shape != .object { storeTime(seconds, slot) }
    } else if let seconds, let number = numberText(seconds).flatMap({ DecimalNumber($0) }),
      let count = number.magnitude.count, count < 100_000_000_000
    {
      let rest = nanos.flatMap { numberText($0) }.flatMap { DecimalNumber($0)?.count } ?? 0
      guard rest < 1_000_000_000 else { return set(slot, .invalid) }
      set(slot, .number, (number.isNegative ? -count : count) * 1_000_000 + rest / 1000)
    }
  }
}
