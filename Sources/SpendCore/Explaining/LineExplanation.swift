/// How a line was read: what `explain` shows, and what a log entry about a line says.
package struct LineExplanation: Sendable {
  /// What an event has, and where it comes from.
  package struct Field: Sendable {
    package var name: String
    package var value: String
    /// The path in the object, `label`, `frame`, `clock` or `default`.
    package var from: String
  }

  /// What a computed cost is made of.
  package struct Price: Sendable {
    /// Of the row: `built-in (2026-11-20)`, `pricing.models`, a path.
    package var table: String
    package var name: String
    /// First day of the row, in UTC; nil: always.
    package var from: String?
    package var tier: ServiceTier
    package var call: PricedCall
  }

  package var outcome: Line.Outcome
  package var flags: Flags
  /// `none`, or what was around it, from the outside inwards.
  package var framing: [String]
  /// Nil for what is no object.
  package var format: LineFormat?
  package var fields: [Field] = []
  package var tokens: [(name: String, count: Int64)] = []
  /// Nil: it has none, and none can be computed.
  package var cost: Money?
  /// How the cost was computed; nil for a logged one.
  package var price: Price?
  /// Of an event without a cost: a price table knows its model, but not what all of its tokens
  /// cost.
  package var isModelKnown = false
  /// Objects on the line; what is explained is the last that is an event, or the last.
  package var objects = 1
  /// How many of these are events.
  package var events = 0
  /// The time as it is written, where that cannot be read.
  package var unreadableTime: String?
  package var line: DecodedLine

  fileprivate static func framing(of line: DecodedLine) -> [String] {
    LineTraits.counted.filter { line.traits.contains($0.trait) }.map(\.name)
  }
}

/// The events of a line that is explained. What an object left in the slots is there until the next
/// one is read, so each is looked at when it is resolved.
struct ExplainedEvents {
  /// What was resolved last, if it is an event.
  var resolved: LineExplanation?
  /// The last one that counts.
  private(set) var last: LineExplanation?

  /// - Parameter line: what was resolved last, with what is known of its surroundings by now.
  mutating func emitted(_ line: DecodedLine) {
    guard line.outcome == .event else { return }
    last = resolved
    last?.line = line
    last?.framing = LineExplanation.framing(of: line)
    resolved = nil
  }
}

extension LineDecoder {
  /// Decodes one line and says how.
  ///
  /// - Parameter line: without its line feed.
  /// - Returns: nil for a part of a line that goes on in another.
  package mutating func explain(
    _ line: [UInt8], now: Timestamp, catalog: inout Catalog
  ) -> LineExplanation? {
    let bytes = line + [UInt8(ascii: "\n")] + [UInt8](repeating: 0, count: 64)
    explained = ExplainedEvents()
    defer { explained = nil }
    return bytes.withUnsafeBytes { bytes -> LineExplanation? in
      var lines = LineBatch()
      isPython = false
      // What was on the line before is not there.
      lineNumber &+= 1
      decode(
        UnsafeRawBufferPointer(rebasing: bytes[...line.count]), now: now, catalog: &catalog,
        into: &lines)
      guard let index = lines.indices.last else { return nil }
      let last = lines.decoded(at: index)
      if last.outcome == .blank, !parts.isEmpty { return nil }
      var explanation =
        last.outcome == .event
        ? explanation(of: last, catalog) : explained?.last ?? explanation(of: last, catalog)
      explanation.objects = lines.count
      explanation.events = lines.count { $0.outcome == .event }
      return explanation
    }
  }

  /// Notes what the object is that was resolved last.
  mutating func explainResolved(_ line: DecodedLine, _ catalog: borrowing Catalog) {
    let event = line.outcome == .event ? explanation(of: line, catalog) : nil
    explained?.resolved = event
  }

  /// - Parameter line: what was resolved last.
  private mutating func explanation(
    of line: DecodedLine, _ catalog: borrowing Catalog
  ) -> LineExplanation {
    var explanation = LineExplanation(
      outcome: line.outcome, flags: line.flags,
      framing: LineExplanation.framing(of: line),
      format: nil, line: line)
    // Whose line it is that says of itself that it is no call.
    if line.outcome == .rejected(.notEvent), line.format != .native {
      explanation.format = line.format
    }
    guard line.outcome == .event else { return explanation }
    explanation.format = line.format
    addFields(to: &explanation, catalog)
    return explanation
  }

  private mutating func addFields(
    to explanation: inout LineExplanation, _ catalog: borrowing Catalog
  ) {
    addTime(to: &explanation)
    addDimensions(to: &explanation, catalog)
    addTokens(to: &explanation)
    addCost(to: &explanation)
  }

