import SpendCore

/// What the oracle makes of objects of formats: the descriptions (``FormatShape``) are data, which
/// real lines of the SDKs hold; how they are read is written here once more, over trees.
struct OracleShapes {
  let decoder: OracleDecoder
  let object: OracleValue
  private let shapes: [FormatShape]

  init(_ decoder: OracleDecoder, _ object: OracleValue) {
    self.decoder = decoder
    self.object = object
    shapes = FormatShape.shapes(of: decoder.settings.format)
  }

  /// The shape that the object has.
  ///
  /// - Parameter format: only those of this one.
  func find(_ format: LineFormat? = nil) -> FormatShape? {
    shapes.first { (format == nil || $0.format == format) && holds($0.signature) }
  }

  // MARK: Values

  /// What a path leads to.
  private func value(_ path: String) -> OracleValue? {
    object.value(
      at: path.split(separator: "/").map(String.init), texts: decoder.texts)
  }

  private func values(_ paths: [String]) -> [OracleValue] { paths.compactMap { value($0) } }

  /// What `fields` of the configuration leads to.
  private func configured(_ name: String) -> [OracleValue] {
    decoder.configured(name, object)
  }

  private func text(_ values: [OracleValue]) -> String? {
    values.lazy.map { decoder.dimensionText($0) }.first { !$0.isEmpty }
  }

  // MARK: Conditions

  private func holds(_ alternatives: [[FormatShape.Condition]]) -> Bool {
    alternatives.contains { $0.allSatisfy { holds($0) } }
  }

  private func holds(_ condition: FormatShape.Condition) -> Bool {
    switch condition {
    case .count(let path): return value(path).flatMap { decoder.count($0) } != nil
    case .cost(let path):
      if case .amount = value(path).map({ decoder.amount($0) }) ?? .absent { return true }
      return false
    case .isTrue(let path):
      if case .bool(true)? = value(path) { return true }
      return false
    case .time(let path): return value(path).flatMap { decoder.frameTime($0) } != nil
    case .not(let condition): return !holds(condition)
    case .prefix(let path, let wanted):
      guard let value = value(path) else { return false }
      if case .text(let bytes) = value {
        return !bytes.isEmpty && wanted.contains { bytes.starts(with: $0.utf8) }
      }
      return false
    case .text(let path, let wanted):
      guard let value = value(path) else { return false }
      if case .bool = value { return false }
      let text = decoder.dimensionText(value)
      return !text.isEmpty && wanted?.contains(text) != false
    }
  }

  // MARK: Events

  private func dimension(_ name: String, _ shape: FormatShape) -> [OracleValue] {
    if shape.isBelow, name == Dimension.model || name == Dimension.tier {
      return configured(name) + values(shape.paths(of: name))
        + (object.last(name).map { [$0] } ?? [])
    }
    var found = configured(name)
    if !shape.ignoredNames.contains(name) { found += object.last(name).map { [$0] } ?? [] }
    return found + values(shape.paths(of: name))
  }

  private func times(_ shape: FormatShape) -> [OracleValue] {
    let all =
      configured("timestamp") + (object.last("timestamp").map { [$0] } ?? []) + values(shape.times)
    // Durations, and what stands for none: it is there, but no time.
    return all.map { value in
      guard let (time, _) = decoder.frameTime(value), time < 1_000_000_000_000_000 else {
        return value
      }
      return .other
    }
  }

  private func costs(_ shape: FormatShape) -> [OracleValue] {
    configured("cost_usd") + (object.last("cost_usd").map { [$0] } ?? []) + values(shape.costs)
  }

  func hasWitness(_ shape: FormatShape) -> Bool {
    text(dimension(Dimension.feature, shape)) != nil
      || text(dimension(Dimension.model, shape)) != nil || hasTime(shape)
  }

  func hasAll(_ shape: FormatShape) -> Bool {
    let hasCost = costs(shape).contains { value in
      if case .amount = decoder.amount(value) { return true }
      return false
    }
    return text(dimension(Dimension.feature, shape)) != nil && hasTime(shape) && hasCost
  }

  private func hasTime(_ shape: FormatShape) -> Bool {
    times(shape).contains { decoder.frameTime($0) != nil }
  }

