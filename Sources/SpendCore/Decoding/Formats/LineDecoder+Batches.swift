/// Lines of the collector's file exporter: a batch of spans or log records of OTLP in JSON, many
/// events a line (opentelemetry-proto, `trace/v1`, `logs/v1`; numbers of 64 bits are texts).
///
/// Each record is brought into the form that a flat span has, slot by slot: its own members,
/// `attributes` by their keys, `resource/attributes` of the resource that it is in. What it is then
/// is decided as for any object.
extension LineDecoder {
  /// Where the object that was taken last has its batches.
  struct Batches {
    /// The attempt that found them.
    var line = 0
    /// The arrays of `resourceSpans` and `resourceLogs`.
    var starts: (spans: Position?, logs: Position?) = (nil, nil)
  }

  /// Whether the object that was taken last is a batch, and nothing else.
  mutating func hasBatches() -> Bool {
    batches.line == lineNumber && !isPython && value(FieldTable.costField) == nil
  }

  /// Notes the array after `resourceSpans` (number 0) or `resourceLogs` (1).
  mutating func storeBatch(_ value: ScannedValue, _ number: UInt16) {
    let isArray = value.shape == .other && value.start.pointee == UInt8(ascii: "[")
    if batches.line != lineNumber { batches = Batches(line: lineNumber) }
    let start = isArray ? value.start : nil
    if number == 0 { batches.starts.spans = start } else { batches.starts.logs = start }
    if batches.starts.spans == nil, batches.starts.logs == nil { batches.line = 0 }
  }

  /// Each record of the batches is an event or a rejection of its own.
  mutating func readBatches(
    _ reading: inout LineReading, _ catalog: inout Catalog, _ lines: inout LineBatch
  ) {
    let starts = batches.starts
    let count = reading.count
    let rejections = reading.rejections
    if let spans = starts.spans {
      readResources(spans, ("scopeSpans", "spans"), &reading, &catalog, &lines)
    }
    if let logs = starts.logs {
      readResources(logs, ("scopeLogs", "logRecords"), &reading, &catalog, &lines)
    }
    // Of no record at all.
    if reading.count == count, reading.rejections == rejections {
      emit(.rejected(.notEvent), &reading, &lines)
    }
  }

  /// The same of an object that was taken out of a text.
  mutating func readEmbeddedBatches(
    _ reading: inout LineReading, _ catalog: inout Catalog, _ lines: inout LineBatch
  ) {
    let traits = reading.pattern.line.traits
    reading.pattern.line.traits.insert(.embedded)
    readBatches(&reading, &catalog, &lines)
    reading.pattern.line.traits = traits
  }

  private mutating func readResources(
    _ array: Position, _ names: (scopes: StaticString, records: StaticString),
    _ reading: inout LineReading, _ catalog: inout Catalog, _ lines: inout LineBatch
  ) {
    for resource in objects(in: array) {
      let members = members(of: resource, ["resource", names.scopes, "", ""])
      let kept = resourceSlots(members[0])
      guard let scopes = members[1], scopes.shape == .other else { continue }
      for scope in objects(in: scopes.start) {
        guard let records = self.members(of: scope, [names.records, "", "", ""])[0],
          records.shape == .other
        else { continue }
        for record in objects(in: records.start) {
          readRecord(record, kept, &reading, &catalog, &lines)
        }
      }
    }
  }

  private mutating func readRecord(
    _ record: Position, _ resource: [(slot: UInt16, value: SlotValue)],
    _ reading: inout LineReading, _ catalog: inout Catalog, _ lines: inout LineBatch
  ) {
    lineNumber &+= 1
    for (slot, value) in resource {
      slots[Int(slot)] = value
      slots[Int(slot)].line = lineNumber
    }
    var attributes: ScannedValue?
    var p = record
    while let (start, key) = nextKey(p, isFirst: p == record, level: 0), let key,
      let value = JSONScanner.value(start, depth: 1)
    {
      if key.action == .branch, key.slot == table.batchKeys.attributesBranch {
        attributes = value
      } else {
        storeMember(value, key)
      }
      p = value.next
    }
    if let attributes { storeAttributes(attributes, level: table.batchKeys.attributesLevel) }
    var line = reading.pattern.line
    extras = reading.pattern.extras
    if let shape = findShape(of: .otel) {
      resolve(shape, &line, now: reading.now, catalog: &catalog)
    } else {
      line.outcome = .rejected(.notEvent)
      extras.format = .otel
    }
    emit(DecodedLine(line, extras), &reading, &lines)
  }

