/// Objects of formats: which shape one has, and what event that makes.
extension LineDecoder {
  /// Whether events by the names of ``FieldTable`` are read; a format of others has these alone.
  var readsOwnFields: Bool { Self.readsOwnFields(format) }

  static func readsOwnFields(_ format: LineFormat) -> Bool {
    switch format {
    case .auto, .native, .pythonRepr, .fields: true
    default: false
    }
  }

  /// The first shape whose signature the slots have.
  @inline(never)
  mutating func findShape() -> Int? {
    for signature in signatures.candidates(slots, line: lineNumber, expected: expected.present)
    where areMet(signature.conditions) {
      return signature.shape
    }
    return nil
  }

  /// The same among those of a format.
  mutating func findShape(of format: LineFormat) -> Int? {
    for signature in signatures.candidates(slots, line: lineNumber)
    where table.shapes.shapes[signature.shape].format == format && areMet(signature.conditions) {
      return signature.shape
    }
    return nil
  }

  /// Whether the object that was taken last has what an event has.
  mutating func meets(_ witness: Witness) -> Bool {
    guard witness != .none else { return true }
    let ownCost = value(FieldTable.costField) != nil
    guard !ownCost || !readsOwnFields, let shape = findShape() else {
      let feature = value(table.featureField) != nil
      let time = value(FieldTable.timeField) != nil
      return witness == .all
        ? feature && time && ownCost : feature || time || value(table.modelField) != nil
    }
    let found = table.shapes.place(shape)
    let feature = text(found.pointee.feature) != nil
    let time = time(found.pointee.times) != nil
    return witness == .all
      ? feature && time && number(found.pointee.costs) != nil
      : feature || time || text(found.pointee.model) != nil
  }

  // MARK: Slots

  /// The first slot of a list that has something in it.
  private mutating func first(_ list: ShapeTable.Run) -> SlotValue? {
    for slot in table.shapes.list(list) {
      let value = slots + Int(slot)
      if value.pointee.line == lineNumber, value.pointee.state != .absent { return value.pointee }
    }
    return nil
  }

  /// The first number of a list.
  mutating func number(_ list: ShapeTable.Run) -> SlotValue? {
    for slot in table.shapes.list(list) {
      let value = slots + Int(slot)
      guard value.pointee.line == lineNumber else { continue }
      if value.pointee.state == .number || value.pointee.state == .naive { return value.pointee }
    }
    return nil
  }

  /// The first text of a list that has something in it.
  mutating func text(_ list: ShapeTable.Run) -> SlotValue? { text(table.shapes.list(list)) }

  mutating func text(_ list: some Sequence<UInt16>) -> SlotValue? {
    for slot in list {
      let value = slots + Int(slot)
      guard value.pointee.line == lineNumber else { continue }
      switch value.pointee.state {
      case .text, .escapedJSON, .escapedPython:
        if value.pointee.number > 0 { return value.pointee }
      case .isTrue, .isFalse: return value.pointee
      default: break
      }
    }
    return nil
  }

  // MARK: Events

  @inline(never)
  mutating func resolve(
    _ number: Int, _ line: inout Line, now: Timestamp, catalog: inout Catalog
  ) {
    let table =
      (number == expected.shape ? expected.table : nil) ?? table.shapes.place(number)
    shape = number
    extras.format = table.pointee.format
    if table.pointee.cache == .byModel, table.pointee.format == .openai,
      isAnthropic(text(table.pointee.model))
    {
      extras.format = .anthropic
    }
    line.outcome = .rejected(.notEvent)
    guard !isAny(table.pointee.exclusions) else { return }
    let (usage, input, output, isConsistent) = usage(table)
    var logged = cost(table, &line)
    guard logged != .rejected else { return }
    if case .amount(let money) = logged, isAny(table.pointee.unknownCost), money == .zero {
      logged = .missing
    }
    // A call that failed, or one that says nothing of itself.
    if usage.isEmpty, logged == .missing || logged == .amount(.zero) { return }
    (line.inputTokens, line.outputTokens) = (input, output)
    if !isConsistent { line.flags.insert(.inconsistent) }
    resolveTime(table, &line, now: now)
    if case .amount(let money) = logged { line.cost = money }
    price(
      usage, model: text(table.pointee.model), tier: tier(table),
      isLogged: logged != .missing && logged != .otherCurrency,
      canPrice: logged != .otherCurrency, &line)
    line.outcome = .event
    if duplicates != .off { extras.id = id(of: table) }
    resolveSeries(table, usage, &line, &catalog)
  }

