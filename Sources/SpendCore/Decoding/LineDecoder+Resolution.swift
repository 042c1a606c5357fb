/// What the slots of a line add up to: an event, or the reason why it is none.
extension LineDecoder {
  /// Nothing is beside the next line yet.
  @inline(__always)
  mutating func forgetExtras() {
    if !extras.isEmpty { extras = LineExtras() }
  }

  /// Puts what is beside the line that was resolved last in its place.
  @inline(__always)
  mutating func putExtras(at place: Int, _ lines: inout LineBatch) {
    if !extras.isEmpty || keepsDetails { putSome(at: place, &lines) }
  }

  @inline(never)
  private mutating func putSome(at place: Int, _ lines: inout LineBatch) {
    lines.setExtras(extras, at: place)
    if keepsDetails, lines[place].outcome == .event { lines.setDetail(detail(), at: place) }
  }

  /// Fills in everything about the line but where it is, and ``extras``.
  @inline(__always)
  mutating func resolve(_ line: inout Line, now: Timestamp, catalog: inout Catalog) {
    let cost = value(FieldTable.costField)
    if cost == nil || !readsOwnFields, !table.shapes.shapes.isEmpty {
      if let shape = findShape() { return resolve(shape, &line, now: now, catalog: &catalog) }
      guard readsOwnFields else {
        line.outcome = .rejected(.notEvent)
        return
      }
    }
    shape = nil
    extras.format = isPython ? .pythonRepr : format == .fields ? .fields : .native
    let (hasTokens, hasClasses) = resolveTokens(&line)
    guard cost != nil || hasTokens else {
      line.outcome = .rejected(.notEvent)
      return
    }
    if let cost {
      guard cost.pointee.state == .number else {
        line.outcome = .rejected(cost.pointee.state == .negative ? .negativeCost : .badCost)
        return
      }
      line.cost = Money(nano: cost.pointee.number)
    }
    resolveTime(&line, now: now)
    if cost == nil || line.cost == .zero || hasClasses || !readsOwnCost || keepsDetails {
      priceOwn(&line, isLogged: cost != nil)
    }
    line.outcome = .event
    if let id = ownID() { extras.id = id }
    resolveSeries(&line, &catalog)
  }

  /// The first slot of a field that has something in it.
  @inline(__always)
  mutating func value(_ field: Int) -> UnsafeMutablePointer<SlotValue>? {
    let first = slots + table.fields[field].firstSlot
    if first.pointee.line == lineNumber, first.pointee.state != .absent { return first }
    return table.hasPaths ? laterValue(field) : nil
  }

  @inline(never)
  private mutating func laterValue(_ field: Int) -> UnsafeMutablePointer<SlotValue>? {
    let info = table.fields[field]
    for slot in info.firstSlot..<(info.firstSlot + info.slotCount)
    where slots[slot].line == lineNumber && slots[slot].state != .absent {
      return slots + slot
    }
    return nil
  }

  /// Whether there are tokens of any kind; and perhaps any but those that went in and came out, or
  /// counts that are none, at which a second look has to be taken.
  @inline(__always)
  private mutating func resolveTokens(_ line: inout Line) -> (any: Bool, classes: Bool) {
    var (hasTokens, hasClasses) = (false, false)
    for kind in 0..<FieldTable.tokenNames.count {
      guard let tokens = value(FieldTable.firstTokenField + kind) else { continue }
      hasTokens = true
      let isCount =
        tokens.pointee.state == .number && tokens.pointee.number <= TokenUsage.mostTokens
      guard kind < 2 else {
        if !isCount || tokens.pointee.number > 0 { hasClasses = true }
        continue
      }
      guard isCount else {
        hasClasses = true
        continue
      }
      if kind == 0 {
        line.inputTokens = tokens.pointee.number
      } else {
        line.outputTokens = tokens.pointee.number
      }
    }
    return (hasTokens, hasClasses)
  }

  @inline(__always)
  private mutating func resolveTime(_ line: inout Line, now: Timestamp) {
    guard let time = value(FieldTable.timeField),
      time.pointee.state == .number || time.pointee.state == .naive
    else { return resolveOtherTime(&line, now: now) }
    setTime(time.pointee.number, isNaive: time.pointee.state == .naive, &line, now: now)
  }

