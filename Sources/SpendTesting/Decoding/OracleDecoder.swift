package import SpendCore

/// The obvious reading of lines (Semantics, Events): one line at a time, a tree of values,
/// exact decimals, no memory of earlier lines. The oracle of ``LineDecoder``: what both
/// say must be the same.
package struct OracleDecoder {
  package var settings: SourceSettings
  package var dimensions: [String]
  package var now: Timestamp
  package var clampsFuture = true

  package init(settings: SourceSettings, dimensions: [String], now: Timestamp) {
    self.settings = settings
    self.dimensions = dimensions
    self.now = now
  }

  /// The lines of `bytes`; what is after the last line feed is one only when `isSealed`.
  package func decode(_ bytes: [UInt8], isSealed: Bool = false) -> [OracleLine] {
    var reader = OracleReader(decoder: self)
    var lines: [OracleLine] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      lines += reader.line(Array(bytes[start..<index]), end: index + 1)
      start = index + 1
    }
    if isSealed, start < bytes.count {
      lines += reader.line(Array(bytes[start...]), end: bytes.count)
    }
    return lines
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains(byte)
  }

  // MARK: Fields

  /// Where an object may be written as a text.
  var texts: Set<String> { Self.texts[settings.format] ?? [] }

  private static let texts = [LineFormat: Set<String>](
    uniqueKeysWithValues: LineFormat.allCases.map { format in
      (format, Set(FormatShape.shapes(of: format).flatMap(\.textObjects)))
    })

  /// What the paths that the configuration has for a field lead to.
  func configured(_ name: String, _ object: OracleValue) -> [OracleValue] {
    (settings.fields[name] ?? []).flatMap { object.values(atDotted: $0, texts: texts) }
  }

  /// What an object says.
  ///
  /// - Parameter frame: the time of what is around it.
  func event(
    _ object: OracleValue, isPython: Bool, frame: (Int64, isNaive: Bool)? = nil
  ) -> OracleLine {
    let shapes = OracleShapes(self, object)
    if !hasOwnCost(object) || !readsOwnFields {
      if let shape = shapes.find() { return shapes.event(shape, frame) }
      if !readsOwnFields { return OracleLine(outcome: .rejected(.notEvent)) }
    }
    let tokens = FieldNames.tokens.map { field($0, object) { !isNothing($0) } }
    let cost = field("cost_usd", object) { !isNothing($0) }
    guard cost != nil || tokens.contains(where: { $0 != nil }) else {
      return OracleLine(outcome: .rejected(.notEvent))
    }
    var line = OracleLine(outcome: .event)
    line.format = isPython ? .pythonRepr : settings.format == .fields ? .fields : .native
    let logged = amount(cost)
    if logged == .invalid { return OracleLine(outcome: .rejected(.badCost)) }
    if logged == .negative { return OracleLine(outcome: .rejected(.negativeCost)) }
    let counts = tokens.map { $0.flatMap { number($0)?.count } ?? 0 }
    line.inputTokens = counts[0] > 1_000_000_000 ? 0 : counts[0]
    line.outputTokens = counts[1] > 1_000_000_000 ? 0 : counts[1]
    let times =
      configured("timestamp", object) + (object.last("timestamp").map { [$0] } ?? [])
    setTime(&line, times, frame)
    priceOwn(&line, object, logged: logged)
    line.dimensions = dimensions.map { dimension($0, object) }
    line.id = ownID(object) ?? .none
    return line
  }

  private var readsOwnFields: Bool {
    [.auto, .native, .pythonRepr, .fields].contains(settings.format)
  }

  func hasOwnCost(_ object: OracleValue) -> Bool {
    field("cost_usd", object) { !isNothing($0) } != nil
  }

  /// The shape that decides what an object is, if one does.
  private func shape(_ object: OracleValue) -> (OracleShapes, FormatShape)? {
    guard !hasOwnCost(object) || !readsOwnFields else { return nil }
    let shapes = OracleShapes(self, object)
    return shapes.find().map { (shapes, $0) }
  }

  /// Whether an object in a text is an event: it has more than an amount.
  func hasWitness(_ object: OracleValue) -> Bool {
    if let (shapes, shape) = shape(object) { return shapes.hasWitness(shape) }
    return ["feature_name", "model"].contains { name in
      field(name, object) { isDimension($0) } != nil
    } || hasTime(object)
  }

  /// Whether what follows a torn object is one.
  func hasAll(_ object: OracleValue) -> Bool {
    if let (shapes, shape) = shape(object) { return shapes.hasAll(shape) }
    return field("feature_name", object) { isDimension($0) } != nil && hasTime(object)
      && field("cost_usd", object) { !isNothing($0) } != nil
  }

  private func hasTime(_ object: OracleValue) -> Bool {
    field("timestamp", object) { !isNoTime($0) } != nil
  }

  /// Something that may stand in a dimension, be it an empty text.
  private func isDimension(_ value: OracleValue) -> Bool {
    switch value {
    case .text, .bool: true
    case .number(let text), .decimal(let text): ExactDecimal(text) != nil
    default: false
    }
  }

  /// Where a number is wanted: as if it were not there.
  func isNothing(_ value: OracleValue) -> Bool {
    switch value {
    case .null, .notFinite, .object: true
    case .text(let text), .decimal(let text):
      isNothing(text: String(decoding: isText(value) ? trimmed(text) : text, as: UTF8.self))
    default: false
    }
  }

  private func isText(_ value: OracleValue) -> Bool {
    if case .text = value { return true }
    return false
  }

  private func isNothing(text: String) -> Bool {
    guard text.utf8.count <= 9 else { return false }
    let word = text.lowercased().drop { $0 == "+" || $0 == "-" }
    return text.isEmpty || ["nan", "inf", "infinity"].contains(String(word))
  }

  /// The first path of a field that leads to something that counts; null never does.
  private func field(
    _ name: String, _ object: OracleValue, counts: (OracleValue) -> Bool
  ) -> OracleValue? {
    let own = object.last(name).map { [$0] } ?? []
    let values = configured(name, object) + own
    return values.first { value in
      if case .null = value { return false }
      return counts(value)
    }
  }

  private func trimmed(_ text: [UInt8]) -> [UInt8] {
    let start = text.drop { Self.isSpace($0) }
    return Array(start.reversed().drop { Self.isSpace($0) }.reversed())
  }

  func number(_ value: OracleValue) -> ExactDecimal? {
    switch value {
    case .number(let text), .decimal(let text), .momentText(let text): ExactDecimal(text)
    case .text(let text): ExactDecimal(trimmed(text))
    default: nil
    }
  }

  // MARK: Times

  private func isNoTime(_ value: OracleValue) -> Bool {
    switch value {
    case .null, .notFinite: return true
    case .text(let text): return trimmed(text).isEmpty
    case .object:
      if case .absent = time(value) { return true }
      return false
    default: return false
    }
  }

  private enum TimeValue {
    case absent
    case unreadable
    case at(Int64, isNaive: Bool)
  }

  /// - Parameter isUTC: times without a zone are in UTC.
  func setTime(
    _ line: inout OracleLine, _ values: [OracleValue], _ frame: (Int64, isNaive: Bool)?,
    isUTC: Bool = false
  ) {
    var found = values.lazy.compactMap { frameTime($0) }.first
    if isUTC { found?.isNaive = false }
    if found == nil {
      let isThere = values.contains { !isNoTime($0) }
      line.flags.insert(isThere ? .badTime : .untimed)
      guard let frame else {
        line.timeMicroseconds = now.microseconds
        line.traits.insert(.clockTime)
        return
      }
      found = frame
    }
    guard let found else { return }
    line.timeMicroseconds = found.0
    if found.isNaive {
      let seconds = Timestamp(microseconds: found.0).seconds
      let utc = settings.naiveZone.utcSeconds(local: seconds)
      line.timeMicroseconds -= (seconds - utc) * 1_000_000
    }
    if clampsFuture, line.timeMicroseconds > now.microseconds + 600_000_000 {
      line.timeMicroseconds = now.microseconds
      line.flags.insert(.future)
    }
  }

  /// The time of a value beside which there is nothing else, for a frame.
  func frameTime(_ value: OracleValue) -> (Int64, isNaive: Bool)? {
    guard case .at(let time, let isNaive) = time(value) else { return nil }
    return (time, isNaive)
  }

  private func time(_ value: OracleValue) -> TimeValue {
    switch value {
    case .null, .notFinite: return .absent
    case .text(let text):
      let text = trimmed(text)
      if text.isEmpty { return .absent }
      let found = timeText(text)
      guard case .unreadable = found else { return found }
      return printed(text)
    case .momentText(let text): return text.isEmpty ? .absent : timeText(text)
    case .number(let text), .decimal(let text): return numeric(text)
    case .moment(let microseconds): return .at(microseconds, isNaive: false)
    case .zoned(let local, nil, isFolded: false): return .at(local, isNaive: true)
    case .zoned(let local, let name, let isFolded):
      let named = name.map { settings.zones.rules(named: $0) } ?? settings.naiveZone
      guard let rules = named else { return .unreadable }
      return .at(OracleTime.utc(local, rules, isFolded: isFolded), isNaive: false)
    case .object: return timeObject(value)
    case .array(let items):
      guard items.count == 2, let seconds = whole(items[0]), let nanos = whole(items[1]),
        (1_000_000_000..<100_000_000_000).contains(seconds), nanos < 1_000_000_000
      else { return .unreadable }
      return .at(seconds * 1_000_000 + nanos / 1000, isNaive: false)
    default: return .unreadable
    }
  }

  /// What is written as a whole number.
  private func whole(_ value: OracleValue) -> Int64? {
    guard case .number(let text) = value, !text.contains(where: { ".eE".utf8.contains($0) }) else {
      return nil
    }
    return ExactDecimal(text)?.count
  }

  /// What Python prints for a time.
  private func printed(_ text: [UInt8]) -> TimeValue {
    guard text.count <= 256, let last = text.last, ")>".utf8.contains(last),
      OraclePython.prefix(text)?.end == text.count, let value = OraclePython.prefix(text)?.value
    else { return .unreadable }
    switch value {
    case .moment, .zoned, .momentText: return time(value)
    default: return .unreadable
    }
  }

  private func timeText(_ text: [UInt8]) -> TimeValue {
    if let (local, micro, zone) = OracleTime.text(text) {
      switch zone {
      case .naive: return .at(local * 1_000_000 + micro, isNaive: true)
      case .offset(let offset): return .at((local - offset) * 1_000_000 + micro, isNaive: false)
      case .named(let name):
        guard let rules = settings.zones.rules(named: name) else { return .unreadable }
        return .at(rules.utcSeconds(local: local) * 1_000_000 + micro, isNaive: false)
      }
    }
    let string = String(decoding: text, as: UTF8.self)
    if string.hasPrefix("/Date("), string.hasSuffix(")/") {
      let inside = string.dropFirst(6).dropLast(2)
      let digits = inside.prefix(1) + inside.dropFirst().prefix { $0 != "+" && $0 != "-" }
      if let decimal = ExactDecimal(Array(digits.utf8)), let count = decimal.magnitudeCount,
        count < 100_000_000_000_000
      {
        return .at((decimal.isNegative ? -count : count) * 1000, isNaive: false)
      }
    }
    return numeric(text)
  }

  private func numeric(_ text: [UInt8]) -> TimeValue {
    OracleTime.number(text).map { .at($0, isNaive: false) } ?? .unreadable
  }

  private func timeObject(_ object: OracleValue) -> TimeValue {
    guard case .object(let pairs) = object else { return .absent }
    func last(_ names: [String]) -> OracleValue? {
      pairs.last { pair in names.contains { pair.key == Array($0.utf8) } }?.value
    }
    if let whole = last(["$date", "timestamp"]) {
      guard case .object = whole else { return time(whole) }
      // What is beside it may be taken for what is in it.
      let inner = whole.last("$numberLong") ?? last(["seconds", "_seconds"])
      guard let inner else { return .absent }
      if case .object = inner { return .absent }
      return time(inner)
    }
    guard let seconds = last(["seconds", "_seconds"]).flatMap({ number($0) }),
      let count = seconds.magnitudeCount, count < 100_000_000_000
    else { return .absent }
    let nanos = last(["nanos", "_nanoseconds", "nanoseconds"]).flatMap { number($0)?.count } ?? 0
    guard nanos < 1_000_000_000 else { return .unreadable }
    return .at((seconds.isNegative ? -count : count) * 1_000_000 + nanos / 1000, isNaive: false)
  }

  private func dimension(_ name: String, _ object: OracleValue) -> String {
    let value = field(name, object) { !dimensionText($0).isEmpty }
    let text = value.map(dimensionText) ?? ""
    if !text.isEmpty { return text }
    if let label = settings.namedLabels[name], !label.isEmpty { return label }
    return name == Dimension.feature ? Dimension.untagged : ""
  }

  /// What an id, or a part of one, is there.
  func idText(_ value: OracleValue?) -> String? {
    guard let value else { return nil }
    if case .bool = value { return nil }
    let text = dimensionText(value)
    return text.isEmpty ? nil : text
  }

  /// The id that the application made, where that counts.
  func ownID(_ object: OracleValue) -> EventID? {
    guard settings.duplicates == .on else { return nil }
    let values = configured("event_id", object) + (object.last("event_id").map { [$0] } ?? [])
    return values.lazy.compactMap { idText($0) }.first.map { Self.id(["event_id", $0]) }
  }

  static func id(_ texts: [String]) -> EventID {
    var digest = EventID.Digest()
    for text in texts { digest.add(text) }
    return digest.id(grows: false)
  }

  func dimensionText(_ value: OracleValue) -> String {
    switch value {
    case .text(let text): return String(decoding: text, as: UTF8.self)
    case .bool(let flag): return flag ? "true" : "false"
    case .number(let text), .decimal(let text):
      guard ExactDecimal(text) != nil else { return "" }
      let number = String(decoding: text, as: UTF8.self)
      let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      let isWhole = parts.count == 2 && !parts[0].isEmpty && parts[1].allSatisfy { $0 == "0" }
      return isWhole ? String(parts[0]) : number
    default: return ""
    }
  }
}

/// Names that the oracle spells out for itself.
enum FieldNames {
  static let tokens = [
    "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens",
    "cache_write_1h_tokens", "reasoning_tokens",
  ]
}