  private mutating func tier(_ table: ShapeTable.Place) -> ServiceTier {
    if let tier = tier(text(table.pointee.tier)), tier != .standard { return tier }
    for place in table.pointee.tierCounts.range {
      let (tier, slot) = self.table.shapes.tierCounts[place]
      let count = slots[Int(slot)]
      guard count.line == lineNumber else { continue }
      if count.state == .number, count.number > 0 { return tier }
      if count.state == .text, self.tier(count) == tier { return tier }
    }
    return table.pointee.fixedTier ?? .standard
  }

  private mutating func firstCount(_ count: FormatShape.Count, _ table: ShapeTable.Place) -> Int64 {
    for slot in self.table.shapes.counts(count, of: table) {
      let value = slots[Int(slot)]
      guard value.line == lineNumber, value.state == .number else { continue }
      if value.number <= TokenUsage.mostTokens { return value.number }
    }
    return 0
  }

  private enum LoggedCost: Equatable {
    case missing
    case otherCurrency
    case rejected
    case amount(Money)
  }

  /// What the object says that it costs; rejects it for what is no amount.
  private mutating func cost(_ table: ShapeTable.Place, _ line: inout Line) -> LoggedCost {
    guard let cost = first(table.pointee.costs) else { return .missing }
    guard cost.state == .number else {
      line.outcome = .rejected(cost.state == .negative ? .negativeCost : .badCost)
      return .rejected
    }
    if let currency = text(table.pointee.currencies).flatMap({ string($0) }) {
      guard currency.lowercased() == "usd" else { return .otherCurrency }
    }
    var money = Money(nano: cost.number)
    for place in table.pointee.addedCosts.range {
      let added = self.table.shapes.addedCosts[place]
      guard isMet(self.table.shapes.conditions[Int(added.condition)]) else { continue }
      let more = slots[Int(added.slot)]
      guard more.line == lineNumber, more.state == .number else { continue }
      money = money.addingReportingSaturation(Money(nano: more.number)).sum
    }
    return .amount(money)
  }

  /// The tokens in classes of their own, those of input and output as they are logged, and whether
  /// they add up.
  private mutating func usage(
    _ table: ShapeTable.Place
  ) -> (TokenUsage, input: Int64, output: Int64, isConsistent: Bool) {
    var isConsistent = true
    func count(_ count: FormatShape.Count) -> Int64? {
      for slot in self.table.shapes.counts(count, of: table) {
        let value = slots[Int(slot)]
        guard value.line == lineNumber else { continue }
        if value.state == .number, value.number <= TokenUsage.mostTokens { return value.number }
        if value.state != .absent { isConsistent = false }
      }
      return nil
    }
    var usage = TokenUsage()
    let input = count(.input) ?? 0
    let output = count(.output) ?? 0
    usage.output = output
    usage.cacheRead = count(.cacheRead) ?? 0
    var kept = CacheDetails(fiveMinutes: count(.cacheWrite5m), hour: count(.cacheWrite1h))
    if !table.pointee.cacheDetails.isEmpty, kept.isEmpty {
      kept = cacheDetails(table.pointee.cacheDetails)
      if !kept.isConsistent { isConsistent = false }
    }
    usage.cacheWrite1h = kept.hour ?? 0
    let written = count(.cacheWrite)
    // Of all that was written some may be said to be kept for an hour.
    usage.cacheWrite = kept.fiveMinutes ?? max(0, (written ?? 0) - usage.cacheWrite1h)
    usage.reasoning = count(.reasoning) ?? 0
    let cached = usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h
    if isCacheWithin(table.pointee.cache, model: text(table.pointee.model)) {
      if cached > input { isConsistent = false }
      usage.uncachedInput = max(0, input - cached)
    } else {
      usage.uncachedInput = input
    }
    usage.uncachedInput += count(.extraInput) ?? 0
    let total = firstCount(.total, table)
    let isBeside = total > 0 && total == input + usage.output + usage.reasoning
    if table.pointee.addsReasoning || isBeside {
      usage.output += usage.reasoning
    } else if usage.reasoning > usage.output {
      isConsistent = false
      usage.reasoning = usage.output
    }
    return (usage, input, output, isConsistent)
  }

  private mutating func resolveTime(_ table: ShapeTable.Place, _ line: inout Line, now: Timestamp) {
    if let time = time(table.pointee.times) {
      let isNaive = time.state == .naive && !table.pointee.isTimeUTC
      return setTime(time.number, isNaive: isNaive, &line, now: now)
    }
    setOtherTime(isThere: first(table.pointee.times) != nil, &line, now: now)
  }

  /// The first that is a time: none of durations, and nothing that stands for none.
  private mutating func time(_ list: ShapeTable.Run) -> SlotValue? {
    for slot in table.shapes.list(list) {
      let value = slots[Int(slot)]
      guard value.line == lineNumber, value.state == .number || value.state == .naive,
        value.number >= Self.earliestTime
      else { continue }
      return value
    }
    return nil
  }