  func event(_ shape: FormatShape, _ frame: (Int64, isNaive: Bool)?) -> OracleLine {
    guard !holds(shape.exclusions) else { return OracleLine(outcome: .rejected(.notEvent)) }
    var line = OracleLine(outcome: .event)
    line.format = shape.format
    let model = plainText(dimension(Dimension.model, shape))
    let isAnthropic = model?.utf8.contains(word: "claude") == true
    if shape.cache == .byModel, shape.format == .openai, isAnthropic {
      line.format = .anthropic
    }
    let (usage, isConsistent) = usage(shape, isAnthropic: isAnthropic)
    var cost = decoder.amount(costs(shape).first { decoder.amount($0) != .absent })
    if cost == .negative { return OracleLine(outcome: .rejected(.negativeCost)) }
    if cost == .invalid { return OracleLine(outcome: .rejected(.badCost)) }
    var isForeign = false
    if case .amount(let nano) = cost {
      let currency = plainText(values(shape.currencies))
      isForeign = currency.map { $0.lowercased() != "usd" } ?? false
      var sum = nano
      for added in shape.addedCosts where holds(added.condition) {
        if case .amount(let more) = decoder.amount(value(added.path)) { sum += more }
      }
      cost = .amount(sum)
      if isForeign || (sum == 0 && holds(shape.unknownCost)) { cost = .absent }
    }
    if usage.isEmpty, cost == .absent && !isForeign || cost == .amount(0) {
      return OracleLine(outcome: .rejected(.notEvent))
    }
    line.inputTokens = firstCount(.input, shape)
    line.outputTokens = firstCount(.output, shape)
    if !isConsistent { line.flags.insert(.inconsistent) }
    decoder.setTime(&line, times(shape), frame, isUTC: shape.isTimeUTC)
    decoder.price(
      &line, logged: cost, usage, model: model, tier: tier(shape), isForeign: isForeign)
    line.dimensions = decoder.dimensions.map { dimensionValue($0, shape, usage) }
    if decoder.settings.duplicates != .off {
      line.id = decoder.ownID(object) ?? id(shape) ?? .none
      line.grows = shape.grows && line.id != .none && decoder.ownID(object) == nil
    }
    return line
  }

  /// The first of the ids that is whole.
  private func id(_ shape: FormatShape) -> EventID? {
    for id in shape.ids where id.conditions.allSatisfy({ holds($0) }) {
      let parts = id.parts.compactMap { decoder.idText(value($0)) }
      guard parts.count == id.parts.count else { continue }
      let more = id.more.lazy.compactMap { decoder.idText(value($0)) }.first
      return OracleDecoder.id([shape.format.rawValue] + parts + (more.map { [$0] } ?? []))
    }
    return nil
  }

  /// The first that says anything, if it is no boolean.
  private func plainText(_ values: [OracleValue]) -> String? {
    let first = values.first { !decoder.dimensionText($0).isEmpty }
    if case .bool? = first { return nil }
    return first.map { decoder.dimensionText($0) }
  }

  private func tier(_ shape: FormatShape) -> ServiceTier {
    let name = plainText(dimension(Dimension.tier, shape))
    if let name, let tier = ServiceTier(name: name), tier != .standard {
      return tier
    }
    let counted = shape.tierCounts.first { place in
      (value(place.path).flatMap { decoder.count($0) } ?? 0) > 0
    }
    let isFast = shape.speeds.contains { path in
      plainText([value(path)].compactMap(\.self))?.lowercased() == "fast"
    }
    return counted?.tier ?? (isFast ? .fast : nil) ?? shape.tier ?? .standard
  }

  // MARK: Tokens

  private static let fields: [FormatShape.Count: String] = [
    .input: "input_tokens", .output: "output_tokens", .cacheRead: "cache_read_tokens",
    .cacheWrite: "cache_write_tokens", .cacheWrite1h: "cache_write_1h_tokens",
    .reasoning: "reasoning_tokens",
  ]

  private func values(_ count: FormatShape.Count, _ shape: FormatShape) -> [OracleValue] {
    (Self.fields[count].map { configured($0) } ?? []) + values(shape.counts[count] ?? [])
  }

  private func firstCount(_ count: FormatShape.Count, _ shape: FormatShape) -> Int64 {
    values(count, shape).lazy.compactMap { decoder.count($0) }.first { $0 <= 1_000_000_000 } ?? 0
  }

