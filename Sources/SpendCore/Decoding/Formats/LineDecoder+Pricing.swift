/// What events cost that say nothing of it (Semantics, Prices).
extension LineDecoder {
  /// Whether a logged cost is what an event costs.
  var readsOwnCost: Bool { costSource != .computed }

  /// Prices an event by its own fields.
  ///
  /// - Parameter isLogged: it has a cost, which is in `line`.
  @inline(never)
  mutating func priceOwn(_ line: inout Line, isLogged: Bool) {
    var (isConsistent, areCounts) = (true, true)
    func count(_ kind: Int) -> Int64 {
      let field = table.fields[FieldTable.firstTokenField + kind]
      for slot in field.firstSlot..<(field.firstSlot + field.slotCount)
      where slots[slot].line == lineNumber && slots[slot].state != .absent {
        if slots[slot].state == .number, slots[slot].number <= TokenUsage.mostTokens {
          return slots[slot].number
        }
        areCounts = false
      }
      return 0
    }
    let model = text(ownSlots(table.modelField))
    var usage = TokenUsage()
    let input = count(0)
    usage.output = count(1)
    usage.cacheRead = count(2)
    usage.cacheWrite = count(3)
    usage.cacheWrite1h = count(4)
    usage.reasoning = count(5)
    let cached = usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h
    if isCacheWithin(.byModel, model: model) {
      if cached > input { isConsistent = false }
      usage.uncachedInput = max(0, input - cached)
    } else {
      usage.uncachedInput = input
    }
    if usage.reasoning > usage.output {
      isConsistent = false
      usage.reasoning = usage.output
    }
    if !areCounts || !isLogged && !isConsistent { line.flags.insert(.inconsistent) }
    let tier = tier(text(ownSlots(table.tierField))) ?? .standard
    // What has no count but those that are none is not free.
    let canPrice = areCounts || !usage.isEmpty
    price(usage, model: model, tier: tier, isLogged: isLogged, canPrice: canPrice, &line)
  }

  private mutating func ownSlots(_ field: Int) -> some Sequence<UInt16> {
    let info = table.fields[field]
    return UInt16(info.firstSlot)..<UInt16(info.firstSlot + info.slotCount)
  }

  mutating func isCacheWithin(_ counting: FormatShape.CacheCounting, model: SlotValue?) -> Bool {
    if let inputIncludesCache { return inputIncludesCache }
    switch counting {
    case .within: return true
    case .beside: return false
    case .byModel: return !isAnthropic(model)
    }
  }

  /// Whether a model is one of Anthropic's.
  mutating func isAnthropic(_ model: SlotValue?) -> Bool {
    guard let model, let text = model.text else { return false }
    if model.state == .text {
      return PriceMemo.isAnthropic(UnsafeBufferPointer(start: text, count: Int(model.number)))
    }
    var name = string(model) ?? ""
    return name.withUTF8 { PriceMemo.isAnthropic($0) }
  }

  /// Nil for none, or one that is not known.
  mutating func tier(_ value: SlotValue?) -> ServiceTier? {
    guard let value, let text = value.text else { return nil }
    guard value.state == .text else { return string(value).flatMap { ServiceTier(name: $0) } }
    return ServiceTier(UnsafeBufferPointer(start: text, count: Int(value.number)))
  }

  /// The text of a value; nil for one that is none.
  mutating func string(_ value: SlotValue) -> String? {
    guard let start = value.text else { return nil }
    let bytes = UnsafeBufferPointer(start: start, count: Int(value.number))
    guard value.state == .escapedJSON || value.state == .escapedPython else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var text = ByteArena(capacity: bytes.count)
    TextUnescaper.unescape(bytes, isPython: value.state == .escapedPython, into: &text)
    return text.text(0, count: text.count)
  }

  /// Decides on the cost of an event, whose time is set.
  mutating func price(
    _ usage: TokenUsage, model: SlotValue?, tier: ServiceTier, isLogged: Bool, canPrice: Bool,
    _ line: inout Line
  ) {
    lastUsage = usage
    lastPrice = nil
    if usage.hasClasses(beside: line.inputTokens) {
      line.flags.insert(.classes)
      extras.classes = TokenClasses(usage)
    }
    if isLogged, costSource != .computed {
      guard line.cost == .zero, !usage.isEmpty, costSource == .auto else { return }
      // A model that costs something, and a log that says nothing: a person should know.
      if let found = find(usage, model, tier, line.time), found.cost > .zero {
        line.flags.insert(.zeroCost)
      }
      return
    }
    line.cost = .zero
    guard costSource != .logged, canPrice, let found = find(usage, model, tier, line.time) else {
      line.flags.insert(.unpriced)
      return
    }
    line.cost = found.cost
    line.flags.insert(.computed)
    if found.isUnknown { line.flags.insert(.unknownModel) }
    lastPrice = found
  }

  /// Of the event that was priced last.
  @inline(never)
  mutating func detail() -> CallDetail {
    var detail = CallDetail(usage: lastUsage)
    if let lastPrice {
      detail.costs = prices.rates(lastPrice).costs(of: lastUsage, adding: lastPrice.cost)
    }
    return detail
  }

  private mutating func find(
    _ usage: TokenUsage, _ model: SlotValue?, _ tier: ServiceTier, _ time: Timestamp
  ) -> PriceMemo.Found? {
    guard let model, let text = model.text, model.number > 0 else { return nil }
    var bytes = UnsafeBufferPointer(start: text, count: Int(model.number))
    if model.state == .escapedJSON || model.state == .escapedPython {
      scratch.removeAll()
      TextUnescaper.unescape(bytes, isPython: model.state == .escapedPython, into: &scratch)
      bytes = UnsafeBufferPointer(start: scratch.start, count: scratch.count)
    }
    let found = prices.cost(of: usage, model: bytes, tier: tier, at: time)
    return found.flatMap { $0.cost <= .eventLimit ? $0 : nil }
  }
}