  /// 2001-09-09: no call of a model was made before.
  static var earliestTime: Int64 { 1_000_000_000_000_000 }

  // MARK: Dimensions

  private mutating func resolveSeries(
    _ table: ShapeTable.Place, _ usage: TokenUsage, _ line: inout Line, _ catalog: inout Catalog
  ) {
    for dimension in places.dimensions.indices {
      var symbol = Catalog.empty
      if var value = text(self.table.shapes.dimension(dimension, of: table)) {
        if isPython { Self.unquote(&value) }
        symbol = self.symbol(value, &catalog)
      }
      if symbol == Catalog.empty {
        symbol = otherSymbol(dimension, table, usage, &catalog)
      }
      symbols.set(dimension, to: symbol)
    }
    line.series = catalog.series(symbols.row(0))
    if !rules.isEmpty { rules.apply(to: &line, &catalog) }
  }

  /// Attributes of spans may be JSON themselves: a text in quotes, which only
  /// Python does not escape.
  private static func unquote(_ value: inout SlotValue) {
    guard value.state == .text, value.number > 2, let text = value.text,
      text.pointee == UInt8(ascii: "\""), text[Int(value.number) - 1] == UInt8(ascii: "\"")
    else { return }
    value.text = text + 1
    value.number -= 2
  }

  /// What an event has in a dimension that the object says nothing of.
  private mutating func otherSymbol(
    _ dimension: Int, _ table: ShapeTable.Place, _ usage: TokenUsage, _ catalog: inout Catalog
  ) -> UInt32 {
    if dimension == 0 {
      // The feature.
      if let tag = tag(table.pointee.tags) { return catalog.symbol(tag.start, count: tag.count) }
      if let last = text(table.pointee.lastFeatures) { return symbol(last, &catalog) }
    }
    if dimension == cachedDimension, constants.count(2 + dimension) == 0 {
      let isCached = usage.cacheRead > 0 ? 0 : 1
      return catalog.symbol(constants.start(isCached), count: constants.count(isCached))
    }
    return catalog.symbol(
      constants.start(2 + dimension), count: constants.count(2 + dimension))
  }

  /// What is after `feature:` or `feature=` in a list of texts.
  private mutating func tag(_ lists: ShapeTable.Run) -> (start: Position, count: Int)? {
    for slot in table.shapes.list(lists) {
      let list = slots[Int(slot)]
      guard list.line == lineNumber, let text = list.text else { continue }
      switch list.state {
      case .list, .pythonList:
        if let found = tag(in: text, isPython: list.state == .pythonList) { return found }
      case .text, .escapedJSON, .escapedPython:
        if let found = tag(inText: list) { return found }
      default: continue
      }
    }
    return nil
  }

  /// In a list that is written as a text.
  private mutating func tag(inText list: SlotValue) -> (start: Position, count: Int)? {
    guard let text = string(list), text.utf8.first == UInt8(ascii: "[") else { return nil }
    listText.removeAll()
    for byte in text.utf8 { listText.append(byte == UInt8(ascii: "\n") ? 0x20 : byte) }
    listText.append(UInt8(ascii: "\n"))
    let start = UnsafePointer(listText.start)
    return JSONScanner.value(start, depth: 1) == nil ? nil : tag(in: start, isPython: false)
  }

  private mutating func tag(
    in list: Position, isPython: Bool
  ) -> (start: Position, count: Int)? {
    var p = list + 1
    while let element = nextElement(&p, isPython: isPython) {
      var text: ScannedValue? = element
      if element.shape == .object, !isPython { text = anyValue(element.start) }
      if let text, text.isText, let found = feature(of: text) { return found }
    }
    return nil
  }

  private mutating func feature(of tag: ScannedValue) -> (start: Position, count: Int)? {
    guard tag.shape != .text else { return Self.feature(of: tag.text) }
    tagText.removeAll()
    TextUnescaper.unescape(tag.text, isPython: tag.shape == .escapedPython, into: &tagText)
    return Self.feature(of: UnsafeBufferPointer(start: tagText.start, count: tagText.count))
  }

  private static func feature(
    of tag: UnsafeBufferPointer<UInt8>
  ) -> (start: Position, count: Int)? {
    for name in ["feature_name", "feature"] {
      let count = name.utf8.count
      guard tag.count > count + 1, tag.starts(with: name.utf8),
        tag[count] == UInt8(ascii: ":") || tag[count] == UInt8(ascii: "="),
        let base = tag.baseAddress
      else { continue }
      var start = base + count + 1
      while start < base + tag.count, start.pointee == UInt8(ascii: " ") { start += 1 }
      let length = base + tag.count - start
      return length > 0 ? (start, length) : nil
    }
    return nil
  }
}
