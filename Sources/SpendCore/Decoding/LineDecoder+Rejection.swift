import CVectorLoads

/// Lines that are not plain JSON objects: what they are instead. Called for few lines, so it looks
/// at each as often as clarity wants.
extension LineDecoder {
  /// Sorts out the line at `start` and returns its line feed.
  @inline(never)
  mutating func otherLine(
    _ start: Position, _ line: inout Line, now: Timestamp, catalog: inout Catalog
  ) -> Position {
    var content = start
    while content.pointee == 0 { content += 1 }
    line.nulBytes = content - start
    let end = Self.lineFeed(content)
    line.length = end - content - (end > content && end[-1] == 0x0D ? 1 : 0)

    var first = content
    while first < end, Self.isSpace(first.pointee) { first += 1 }
    if first == end {
      line.outcome = .blank
    } else if line.length > maxLineBytes {
      line.outcome = .rejected(.oversize)
    } else if !UTF8Check.isValid(content, until: end) {
      line.outcome = .rejected(.badUTF8)
    } else {
      readText(JSONScanner.skipSpace(content), end, &line, now: now, catalog: &catalog)
    }
    return end
  }

  static func lineFeed(_ start: Position) -> Position {
    var p = start
    while true {
      let marks = cvl_equal_to16(p, UInt8(ascii: "\n"))
      if marks != 0 { return p + marks.trailingZeroBitCount }
      p += 16
    }
  }

  /// A line with something in it, by the formats that the source may have.
  private mutating func readText(
    _ p: Position, _ end: Position, _ line: inout Line, now: Timestamp, catalog: inout Catalog
  ) {
    let isBraced = p.pointee == UInt8(ascii: "{")
    if isBraced, isObject(p, end) {
      resolve(&line, now: now, catalog: &catalog)
    } else if !isBraced, isOtherValue(p, end) {
      line.outcome = .rejected(.notObject)
    } else if !isBraced, format != .native, let inner = Self.brace(p, end), isObject(inner, end) {
      resolve(&line, now: now, catalog: &catalog)
      // Text with braces in it is not taken for an event that lacks everything.
      if line.outcome == .rejected(.notEvent) { line.outcome = .rejected(.notJSON) }
    } else {
      line.outcome = Self.hasBrace(p, end) ? .rejected(.notJSON) : .text
    }
  }

  /// Reads the object at `p` into the slots; whether there is one that reaches to the end of the
  /// line.
  private mutating func isObject(_ p: Position, _ end: Position) -> Bool {
    if format != .pythonRepr, let close = object(p), JSONScanner.skipSpace(close) == end {
      return true
    }
    guard format != .native else { return false }
    lineNumber &+= 1
    guard let close = pythonDict(p, level: 0, depth: 1) else { return false }
    return JSONScanner.skipSpace(close) == end
  }

  private mutating func isOtherValue(_ p: Position, _ end: Position) -> Bool {
    let value =
      format == .pythonRepr
      ? python.value(p, depth: 0) : JSONScanner.value(p, depth: 0)
    guard let value else { return false }
    return JSONScanner.skipSpace(value.next) == end
  }

  private static func hasBrace(_ start: Position, _ end: Position) -> Bool {
    UnsafeBufferPointer(start: start, count: end - start).contains {
      $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}")
    }
  }

  /// The first brace: where the message of a log line starts, behind what Python's logging writes
  /// before it.
  private static func brace(_ start: Position, _ end: Position) -> Position? {
    var p = start
    while p < end, p.pointee != UInt8(ascii: "{") { p += 1 }
    return p < end ? p : nil
  }

  // MARK: Python

  /// Takes the dict at `start`, as ``object(_:)`` does an object.
  mutating func pythonDict(_ start: Position, level: Int32, depth: Int) -> Position? {
    var p = JSONScanner.skipSpace(start + 1)
    if p.pointee == UInt8(ascii: "}") { return p + 1 }
    while true {
      guard let key = python.value(p, depth: depth) else { return nil }
      p = JSONScanner.skipSpace(key.next)
      guard p.pointee == UInt8(ascii: ":") else { return nil }
      p = JSONScanner.skipSpace(p + 1)
      guard let value = python.value(p, depth: depth) else { return nil }
      storePython(value, at: p, pythonKey(key, level), depth: depth)
      p = JSONScanner.skipSpace(value.next)
      if p.pointee == UInt8(ascii: "}") { return p + 1 }
      guard p.pointee == UInt8(ascii: ",") else { return nil }
      p = JSONScanner.skipSpace(p + 1)
    }
  }

  private mutating func pythonKey(_ key: ScannedValue, _ level: Int32) -> FieldKey {
    let count = key.end - key.start
    switch key.shape {
    case .text: return table.find(key.start, count: count, level: level)
    case .escapedPython: return escapedKey(key.start, count: count, isPython: true, level: level)
    default: return .unknown
    }
  }

  private mutating func storePython(
    _ value: ScannedValue, at p: Position, _ key: FieldKey, depth: Int
  ) {
    guard key.action == .branch else { return store(value, key.action, key.slot) }
    let branch = table.branches[Int(key.slot)]
    for slot in branch.slotsWithin { slots[Int(slot)].line = 0 }
    for (action, slot) in branch.slots { store(value, action, slot) }
    if branch.level != 0, p.pointee == UInt8(ascii: "{") {
      _ = pythonDict(p, level: branch.level, depth: depth + 1)
    }
  }
}
