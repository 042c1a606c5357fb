package import SpendCore

/// The obvious reading of SPEC 3: one line at a time, a tree of values, exact decimals, no memory
/// of earlier lines. The oracle of ``LineDecoder``: what both say must be the same.
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

  /// The lines of `bytes`; what is behind the last line feed is one only when `isSealed`.
  package func decode(_ bytes: [UInt8], isSealed: Bool = false) -> [OracleLine] {
    var lines: [OracleLine] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      lines.append(line(Array(bytes[start..<index]), end: index + 1))
      start = index + 1
    }
    if isSealed, start < bytes.count {
      lines.append(line(Array(bytes[start...]), end: bytes.count, isTerminated: false))
    }
    return lines
  }

  private func line(_ raw: [UInt8], end: Int, isTerminated: Bool = true) -> OracleLine {
    let content = Array(raw.drop { $0 == 0 })
    var text = content
    if text.last == 0x0D { text.removeLast() }
    var result = reading(text)
    if text.allSatisfy({ Self.isSpace($0) }) {
      result = OracleLine(outcome: .blank)
    } else if text.count > settings.maxLineBytes {
      result = OracleLine(outcome: .rejected(.oversize))
    } else if String(validating: text, as: UTF8.self) == nil {
      result = OracleLine(outcome: .rejected(.badUTF8))
    }
    result.end = end
    result.length = text.count
    result.nulBytes = raw.count - content.count
    return result
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains(byte)
  }

  private func reading(_ text: [UInt8]) -> OracleLine {
    let trimmed = Array(text.drop { [0x20, 0x09, 0x0D].contains($0) })
    if trimmed.first == UInt8(ascii: "{") {
      return object(trimmed).map(event) ?? OracleLine(outcome: .rejected(.notJSON))
    }
    let isPython = settings.format == .pythonRepr
    if (isPython ? OraclePython.parse(trimmed) : OracleJSON.parse(trimmed)) != nil {
      return OracleLine(outcome: .rejected(.notObject))
    }
    if settings.format != .native, let brace = trimmed.firstIndex(of: UInt8(ascii: "{")),
      let object = object(Array(trimmed[brace...]))
    {
      let line = event(object)
      if line.outcome != .rejected(.notEvent) { return line }
    }
    let hasBrace = trimmed.contains { [UInt8(ascii: "{"), UInt8(ascii: "}")].contains($0) }
    return OracleLine(outcome: hasBrace ? .rejected(.notJSON) : .text)
  }

  private func object(_ text: [UInt8]) -> OracleValue? {
    if settings.format != .pythonRepr, case .object(let pairs)? = OracleJSON.parse(text) {
      return .object(pairs)
    }
    if settings.format != .native, case .object(let pairs)? = OraclePython.parse(text) {
      return .object(pairs)
    }
    return nil
  }

  // MARK: Fields

  private func event(_ object: OracleValue) -> OracleLine {
    let tokens = FieldNames.tokens.map { field($0, object) { _ in true } }
    let cost = field("cost_usd", object) { _ in true }
    guard cost != nil || tokens.contains(where: { $0 != nil }) else {
      return OracleLine(outcome: .rejected(.notEvent))
    }
    var line = OracleLine(outcome: .event)
    if let cost {
      guard let decimal = number(cost) else { return OracleLine(outcome: .rejected(.badCost)) }
      let nano = decimal.rounded(places: 9)
      if decimal.isNegative, nano != 0 { return OracleLine(outcome: .rejected(.negativeCost)) }
      guard let nano, nano <= 1_000_000 * 1_000_000_000 else {
        return OracleLine(outcome: .rejected(.badCost))
      }
      line.costNano = nano
    } else {
      line.flags.insert(.unpriced)
    }
    line.inputTokens = tokens[0].flatMap { number($0)?.count } ?? 0
    line.outputTokens = tokens[1].flatMap { number($0)?.count } ?? 0
    guard setTime(&line, field("timestamp", object) { !isBlankText($0) }) else {
      return OracleLine(outcome: .rejected(.badTime))
    }
    line.dimensions = dimensions.map { dimension($0, object) }
    return line
  }

  /// The first path of a field that leads to something that counts; null never does.
  private func field(
    _ name: String, _ object: OracleValue, counts: (OracleValue) -> Bool
  ) -> OracleValue? {
    let paths = (settings.fields[name] ?? []).map { $0.split(separator: ".").map(String.init) }
    for path in paths + [[name]] {
      guard let value = object.value(at: path) else { continue }
      if case .null = value { continue }
      if counts(value) { return value }
    }
    return nil
  }

  private func trimmed(_ text: [UInt8]) -> [UInt8] {
    let start = text.drop { Self.isSpace($0) }
    return Array(start.reversed().drop { Self.isSpace($0) }.reversed())
  }

  private func isBlankText(_ value: OracleValue) -> Bool {
    if case .text(let text) = value { return trimmed(text).isEmpty }
    return false
  }

  private func number(_ value: OracleValue) -> ExactDecimal? {
    switch value {
    case .number(let text), .decimal(let text): ExactDecimal(text)
    case .text(let text): ExactDecimal(trimmed(text))
    default: nil
    }
  }

  private func setTime(_ line: inout OracleLine, _ value: OracleValue?) -> Bool {
    var time: (Int64, isNaive: Bool)?
    switch value {
    case nil:
      line.timeMicroseconds = now.microseconds
      line.flags.insert(.untimed)
      return true
    case .text(let text): time = OracleTime.text(trimmed(text)) ?? numeric(trimmed(text))
    case .number(let text), .decimal(let text): time = numeric(text)
    case .moment(let microseconds, let isNaive): time = (microseconds, isNaive)
    default: return false
    }
    guard let time else { return false }
    line.timeMicroseconds = time.0
    if time.isNaive {
      let seconds = Timestamp(microseconds: time.0).seconds
      let utc = settings.naiveZone.utcSeconds(local: seconds)
      line.timeMicroseconds -= (seconds - utc) * 1_000_000
    }
    if clampsFuture, line.timeMicroseconds > now.microseconds + 600_000_000 {
      line.timeMicroseconds = now.microseconds
      line.flags.insert(.future)
    }
    return true
  }

  private func numeric(_ text: [UInt8]) -> (Int64, isNaive: Bool)? {
    OracleTime.number(text).map { ($0, false) }
  }

  private func dimension(_ name: String, _ object: OracleValue) -> String {
    let value = field(name, object) { !dimensionText($0).isEmpty }
    let text = value.map(dimensionText) ?? ""
    if !text.isEmpty { return text }
    if let label = settings.labels[name], !label.isEmpty { return label }
    return name == Dimension.feature ? Dimension.untagged : ""
  }

  private func dimensionText(_ value: OracleValue) -> String {
    switch value {
    case .text(let text): return String(decoding: text, as: UTF8.self)
    case .bool(let flag): return flag ? "true" : "false"
    case .number(let text):
      let isInteger = text.allSatisfy { $0 == UInt8(ascii: "-") || ($0 >= 0x30 && $0 <= 0x39) }
      return isInteger ? String(decoding: text, as: UTF8.self) : ""
    default: return ""
    }
  }
}

/// Names that the oracle spells out for itself.
enum FieldNames {
  static let tokens = [
    "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens",
  ]
}
