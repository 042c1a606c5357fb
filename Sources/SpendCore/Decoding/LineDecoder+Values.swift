import CVectorLoads

/// How the value after a key gets into its slot: short ways for what nearly all values look like,
/// and one general way for all others.
extension LineDecoder {
  typealias Position = UnsafePointer<UInt8>

  /// Reads the values of a walk (not an empty one) that are asked for. Returns the position after
  /// the last.
  @inline(never)
  mutating func fillSlots(_ walk: KeyTemplate.Walk) -> Position {
    var rest = template.asked(walk)
    while rest != 0 {
      let index = rest.trailingZeroBitCount
      rest &= rest &- 1
      let value = walk.values[index]
      takePlain(value.start, value.end, template.key(walk.first &+ index))
    }
    return UnsafePointer(walk.values[walk.count &- 1].end)
  }

  /// Reads a value that is known to be JSON, from `p` to `end`.
  @inline(__always)
  mutating func takePlain(_ p: Position, _ end: Position, _ key: FieldKey) {
    switch key.action {
    case .skip: return
    case .dimension:
      guard p.pointee == UInt8(ascii: "\"") else { break }
      return set(key.slot, .text, Int64(end - p - 2), p + 1)
    case .tokens:
      let word = SWAR.load(p)
      let count = SWAR.digitCount(word)
      guard count < 8, p + count == end else { break }
      return set(key.slot, .number, Int64(SWAR.number(word, digits: count)))
    case .cost:
      guard let (nano, _) = CostText.short(p) else { break }
      return set(key.slot, nano <= Money.eventLimit.nano ? .number : .invalid, nano)
    case .time:
      if let (microseconds, isNaive, _) = lastDate.time(p) {
        return set(key.slot, isNaive ? .naive : .number, microseconds)
      }
      guard let microseconds = UnixTime.short(p, end) else { break }
      return set(key.slot, .number, microseconds)
    case .tags, .batch, .branch: break
    }
    _ = takeAny(p, key)
  }

  /// Takes the value at `p`, whatever it is. Returns the position after it; nil when it is not
  /// JSON.
  @inline(never)
  mutating func takeAny(_ start: Position, _ key: FieldKey) -> Position? {
    let p = JSONScanner.skipSpace(start)
    if p.pointee == UInt8(ascii: "{") || p.pointee == UInt8(ascii: "[") { nestedLine = lineNumber }
    switch key.action {
    case .skip: return JSONScanner.valueEnd(p, depth: 1)
    case .branch: return takeBranch(p, Int(key.slot), depth: 1)
    default:
      guard let value = JSONScanner.value(p, depth: 1) else { return nil }
      store(value, key.action, key.slot)
      return value.next
    }
  }

  @inline(__always)
  mutating func set(
    _ slot: UInt16, _ state: SlotValue.State, _ number: Int64 = 0, _ text: Position? = nil
  ) {
    slots[Int(slot)] = SlotValue(line: lineNumber, state: state, number: number, text: text)
  }

  // MARK: Paths

  /// Takes the value of a key with several meanings, or of an object on the way of a path. Each
  /// byte is looked at once, however deep it stands.
  @inline(never)
  private mutating func takeBranch(_ p: Position, _ number: Int, depth: Int) -> Position? {
    voidSlots(within: number)
    let level = table.branches[number].level
    if level != 0, p.pointee == UInt8(ascii: "{") {
      guard depth < JSONScanner.maxDepth, let end = takeInner(p, level: level, depth: depth + 1)
      else { return nil }
      let value = ScannedValue(shape: .object, start: p, end: end, next: end)
      for (action, slot) in table.branches[number].slots { store(value, action, slot) }
      return end
    }
    guard let value = JSONScanner.value(p, depth: depth) else { return nil }
    for (action, slot) in table.branches[number].slots { store(value, action, slot) }
    if table.branches[number].readsText, value.isText { takeText(value, number) }
    return value.next
  }

  /// When a key comes again, what was read below it before is void.
  mutating func voidSlots(within number: Int) {
    guard seenBranches[number] == lineNumber else {
      seenBranches[number] = lineNumber
      return
    }
    for slot in table.branches[number].slotsWithin { slots[Int(slot)].line = 0 }
  }

  /// Takes an object inside of the line's, and returns the position after it.
  mutating func takeInner(_ start: Position, level: Int32, depth: Int) -> Position? {
    var p = start
    while true {
      guard let (value, key) = nextKey(p, isFirst: p == start, level: level) else { return nil }
      guard let key else { return value }
      let next: Position?
      switch key.action {
      case .skip: next = JSONScanner.valueEnd(value, depth: depth)
      case .branch: next = takeBranch(value, Int(key.slot), depth: depth)
      default:
        let scanned = JSONScanner.value(value, depth: depth)
        if let scanned { store(scanned, key.action, key.slot) }
        next = scanned?.next
      }
      guard let next else { return nil }
      p = next
    }
  }

  /// An object that is written as a text, as columns of databases are. What is
  /// no object is nothing.
  @inline(never)
  mutating func takeText(_ value: ScannedValue, _ number: Int) {
    guard value.end - value.start > 1, textDepth == 0 else { return }
    textDepth += 1
    defer { textDepth -= 1 }
    // The slots point into it until the line is done.
    let arena = textArenas(number)
    arena.pointee.removeAll()
    if value.shape == .text {
      arena.pointee.append(value.start, count: value.end - value.start)
    } else {
      TextUnescaper.unescape(
        value.text, isPython: value.shape == .escapedPython, into: &arena.pointee)
    }
    let count = arena.pointee.count
    let text = arena.pointee.start
    for index in 0..<count where text[index] == UInt8(ascii: "\n") { text[index] = 0x20 }
    arena.pointee.append(UInt8(ascii: "\n"))
    let start = JSONScanner.skipSpace(UnsafePointer(arena.pointee.start))
    guard start.pointee == UInt8(ascii: "{") else { return }
    let end = takeInner(start, level: table.branches[number].level, depth: 2)
    if let end, JSONScanner.skipSpace(end).pointee == UInt8(ascii: "\n") { return }
    for slot in table.branches[number].slotsWithin { slots[Int(slot)].line = 0 }
  }