  /// What the attributes of a resource are: of the slots that paths into it have.
  private mutating func resourceSlots(
    _ resource: ScannedValue?
  ) -> [(slot: UInt16, value: SlotValue)] {
    guard let resource, resource.shape == .object else { return [] }
    lineNumber &+= 1
    if let attributes = members(of: resource.start, ["attributes", "", "", ""])[0] {
      storeAttributes(attributes, level: table.batchKeys.resourceLevel)
    }
    var kept = table.batchKeys.resourceSlots.compactMap { slot in
      slots[Int(slot)].line == lineNumber ? (slot: slot, value: slots[Int(slot)]) : nil
    }
    shorten(&kept)
    return kept
  }

  /// What a resource has its records have, however many there are: a long text is cut once, as the
  /// catalog would cut it, and not for each of them.
  private mutating func shorten(_ kept: inout [(slot: UInt16, value: SlotValue)]) {
    var cut: [(index: Int, offset: Int, count: Int)] = []
    resourceTexts.removeAll()
    for index in kept.indices {
      let value = kept[index].value
      guard value.text != nil, value.number > 64 || value.state != .text, var text = string(value)
      else { continue }
      if text.utf8.count > 2, text.hasPrefix("\""), text.hasSuffix("\"") {
        // JSON in quotes, as for any attribute.
        text = String(text.dropFirst().dropLast())
      }
      text = text.withUTF8 { bytes in
        guard bytes.count > Catalog.maxTextBytes, let start = bytes.baseAddress,
          !LongText.isCut(start, count: bytes.count)
        else { return String(decoding: bytes, as: UTF8.self) }
        return LongText.cut(start, count: bytes.count)
      }
      let offset = resourceTexts.count
      for byte in text.utf8 { resourceTexts.append(byte) }
      cut.append((index, offset, resourceTexts.count - offset))
    }
    for (index, offset, count) in cut {
      kept[index].value.state = .text
      kept[index].value.text = UnsafePointer(resourceTexts.start + offset)
      kept[index].value.number = Int64(count)
    }
  }

  // MARK: Attributes

  /// `[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"2006"}}, …]`.
  private mutating func storeAttributes(_ list: ScannedValue, level: Int32) {
    guard list.shape == .other, list.start.pointee == UInt8(ascii: "["), level != 0 else { return }
    for entry in objects(in: list.start) {
      let members = members(of: entry, ["key", "value", "", ""])
      guard let key = members[0], key.isText, let value = members[1], value.shape == .object else {
        continue
      }
      let found =
        key.shape == .text
        ? table.find(key.start, count: key.end - key.start, level: level)
        : escapedKey(key.start, count: key.end - key.start, isPython: false, level: level)
      guard found.action != .skip, let inner = anyValue(value.start) else { continue }
      storeMember(inner, found)
    }
  }

  /// The value in `{"stringValue":"x"}`, `{"intValue":"1"}`, `{"arrayValue":{"values":[…]}}`.
  mutating func anyValue(_ object: Position) -> ScannedValue? {
    var found: ScannedValue?
    forEachMember(object) { key, value in
      if key == "stringValue" || key == "intValue" || key == "doubleValue" || key == "boolValue"
        || key == "arrayValue"
      {
        found = value
      }
    }
    guard let found, found.shape == .object else { return found }
    return members(of: found.start, ["values", "", "", ""])[0]
  }

  private mutating func storeMember(_ value: ScannedValue, _ key: FieldKey) {
    if key.action == .batch { return }
    guard key.action == .branch else { return store(value, key.action, key.slot) }
    voidSlots(within: Int(key.slot))
    let branch = table.branches[Int(key.slot)]
    for (action, slot) in branch.slots { store(value, action, slot) }
    if branch.readsText, value.isText { takeText(value, Int(key.slot)) }
    if branch.level != 0, value.shape == .object {
      _ = takeInner(value.start, level: branch.level, depth: 1)
    }
  }

  // MARK: Known to be whole

  /// The objects of an array.
  private mutating func objects(in array: Position) -> [Position] {
    var found: [Position] = []
    var p = array + 1
    while let value = nextElement(&p, isPython: false) {
      if value.shape == .object { found.append(value.start) }
    }
    return found
  }

  /// The last values of some members of an object.
  private mutating func members(
    of object: Position, _ names: InlineArray<4, StaticString>
  ) -> InlineArray<4, ScannedValue?> {
    var found = InlineArray<4, ScannedValue?>(repeating: nil)
    forEachMember(object) { key, value in
      for index in names.indices where key == names[index] { found[index] = value }
    }
    return found
  }
}