  private func usage(
    _ shape: FormatShape, isAnthropic: Bool
  ) -> (TokenUsage, isConsistent: Bool) {
    var isConsistent = true
    func count(_ count: FormatShape.Count) -> Int64? {
      for value in values(count, shape) where !decoder.isNothing(value) {
        if let number = decoder.count(value), number <= 1_000_000_000 { return number }
        isConsistent = false
      }
      return nil
    }
    var usage = TokenUsage()
    let input = count(.input) ?? 0
    usage.output = count(.output) ?? 0
    usage.cacheRead = count(.cacheRead) ?? 0
    var kept = ["5m": count(.cacheWrite5m), "1h": count(.cacheWrite1h)].compactMapValues(\.self)
    if kept.isEmpty {
      for (time, value) in cacheDetails(shape) where !decoder.isNothing(value) {
        guard let number = decoder.count(value), number <= 1_000_000_000 else {
          isConsistent = false
          continue
        }
        kept[time == "1h" ? "1h" : "5m", default: 0] += number
      }
    }
    usage.cacheWrite1h = kept["1h"] ?? 0
    let written = count(.cacheWrite) ?? 0
    usage.cacheWrite = kept["5m"] ?? max(0, written - usage.cacheWrite1h)
    usage.reasoning = count(.reasoning) ?? 0
    var isWithin = decoder.settings.inputIncludesCache
    if isWithin == nil {
      isWithin = shape.cache == .within || (shape.cache == .byModel && !isAnthropic)
    }
    let cached = usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h
    usage.uncachedInput = input
    if isWithin == true {
      isConsistent = isConsistent && cached <= input
      usage.uncachedInput = max(0, input - cached)
    }
    usage.uncachedInput += count(.extraInput) ?? 0
    let total = firstCount(.total, shape)
    if shape.addsReasoning || (total > 0 && total == input + usage.output + usage.reasoning) {
      usage.output += usage.reasoning
    } else if usage.reasoning > usage.output {
      isConsistent = false
      usage.reasoning = usage.output
    }
    return (usage, isConsistent)
  }

  /// What the first list that is one says, entry by entry.
  private func cacheDetails(_ shape: FormatShape) -> [(time: String, tokens: OracleValue)] {
    for case .array(let entries) in values(shape.cacheDetails) {
      return entries.compactMap { entry in
        guard let tokens = entry.last("inputTokens") else { return nil }
        guard case .text(let time)? = entry.last("ttl") else { return ("", tokens) }
        return (String(decoding: time, as: UTF8.self), tokens)
      }
    }
    return []
  }

  // MARK: Dimensions

  private func dimensionValue(
    _ name: String, _ shape: FormatShape, _ usage: TokenUsage
  ) -> String {
    for value in dimension(name, shape) {
      let text = decoder.dimensionText(value)
      guard !text.isEmpty else { continue }
      // Attributes of spans may be JSON themselves: a text in quotes, which were escaped.
      let isQuoted = text.utf8.count > 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
      return isQuoted ? String(text.dropFirst().dropLast()) : text
    }
    if name == Dimension.feature {
      if let tag = tag(shape) { return tag }
      if let last = text(values(shape.lastFeatures)) { return last }
    }
    let label = decoder.settings.namedLabels[name] ?? ""
    if !label.isEmpty { return label }
    if name == Dimension.cached { return usage.cacheRead > 0 ? "true" : "false" }
    return name == Dimension.feature ? Dimension.untagged : ""
  }

  private func tag(_ shape: FormatShape) -> String? {
    for path in shape.tags {
      var list = value(path)
      if case .text(let text)? = list, text.first == UInt8(ascii: "[") {
        list = OracleJSON.prefix(text.map { $0 == 0x0A ? 0x20 : $0 })?.value
      }
      guard case .array(let elements)? = list else { continue }
      for element in elements {
        var element = element
        if case .object = element, let inner = OracleBatch.any(element) { element = inner }
        guard case .text(let element) = element else { continue }
        let text = String(decoding: element, as: UTF8.self)
        for name in ["feature_name", "feature"] {
          for mark in [":", "="] where text.hasPrefix(name + mark) {
            let value = text.dropFirst(name.count + 1).drop { $0 == " " }
            if !value.isEmpty { return String(value) }
          }
        }
      }
    }
    return nil
  }
}

extension String.UTF8View {
  /// Whether a word in small letters is in it, in any case.
  func contains(word: String) -> Bool {
    let (bytes, wanted) = (map { $0 | 0x20 }, Array(word.utf8))
    return bytes.count >= wanted.count
      && (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
  }
}