  private mutating func addTime(to explanation: inout LineExplanation) {
    let line = explanation.line
    let slots =
      shape.map { Array(table.shapes.list(table.shapes.shapes[$0].times)) }
      ?? list(FieldTable.timeField)
    let time = slots.first { isThere($0, [.number, .naive]) }
    let isClock = line.flags.contains(.future) || line.traits.contains(.clockTime)
    explanation.fields.append(
      LineExplanation.Field(
        name: "timestamp", value: line.time.description,
        from: isClock ? "clock" : time.map { table.slotPaths[Int($0)] } ?? "frame"))
    guard line.flags.contains(.badTime),
      let slot = slots.first(where: { isThere($0, [.invalid]) }),
      let text = self.slots[Int(slot)].text
    else { return }
    let bytes = UnsafeBufferPointer(start: text, count: Int(self.slots[Int(slot)].number))
    explanation.unreadableTime = String(decoding: bytes.prefix(200), as: UTF8.self)
  }

  private mutating func addDimensions(
    to explanation: inout LineExplanation, _ catalog: borrowing Catalog
  ) {
    for dimension in 0..<catalog.dimensions.count {
      let symbol = catalog.symbol(of: explanation.line.series, dimension: dimension)
      let text = catalog.text(symbol)
      guard !text.isEmpty else { continue }
      let texts: Set<SlotValue.State> = [.text, .escapedJSON, .escapedPython, .isTrue, .isFalse]
      let slots =
        shape.map { Array(table.shapes.dimension(dimension, of: table.shapes.place($0))) }
        ?? list(FieldTable.firstDimensionField + dimension)
      let slot = slots.first { isThere($0, texts) }
      explanation.fields.append(
        LineExplanation.Field(
          name: catalog.dimensions[dimension], value: text,
          from: slot.map { table.slotPaths[Int($0)] } ?? origin(of: text, dimension)))
    }
  }

  /// Where a value is from that no path leads to.
  private mutating func origin(of text: String, _ dimension: Int) -> String {
    if dimension == 0 {
      if text == Dimension.untagged { return "default" }
      if let shape {
        let lists: Set<SlotValue.State> = [.list, .pythonList, .text, .escapedJSON, .escapedPython]
        let found = table.shapes.shapes[shape]
        let others = Array(table.shapes.list(found.tags)) + table.shapes.list(found.lastFeatures)
        if let slot = others.first(where: { isThere($0, lists) }) {
          return table.slotPaths[Int(slot)]
        }
      }
    }
    return "label"
  }

  private mutating func addTokens(to explanation: inout LineExplanation) {
    guard shape == nil else {
      let usage = lastUsage
      let counts = [
        explanation.line.inputTokens, explanation.line.outputTokens, usage.cacheRead,
        usage.cacheWrite, usage.cacheWrite1h, usage.reasoning,
      ]
      for (name, count) in zip(FieldTable.tokenNames, counts) where count > 0 {
        explanation.tokens.append((name, count))
      }
      return
    }
    for (kind, name) in FieldTable.tokenNames.enumerated() {
      let slot = list(FieldTable.firstTokenField + kind).first { isThere($0, [.number]) }
      if let slot { explanation.tokens.append((name, slots[Int(slot)].number)) }
    }
  }

  private mutating func addCost(to explanation: inout LineExplanation) {
    guard !explanation.flags.contains(.unpriced) else {
      let model = explanation.fields.first { $0.name == Dimension.model }?.value
      explanation.isModelKnown = model.map { !prices.book.find($0).places.isEmpty } ?? false
      return
    }
    explanation.cost = explanation.line.cost
    var from = "tokens and prices"
    if let found = lastPrice, let (place, row) = prices.row(found),
      explanation.flags.contains(.computed)
    {
      explanation.price = row.cost(of: lastUsage, tier: found.tier).map { call in
        LineExplanation.Price(
          table: prices.book.tables[place.table].name, name: place.name,
          from: row.fromDay.map { CivilDate(day: $0).description }, tier: found.tier, call: call)
      }
    } else {
      let slots =
        shape.map { Array(table.shapes.list(table.shapes.shapes[$0].costs)) }
        ?? list(FieldTable.costField)
      from = slots.first { isThere($0, [.number]) }.map { table.slotPaths[Int($0)] } ?? ""
    }
    explanation.fields.append(
      LineExplanation.Field(
        name: "cost_usd", value: explanation.line.cost.description, from: from))
  }

  private mutating func list(_ field: Int) -> [UInt16] {
    let info = table.fields[field]
    return (info.firstSlot..<(info.firstSlot + info.slotCount)).map { UInt16($0) }
  }

  private mutating func isThere(_ slot: UInt16, _ states: Set<SlotValue.State>) -> Bool {
    slots[Int(slot)].line == lineNumber && states.contains(slots[Int(slot)].state)
  }
}
