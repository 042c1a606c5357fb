import SpendCore

/// What events cost that say nothing of it, once more: by the prices of a row as they stand there.
extension OracleDecoder {
  /// An amount of money, or why it is none.
  enum Amount: Equatable {
    case absent
    case invalid
    case negative
    case amount(Int64)
  }

  private var costSource: CostSource { settings.cost ?? .auto }

  func amount(_ value: OracleValue?) -> Amount {
    guard let value, !isNothing(value) else { return .absent }
    guard let decimal = number(value) else { return .invalid }
    let nano = decimal.rounded(places: 9)
    if decimal.isNegative, nano != 0 { return .negative }
    guard let nano, nano <= 1_000_000 * 1_000_000_000 else { return .invalid }
    return .amount(nano)
  }

  /// A whole number from 0 on.
  func count(_ value: OracleValue) -> Int64? {
    isNothing(value) ? nil : number(value)?.count
  }

  /// Decides on the cost of a line, whose time is set.
  func price(
    _ line: inout OracleLine, logged: Amount, _ usage: TokenUsage, model: String?,
    tier: ServiceTier, isForeign: Bool = false
  ) {
    let beside = [usage.cacheRead, usage.cacheWrite, usage.cacheWrite1h, usage.reasoning]
    if beside.contains(where: { $0 > 0 }) || usage.uncachedInput > line.inputTokens {
      line.flags.insert(.classes)
      line.classes = [usage.uncachedInput, usage.output - usage.reasoning] + beside
    }
    let computed = model.flatMap { cost(usage, $0, tier, line.timeMicroseconds) }
    if case .amount(let nano) = logged, costSource != .computed {
      line.costNano = nano
      if nano == 0, costSource == .auto, !usage.isEmpty, let computed, computed.nano > 0 {
        line.flags.insert(.zeroCost)
      }
    } else if costSource != .logged, !isForeign, let computed {
      line.costNano = computed.nano
      line.flags.insert(.computed)
      if computed.isUnknown { line.flags.insert(.unknownModel) }
    } else {
      line.flags.insert(.unpriced)
    }
  }

  private func cost(
    _ usage: TokenUsage, _ model: String, _ tier: ServiceTier, _ microseconds: Int64
  ) -> (nano: Int64, isUnknown: Bool)? {
    let entry = settings.prices.find(model.utf8.count > 256 ? "" : model)
    let day = Timestamp(microseconds: microseconds).seconds.quotientAndRemainder(
      dividingBy: 86_400)
    guard
      let row = settings.prices.row(
        entry, onDay: day.remainder < 0 ? day.quotient - 1 : day.quotient)
    else { return nil }
    let prices = row.row.prices
    let whole =
      usage.uncachedInput + usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h
    // Of all prices of a class that a call may have, the one that comes first.
    func price(_ kinds: TokenClass...) -> Int64? {
      for (index, kind) in kinds.enumerated() {
        let own = prices.keys.contains { $0.kind == kind && $0.tier == tier }
        let isOther = kinds.dropFirst(index + 1).first.map { next in
          next != .input && prices.keys.contains { $0.kind == next && $0.tier == tier }
        }
        if tier != .standard, !own, isOther == true { continue }
        let keys = prices.keys.filter {
          $0.kind == kind && ($0.above == 0 || $0.above < whole)
            && ($0.tier == tier || $0.tier == .standard)
        }
        let best = keys.max { a, b in
          if tier == .batch, a.tier != b.tier { return a.tier == .standard }
          return (a.above, a.tier == tier ? 1 : 0) < (b.above, b.tier == tier ? 1 : 0)
        }
        if let best { return prices[best]?.atto }
      }
      return nil
    }
    let terms: [(Int64, Int64?)] = [
      (usage.uncachedInput, price(.input)), (usage.cacheRead, price(.cacheRead, .input)),
      (usage.cacheWrite, price(.cacheWrite, .input)),
      (usage.cacheWrite1h, price(.cacheWrite1h, .cacheWrite, .input)),
      (usage.output - min(usage.reasoning, usage.output), price(.output)),
      (min(usage.reasoning, usage.output), price(.reasoning, .output)),
    ]
    var sum: Int128 = 0
    for (tokens, price) in terms where tokens > 0 {
      guard let price else { return nil }
      sum += Int128(tokens) * Int128(price)
    }
    // Half to even, by hand.
    var nano = sum / 1_000_000_000
    let twice = 2 * (sum - nano * 1_000_000_000)
    if twice > 1_000_000_000 || (twice == 1_000_000_000 && nano % 2 == 1) { nano += 1 }
    guard nano <= 1_000_000_000_000_000 else { return nil }
    return (Int64(nano), entry.isUnknown)
  }

  // MARK: Own fields

  /// The cost of an event by its own fields.
  func priceOwn(_ line: inout OracleLine, _ object: OracleValue, logged: Amount) {
    var (isConsistent, areCounts) = (true, true)
    func count(_ name: String) -> Int64 {
      for value in candidates(name, object) where !isNothing(value) {
        if let number = count(value), number <= 1_000_000_000 { return number }
        areCounts = false
      }
      return 0
    }
    func count(_ value: OracleValue) -> Int64? { self.count(value) }
    let texts = { (name: String) in
      candidates(name, object).lazy.map { dimensionText($0) }.first { !$0.isEmpty }
    }
    let model = texts(Dimension.model)
    var usage = TokenUsage()
    let input = count("input_tokens")
    usage.output = count("output_tokens")
    usage.cacheRead = count("cache_read_tokens")
    usage.cacheWrite = count("cache_write_tokens")
    usage.cacheWrite1h = count("cache_write_1h_tokens")
    usage.reasoning = count("reasoning_tokens")
    let isWithin =
      settings.inputIncludesCache ?? !(model.map { $0.utf8.contains(word: "claude") } ?? false)
    let cached = usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h
    usage.uncachedInput = input
    if isWithin {
      isConsistent = isConsistent && cached <= input
      usage.uncachedInput = max(0, input - cached)
    }
    if usage.reasoning > usage.output {
      isConsistent = false
      usage.reasoning = usage.output
    }
    if !areCounts || (logged == .absent && !isConsistent) { line.flags.insert(.inconsistent) }
    let name = texts(Dimension.tier)
    let tier = name.flatMap { ServiceTier(name: $0) } ?? .standard
    let hasNone = usage.isEmpty && !areCounts
    price(&line, logged: logged, usage, model: hasNone ? nil : model, tier: tier)
  }

  /// What the paths of a field lead to, its own name last; without null.
  private func candidates(_ name: String, _ object: OracleValue) -> [OracleValue] {
    configured(name, object) + (object.last(name).map { [$0] } ?? [])
  }
}
