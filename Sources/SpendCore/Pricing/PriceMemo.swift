/// A price book as a decoder asks it, which meets few models again and again: what was found is
/// kept, for at most ``most`` of them.
struct PriceMemo: ~Copyable {
  /// What a call costs; ``row(_:)`` says why.
  struct Found {
    var cost: Money
    var tier: ServiceTier
    /// Priced as another model, as no table knows its own.
    var isUnknown: Bool
    fileprivate var model: Int
  }

  /// A model with the prices that its last call had.
  private struct Known {
    var name: [UInt8]
    var entry: PriceBook.Entry
    var place: PriceBook.Entry.Place?
    var row: PriceRow?
    var firstDay: Int64 = .max
    var lastDay: Int64 = .min
  }

  let book: PriceBook
  private var known: [Known] = []
  /// By model and tier; without prices while none were looked for.
  private var rates: [PriceRates] = []
  private var numbers: [String: Int] = [:]
  private var last = 0
  private static let most = 4096
  private static let tiers = ServiceTier.allCases.count

  init(_ book: PriceBook) { self.book = book }

  /// Nil where no table knows the model, or one does not say what its tokens cost.
  mutating func cost(
    of usage: TokenUsage, model: UnsafeBufferPointer<UInt8>, tier: ServiceTier, at time: Timestamp
  ) -> Found? {
    guard !book.tables.isEmpty, model.count > 0 else { return nil }
    let number = number(of: model)
    let day = Timestamp.floorDivide(time.seconds, 86_400)
    if day < known[number].firstDay || day > known[number].lastDay { findRow(number, day) }
    let input = usage.wholeInput
    let index = number * Self.tiers + tier.number
    if !rates[index].holds(input) {
      guard let row = known[number].row else { return nil }
      rates[index] = row.rates(tier: tier, wholeInput: input)
    }
    guard let cost = rates[index].cost(of: usage) else { return nil }
    return Found(
      cost: cost, tier: tier, isUnknown: known[number].entry.isUnknown, model: number)
  }

  /// What the last call of a model was priced with.
  func rates(_ found: Found) -> PriceRates {
    rates[found.model * Self.tiers + found.tier.number]
  }

  /// What the last call of a model was priced by.
  func row(_ found: Found) -> (place: PriceBook.Entry.Place, row: PriceRow)? {
    guard let place = known[found.model].place, let row = known[found.model].row else {
      return nil
    }
    return (place, row)
  }

  private mutating func findRow(_ number: Int, _ day: Int64) {
    let found = book.row(known[number].entry, onDay: day)
    (known[number].place, known[number].row) = (found?.place, found?.row)
    for tier in 0..<Self.tiers { rates[number * Self.tiers + tier] = .none }
    let isDated = known[number].entry.places.contains { book.tables[$0.table].isDated($0.model) }
    (known[number].firstDay, known[number].lastDay) = isDated ? (day, day) : (.min, .max)
  }

  private mutating func number(of model: UnsafeBufferPointer<UInt8>) -> Int {
    // What is too long for a name is nobody's, and is not kept.
    let model =
      model.count <= ModelName.longest ? model : UnsafeBufferPointer(rebasing: model[..<0])
    if last < known.count, isName(last, model) { return last }
    return otherNumber(of: model)
  }

  private func isName(_ number: Int, _ model: UnsafeBufferPointer<UInt8>) -> Bool {
    known[number].name.withUnsafeBufferPointer { name in
      guard name.count == model.count else { return false }
      guard let a = name.baseAddress, let b = model.baseAddress else { return true }
      return SWAR.equalWithin(a, b, count: name.count)
    }
  }

  @inline(never)
  private mutating func otherNumber(of model: UnsafeBufferPointer<UInt8>) -> Int {
    let name = String(decoding: model, as: UTF8.self)
    if let number = numbers[name] {
      last = number
      return number
    }
    if known.count >= Self.most {
      known.removeAll()
      rates.removeAll()
      numbers.removeAll()
    }
    last = known.count
    numbers[name] = last
    known.append(Known(name: Array(model), entry: book.find(name)))
    rates += repeatElement(.none, count: Self.tiers)
    return last
  }

  /// Whether a model is one of Anthropic's, whose input is counted without what caches hold.
  static func isAnthropic(_ model: UnsafeBufferPointer<UInt8>) -> Bool {
    guard model.count >= 6 else { return false }
    for start in 0...(model.count - 6) where model[start] | 0x20 == UInt8(ascii: "c") {
      if model[start + 1] | 0x20 == UInt8(ascii: "l"), model[start + 2] | 0x20 == UInt8(ascii: "a"),
        model[start + 3] | 0x20 == UInt8(ascii: "u"), model[start + 4] | 0x20 == UInt8(ascii: "d"),
        model[start + 5] | 0x20 == UInt8(ascii: "e")
      {
        return true
      }
    }
    return false
  }
}

/// The prices of one row for one tier and one range of inputs. Plain numbers: one is looked at for
/// every event.
struct PriceRates: Sendable {
  /// Whole inputs from more than the first up to the second.
  let above: Int64
  let upTo: Int64
  /// By ``TokenClass``, in 10⁻¹⁸ USD; -1: it has none.
  let prices: InlineArray<6, Int64>

  /// Good for nothing.
  static let none = PriceRates(above: .max, upTo: .min, prices: InlineArray(repeating: -1))

  func holds(_ wholeInput: Int64) -> Bool { wholeInput > above && wholeInput <= upTo }

  func price(_ kind: Int) -> TokenPrice? {
    prices[kind] < 0 ? nil : TokenPrice(atto: prices[kind])
  }

  /// The exact sum, rounded once, half to even; nil where tokens have no price.
  func cost(of usage: TokenUsage) -> Money? {
    let reasoning = min(usage.reasoning, usage.output)
    let tokens: InlineArray<6, Int64> = [
      usage.uncachedInput, usage.cacheRead, usage.cacheWrite, usage.cacheWrite1h,
      usage.output - reasoning, reasoning,
    ]
    var sum: Int128 = 0
    for kind in tokens.indices where tokens[kind] > 0 {
      guard prices[kind] >= 0 else { return nil }
      // Both are below 2⁶³, and tokens far below.
      sum &+= Int128(tokens[kind]) &* Int128(prices[kind])
    }
    return PriceRow.rounded(sum)
  }

  /// The cost of a call by class, in whole nano-dollars that add up to it: what rounding each down
  /// leaves goes to the largest remainders (of equal ones to the first).
  ///
  /// - Parameter cost: of the same usage.
  func costs(of usage: TokenUsage, adding cost: Money) -> PerTokenClass {
    let tokens = usage.byClass
    var costs = PerTokenClass()
    var remainders: [(index: Int, rest: Int128)] = []
    for (index, kind) in TokenClass.allCases.enumerated() where tokens[kind] > 0 {
      let (nano, rest) = (Int128(tokens[kind]) * Int128(max(0, prices[index])))
        .quotientAndRemainder(dividingBy: 1_000_000_000)
      costs[kind] = Int64(clamping: nano)
      remainders.append((index, rest))
    }
    remainders.sort { ($1.rest, $0.index) < ($0.rest, $1.index) }
    let missing = max(0, cost.nano - costs.total)
    for (index, _) in remainders.prefix(Int(clamping: missing)) {
      costs[TokenClass.allCases[index]] += 1
    }
    return costs
  }
}
