/// What a model costs, from a day on.
///
/// A price is looked for in this order (Semantics, Prices): above the largest threshold that the
/// request's whole input exceeds and that has one, with the tier and without it; then the tier;
/// then what holds without both. A batch has thresholds of its own, so its tier comes before
/// thresholds without it. A cache price that is nowhere is the input price, that of an hour the
/// write price, that of reasoning the output price; a tier that has these has no others.
package struct PriceRow: Hashable, Sendable {
  /// What a price holds for.
  package struct Key: Hashable, Comparable, Sendable {
    package var tier: ServiceTier
    /// Tokens of input that have to be exceeded; 0: none.
    package var above: Int64
    package var kind: TokenClass

    package init(_ kind: TokenClass, tier: ServiceTier = .standard, above: Int64 = 0) {
      self.kind = kind
      self.tier = tier
      self.above = above
    }

    /// `batch/input>200000`.
    package var text: String {
      (tier == .standard ? "" : tier.rawValue + "/") + kind.rawValue
        + (above == 0 ? "" : ">\(above)")
    }

    package init?(_ text: some StringProtocol) {
      var rest = text[...]
      tier = .standard
      above = 0
      if let slash = rest.firstIndex(of: "/") {
        guard let tier = ServiceTier(rawValue: String(rest[..<slash])), tier != .standard else {
          return nil
        }
        self.tier = tier
        rest = rest[rest.index(after: slash)...]
      }
      if let mark = rest.firstIndex(of: ">") {
        guard let above = Int64(rest[rest.index(after: mark)...]), above > 0 else { return nil }
        self.above = above
        rest = rest[..<mark]
      }
      guard let kind = TokenClass(rawValue: String(rest)) else { return nil }
      self.kind = kind
    }

    private var order: (Int64, Int, Int) {
      (
        above, ServiceTier.allCases.firstIndex(of: tier) ?? 0,
        TokenClass.allCases.firstIndex(of: kind) ?? 0
      )
    }

    package static func < (a: Key, b: Key) -> Bool { a.order < b.order }
  }

  /// Days since 1970, in UTC; nil: always.
  package var fromDay: Int64?
  package private(set) var prices: [Key: TokenPrice] = [:]
  /// The thresholds of the prices, largest first.
  private var thresholds: [Int64] = []

  package init(fromDay: Int64? = nil) { self.fromDay = fromDay }

  package mutating func set(_ key: Key, to price: TokenPrice) {
    prices[key] = price
    guard key.above > 0, !thresholds.contains(key.above) else { return }
    thresholds.append(key.above)
    thresholds.sort(by: >)
  }

  package var isEmpty: Bool { prices.isEmpty }

  /// The same without some of its prices.
  package func without(_ isLeftOut: (Key) -> Bool) -> PriceRow {
    var row = PriceRow(fromDay: fromDay)
    for (key, price) in prices where !isLeftOut(key) { row.set(key, to: price) }
    return row
  }

  package func hasTier(_ tier: ServiceTier) -> Bool {
    let tier = known(tier)
    return tier == .standard || prices.keys.contains { $0.tier == tier }
  }

  /// What is fast is called priority by most.
  private func known(_ tier: ServiceTier) -> ServiceTier {
    tier == .fast && !prices.keys.contains { $0.tier == .fast } ? .priority : tier
  }

  /// A price with the thresholds and the tier of a call.
  package func price(
    of kind: TokenClass, tier: ServiceTier, wholeInput: Int64
  ) -> TokenPrice? {
    let tier = known(tier)
    // What a tier says of the class that stands in for this one comes before what holds without
    // the tier.
    if tier != .standard, let other = Self.others[kind], !hasOwn(kind, tier), hasOwn(other, tier) {
      return price(of: other, tier: tier, wholeInput: wholeInput)
    }
    if let own = own(kind, tier, wholeInput) { return own }
    switch kind {
    case .input, .output: return nil
    case .cacheRead, .cacheWrite: return price(of: .input, tier: tier, wholeInput: wholeInput)
    case .cacheWrite1h: return price(of: .cacheWrite, tier: tier, wholeInput: wholeInput)
    case .reasoning: return price(of: .output, tier: tier, wholeInput: wholeInput)
    }
  }

  private static let others: [TokenClass: TokenClass] = [
    .cacheWrite1h: .cacheWrite, .reasoning: .output,
  ]

  private func hasOwn(_ kind: TokenClass, _ tier: ServiceTier) -> Bool {
    prices.keys.contains { $0.kind == kind && $0.tier == tier }
  }

  private func own(_ kind: TokenClass, _ tier: ServiceTier, _ wholeInput: Int64) -> TokenPrice? {
    func price(_ tier: ServiceTier, _ above: Int64) -> TokenPrice? {
      prices[Key(kind, tier: tier, above: above)]
    }
    let crossed = thresholds.filter { wholeInput > $0 }
    if tier == .batch {
      for above in crossed + [0] {
        if let found = price(tier, above) { return found }
      }
    }
    for above in crossed {
      if let found = price(tier, above) ?? price(.standard, above) { return found }
    }
    return price(tier, 0) ?? price(.standard, 0)
  }
}