  private mutating func textArenas(_ number: Int) -> UnsafeMutablePointer<ByteArena> {
    if let known = branchTexts[number] { return known }
    let arena = UnsafeMutablePointer<ByteArena>.allocate(capacity: 1)
    arena.initialize(to: ByteArena(capacity: 256))
    branchTexts[number] = arena
    return arena
  }

  // MARK: The general way

  /// Reads a value as what its slot is for.
  mutating func store(_ value: ScannedValue, _ action: FieldKey.Action, _ slot: UInt16) {
    switch action {
    case .cost: storeCost(value, slot)
    case .time: storeTime(value, slot)
    case .tokens: storeTokens(value, slot)
    case .dimension: storeDimension(value, slot)
    case .tags: storeTags(value, slot)
    case .batch: storeBatch(value, slot == table.batchKeys.spansSlot ? 0 : 1)
    case .skip, .branch: break
    }
  }

  private mutating func storeCost(_ value: ScannedValue, _ slot: UInt16) {
    guard !isNothing(value) else { return set(slot, .absent) }
    guard let text = numberText(value) else { return set(slot, .invalid) }
    switch Money.reading(text) {
    case .amount(let money): set(slot, money <= .eventLimit ? .number : .invalid, money.nano)
    case .negative: set(slot, .negative)
    case .tooLarge: set(slot, .invalid)
    case .malformed: set(slot, Self.isBlankOrNotFinite(text) ? .absent : .invalid)
    }
  }

  private mutating func storeTokens(_ value: ScannedValue, _ slot: UInt16) {
    let (state, count) = tokens(value)
    set(slot, state, count)
  }

  /// A count, or why it is none.
  mutating func tokens(_ value: ScannedValue) -> (state: SlotValue.State, count: Int64) {
    guard !isNothing(value) else { return (.absent, 0) }
    guard let text = numberText(value), !Self.isBlankOrNotFinite(text) else {
      return (value.isText || value.shape == .decimalCall ? .absent : .invalid, 0)
    }
    guard let count = DecimalNumber(text)?.count else { return (.invalid, 0) }
    return (.number, count)
  }

  /// Where a number is wanted: null, NaN, infinity, an object.
  private mutating func isNothing(_ value: ScannedValue) -> Bool {
    value.shape == .null || value.shape == .notFinite || value.shape == .object
  }

  /// Nothing, or NaN or infinity as a text.
  private static func isBlankOrNotFinite(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count <= 9 else { return false }
    if let first = text.first, first &- UInt8(ascii: "0") <= 9 { return false }
    let word = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }.map { $0 | 0x20 }
    return text.isEmpty
      || ["nan", "inf", "infinity"].contains { $0.utf8.elementsEqual(word) }
  }

  // MARK: Texts

  private mutating func storeDimension(_ value: ScannedValue, _ slot: UInt16) {
    switch value.shape {
    case .text, .integer: set(slot, .text, Int64(value.end - value.start), value.start)
    case .float, .decimalCall:
      guard DecimalNumber(value.text) != nil else { return set(slot, .absent) }
      set(slot, .text, Int64(Self.numberLength(value.start, value.end)), value.start)
    case .escapedJSON: set(slot, .escapedJSON, Int64(value.end - value.start), value.start)
    case .escapedPython: set(slot, .escapedPython, Int64(value.end - value.start), value.start)
    case .boolTrue: set(slot, .isTrue)
    case .boolFalse: set(slot, .isFalse)
    default: set(slot, .absent)
    }
  }

  /// A list, or a text that is one.
  private mutating func storeTags(_ value: ScannedValue, _ slot: UInt16) {
    if value.isText { return storeDimension(value, slot) }
    guard value.shape == .other, value.start.pointee == UInt8(ascii: "[") else {
      return set(slot, .absent)
    }
    set(
      slot, isPython && textDepth == 0 ? .pythonList : .list, Int64(value.end - value.start),
      value.start)
  }

  /// A number as it is written, without a fraction that is nothing: pandas makes 123.0 of a user
  /// whose column has a gap.
  static func numberLength(_ start: Position, _ end: Position) -> Int {
    let text = UnsafeBufferPointer(start: start, count: end - start)
    guard let point = text.firstIndex(of: UInt8(ascii: ".")), point > 0,
      text[(point + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
    else { return text.count }
    return point
  }

  /// The text of a number or of a text that should be one, without surrounding white space; nil for
  /// all else.
  mutating func numberText(_ value: ScannedValue) -> UnsafeBufferPointer<UInt8>? {
    var text = value.text
    switch value.shape {
    case .integer, .float, .decimalCall, .momentText: return text
    case .text: break
    case .escapedJSON, .escapedPython:
      scratch.removeAll()
      TextUnescaper.unescape(text, isPython: value.shape == .escapedPython, into: &scratch)
      text = UnsafeBufferPointer(start: scratch.start, count: scratch.count)
    default: return nil
    }
    while let first = text.first, Self.isSpace(first) {
      text = UnsafeBufferPointer(rebasing: text.dropFirst())
    }
    while let last = text.last, Self.isSpace(last) {
      text = UnsafeBufferPointer(rebasing: text.dropLast())
    }
    return text
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
}
