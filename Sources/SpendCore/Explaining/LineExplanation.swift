/// How a line was read: what `explain` shows, and what a log entry about a line says.
package struct LineExplanation: Sendable {
  /// What an event has, and where it comes from.
  package struct Field: Sendable {
    package var name: String
    package var value: String
    /// The path in the object, `label`, `frame`, `clock` or `default`.
    package var from: String
  }

  package var outcome: Line.Outcome
  package var flags: Flags
  /// `none`, or what was around it, from the outside inwards.
  package var framing: [String]
  /// Nil for what is no object.
  package var format: LineFormat?
  package var fields: [Field] = []
  package var tokens: [(name: String, count: Int64)] = []
  /// Nil: it has none.
  package var cost: Money?
  /// Objects on the line; what is explained is the last.
  package var objects: Int
  /// The time as it is written, where that cannot be read.
  package var unreadableTime: String?
  package var line: Line
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
    return bytes.withUnsafeBytes { bytes -> LineExplanation? in
      var lines: [Line] = []
      isPython = false
      // What was on the line before is not there.
      lineNumber &+= 1
      decode(
        UnsafeRawBufferPointer(rebasing: bytes[...line.count]), now: now, catalog: &catalog,
        into: &lines)
      guard let last = lines.last else { return nil }
      if last.outcome == .blank, !parts.isEmpty { return nil }
      var explanation = LineExplanation(
        outcome: last.outcome, flags: last.flags,
        framing: LineTraits.counted.filter { last.traits.contains($0.trait) }.map(\.name),
        format: nil, objects: lines.count, line: last)
      guard last.outcome == .event else { return explanation }
      explanation.format = isPython ? .pythonRepr : .native
      addFields(to: &explanation, catalog)
      return explanation
    }
  }

  private mutating func addFields(
    to explanation: inout LineExplanation, _ catalog: borrowing Catalog
  ) {
    let line = explanation.line
    let time = slot(FieldTable.timeField) { $0 == .number || $0 == .naive }
    let isFuture = line.flags.contains(.future)
    explanation.fields.append(
      LineExplanation.Field(
        name: "timestamp", value: line.time.description,
        from: isFuture || line.traits.contains(.clockTime)
          ? "clock" : time.map { table.slotPaths[$0] } ?? "frame"))
    if line.flags.contains(.badTime),
      let slot = slot(FieldTable.timeField, where: { $0 == .invalid }), let text = slots[slot].text
    {
      let bytes = UnsafeBufferPointer(start: text, count: Int(slots[slot].number))
      explanation.unreadableTime = String(decoding: bytes.prefix(200), as: UTF8.self)
    }
    for dimension in 0..<catalog.dimensions.count {
      let text = catalog.text(catalog.symbol(of: line.series, dimension: dimension))
      guard !text.isEmpty else { continue }
      let texts: Set<SlotValue.State> = [.text, .escapedJSON, .escapedPython, .isTrue, .isFalse]
      let slot = slot(FieldTable.firstDimensionField + dimension) { texts.contains($0) }
      explanation.fields.append(
        LineExplanation.Field(
          name: catalog.dimensions[dimension], value: text,
          from: slot.map { table.slotPaths[$0] }
            ?? (text == Dimension.untagged ? "default" : "label")))
    }
    for (kind, name) in FieldTable.tokenNames.enumerated() {
      guard let slot = slot(FieldTable.firstTokenField + kind, where: { $0 == .number }) else {
        continue
      }
      explanation.tokens.append((name, slots[slot].number))
    }
    if let slot = slot(FieldTable.costField, where: { $0 == .number }) {
      explanation.cost = line.cost
      explanation.fields.append(
        LineExplanation.Field(
          name: "cost_usd", value: line.cost.description, from: table.slotPaths[slot]))
    }
  }

  /// The first slot of a field with such a value.
  private func slot(_ field: Int, where isSuch: (SlotValue.State) -> Bool) -> Int? {
    let info = table.fields[field]
    return (info.firstSlot..<(info.firstSlot + info.slotCount)).first {
      slots[$0].line == lineNumber && isSuch(slots[$0].state)
    }
  }
}