  /// The first path of the time leads to nothing that can be read: another one, the time of the
  /// frame, or the clock's.
  @inline(never)
  private mutating func resolveOtherTime(_ line: inout Line, now: Timestamp) {
    let info = table.fields[FieldTable.timeField]
    var isThere = false
    for slot in info.firstSlot..<(info.firstSlot + info.slotCount)
    where slots[slot].line == lineNumber {
      switch slots[slot].state {
      case .number, .naive:
        let isNaive = slots[slot].state == .naive
        return setTime(slots[slot].number, isNaive: isNaive, &line, now: now)
      case .absent: break
      default: isThere = true
      }
    }
    setOtherTime(isThere: isThere, &line, now: now)
  }

  /// - Parameter isThere: it has a time, which cannot be read.
  mutating func setOtherTime(isThere: Bool, _ line: inout Line, now: Timestamp) {
    line.flags.insert(isThere ? .badTime : .untimed)
    if let frameTime {
      setTime(frameTime.microseconds, isNaive: frameTime.isNaive, &line, now: now)
    } else {
      line.time = now
      line.traits.insert(.clockTime)
    }
  }

  /// - Parameter microseconds: since 1970; of local time, if it is naive.
  @inline(__always)
  mutating func setTime(
    _ microseconds: Int64, isNaive: Bool, _ line: inout Line, now: Timestamp
  ) {
    var microseconds = microseconds
    if isNaive, !naiveZoneIsUTC {
      microseconds = lastNaive.utc(local: microseconds, zone: naiveZone)
    }
    line.time = Timestamp(microseconds: microseconds)
    if clampsFuture, line.time > now.advanced(bySeconds: Self.futureSeconds) {
      line.time = now
      line.flags.insert(.future)
    }
  }

  @inline(__always)
  private mutating func resolveSeries(_ line: inout Line, _ catalog: inout Catalog) {
    for dimension in places.dimensions.indices {
      var symbol = Catalog.empty
      let info = table.fields[FieldTable.firstDimensionField + dimension]
      for slot in info.firstSlot..<(info.firstSlot + info.slotCount) {
        guard slots[slot].line == lineNumber else { continue }
        symbol = self.symbol(slots[slot], &catalog)
        if symbol != Catalog.empty { break }
      }
      if symbol == Catalog.empty {
        symbol = catalog.symbol(
          constants.start(2 + dimension), count: constants.count(2 + dimension))
      }
      symbols.set(dimension, to: symbol)
    }
    line.series = catalog.series(symbols.row(0))
    if !rules.isEmpty { rules.apply(to: &line, &catalog) }
  }

  @inline(__always)
  mutating func symbol(_ value: SlotValue, _ catalog: inout Catalog) -> UInt32 {
    guard value.state == .text, let text = value.text else {
      return unusualSymbol(value, &catalog)
    }
    return catalog.symbol(text, count: Int(value.number))
  }

  @inline(never)
  private mutating func unusualSymbol(_ value: SlotValue, _ catalog: inout Catalog) -> UInt32 {
    switch value.state {
    case .escapedJSON, .escapedPython:
      guard let text = value.text else { return Catalog.empty }
      scratch.removeAll()
      TextUnescaper.unescape(
        UnsafeBufferPointer(start: text, count: Int(value.number)),
        isPython: value.state == .escapedPython, into: &scratch)
      let count = scratch.count
      if shape != nil, count > 2, scratch.start.pointee == UInt8(ascii: "\""),
        scratch.start[count - 1] == UInt8(ascii: "\"")
      {
        // Attributes of spans may be JSON themselves.
        return catalog.symbol(scratch.start + 1, count: count - 2)
      }
      return catalog.symbol(scratch.start, count: count)
    case .isTrue: return catalog.symbol(constants.start(0), count: constants.count(0))
    case .isFalse: return catalog.symbol(constants.start(1), count: constants.count(1))
    default: return Catalog.empty
    }
  }
}