/// What a call costs by a row, term by term.
package struct PricedCall: Sendable {
  package struct Term: Hashable, Sendable {
    package var kind: TokenClass
    package var tokens: Int64
    package var price: TokenPrice

    /// The exact product, without zeros at its end.
    package var exactUSD: String {
      let product = Int128(tokens) * Int128(price.atto)
      let (whole, rest) = product.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
      guard rest > 0 else { return "\(whole)" }
      var digits = "\(rest)"
      digits = String(repeating: "0", count: 18 - digits.utf8.count) + digits
      while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
      return "\(whole).\(digits)"
    }
  }

  package var terms: [Term]
  /// The sum, rounded once, half to even; pinned at the end of 64 bits.
  package var cost: Money
  /// The row has no price for the tier: it is that of the standard one.
  package var lacksTier: Bool
}

extension PriceRow {
  /// All prices of a call, and for which others they are the same.
  func rates(tier: ServiceTier, wholeInput: Int64) -> PriceRates {
    let above = thresholds.first { wholeInput > $0 } ?? -1
    return PriceRates(
      above: above, upTo: thresholds.last { wholeInput <= $0 } ?? .max,
      prices: InlineArray { kind in
        price(of: TokenClass.allCases[kind], tier: tier, wholeInput: wholeInput)?.atto ?? -1
      })
  }

  /// What a call costs, term by term; nil where tokens have no price: then the row cannot say it.
  package func cost(of usage: TokenUsage, tier: ServiceTier) -> PricedCall? {
    let rates = rates(tier: tier, wholeInput: usage.wholeInput)
    guard let cost = rates.cost(of: usage) else { return nil }
    let reasoning = min(usage.reasoning, usage.output)
    // Where reasoning costs what other output does, it is no term of its own.
    let isOwn = rates.price(5) != rates.price(4)
    let tokens = [
      usage.uncachedInput, usage.cacheRead, usage.cacheWrite, usage.cacheWrite1h,
      isOwn ? usage.output - reasoning : usage.output, isOwn ? reasoning : 0,
    ]
    let terms = TokenClass.allCases.indices.compactMap { kind -> PricedCall.Term? in
      guard tokens[kind] > 0, let price = rates.price(kind) else { return nil }
      return PricedCall.Term(kind: TokenClass.allCases[kind], tokens: tokens[kind], price: price)
    }
    return PricedCall(terms: terms, cost: cost, lacksTier: !hasTier(tier))
  }

  /// 10⁻¹⁸ USD to nano-USD, rounded half to even; pinned at the end of 64 bits.
  static func rounded(_ atto: Int128) -> Money {
    // 18 dollars are over 64 bits, whose division is many times faster.
    if let atto = UInt64(exactly: atto) {
      let (quotient, rest) = atto.quotientAndRemainder(dividingBy: 1_000_000_000)
      let roundsUp = rest > 500_000_000 || (rest == 500_000_000 && quotient & 1 == 1)
      return Money(nano: Int64(quotient) + (roundsUp ? 1 : 0))
    }
    let (quotient, rest) = atto.quotientAndRemainder(dividingBy: 1_000_000_000)
    let roundsUp = rest > 500_000_000 || (rest == 500_000_000 && quotient & 1 == 1)
    return Money(nano: Int64(clamping: roundsUp ? quotient + 1 : quotient))
  }
}
