import CVectorLoads

/// Lines that are all alike, as nearly all of a log are, a few at a time.
extension LineDecoder {
  /// Decodes the next few lines, walked along at once, and returns the start of the line after
  /// them; nil when there are not enough of them.
  @inline(__always)
  mutating func decodeRows(
    _ start: Position, _ end: Position, base: Position, now: Timestamp,
    catalog: inout Catalog, into lines: inout LineBatch
  ) -> Position? {
    starts[0] = start
    guard Int(cvl_next_lines(start, end, starts + 1)) == KeyTemplate.rows else { return nil }
    let count = format == .pythonRepr ? 0 : template.walk(rows: starts)
    let age = template.age
    let isCovered =
      count > 0 && takesRows && places.cover(count, of: template, table)
    if waiting.count > WaitingEvents.most - KeyTemplate.rows { findWaiting(&catalog, &lines) }
    var first = 0
    for row in 0..<KeyTemplate.rows {
      let walk = template.walk(row: row, count: count)
      let isAhead = count > 0 && template.age == age
      let line = waiting.nextLines + (row &- first)
      if isCovered, isAhead, resolveRow(walk, starts[row], base, now, into: line) { continue }
      takeKeys(first..<row, catalog.seed)
      first = row + 1
      findWaiting(&catalog, &lines)
      _ = decodeLine(
        starts[row], ahead: isAhead ? walk : nil, base: base, now: now, catalog: &catalog,
        into: &lines)
    }
    takeKeys(first..<KeyTemplate.rows, catalog.seed)
    return starts[KeyTemplate.rows]
  }

  /// Numbers are given in the order of the lines, so this comes before any other line.
  @inline(__always)
  mutating func findWaiting(_ catalog: inout Catalog, _ lines: inout LineBatch) {
    let first = lines.count
    waiting.find(in: &catalog, for: &lines, rowFormat)
    if !rules.isEmpty { applyRules(from: first, &catalog, &lines) }
  }

  /// Few sources have some, and nobody else shall carry what it takes.
  @inline(never)
  private mutating func applyRules(
    from first: Int, _ catalog: inout Catalog, _ lines: inout LineBatch
  ) {
    for index in first..<lines.count { rules.apply(to: &lines[index], &catalog) }
  }

  /// Takes a line that is the walk and nothing more, with a value after every key that takes one
  /// look, as an event; all but its series. Otherwise it is to be read the general way.
  ///
  /// - Parameter line: written to where it is wanted, because a copy of what was just written
  ///   would wait for that.
  @inline(__always)
  private mutating func resolveRow(
    _ walk: KeyTemplate.Walk, _ start: Position, _ base: Position, _ now: Timestamp,
    into line: UnsafeMutablePointer<Line>
  ) -> Bool {
    let values = walk.values
    let close = values[walk.count &- 1].end
    // `}` and a line feed.
    guard SWAR.load16(close) == 0x0A7D, close + 1 - start <= maxLineBytes,
      let (nano, _) = CostText.short(values[places.cost].start), nano <= Money.eventLimit.nano,
      // What costs nothing may have a price.
      nano > 0,
      let (microseconds, isNaive, _) = lastDate.time(values[places.time].start),
      let inputTokens = tokens(values, places.inputTokens),
      let outputTokens = tokens(values, places.outputTokens),
      !places.hasClasses || saysNoClasses(values)
    else { return false }
    line.initialize(to: Line(end: close + 2 - base, length: close + 1 - start, outcome: .event))
    line.pointee.cost = Money(nano: nano)
    line.pointee.inputTokens = inputTokens
    line.pointee.outputTokens = outputTokens
    setTime(microseconds, isNaive: isNaive, &line.pointee, now: now)
    return true
  }

  /// Nothing was cached and nothing was reasoning, as of most calls.
  @inline(never)
  private mutating func saysNoClasses(_ values: UnsafeMutablePointer<cvl_value>) -> Bool {
    places.classes.allSatisfy { tokens(values, $0) == 0 }
  }

  @inline(__always)
  private mutating func tokens(_ values: UnsafeMutablePointer<cvl_value>, _ place: Int) -> Int64? {
    guard place != FieldPlaces.missing else { return 0 }
    let value = values[place]
    let word = SWAR.load(value.start)
    let count = SWAR.digitCount(word)
    guard count > 0, count < 8, value.start + count == value.end else { return nil }
    return Int64(SWAR.number(word, digits: count))
  }

  /// Lets the events of some rows wait for their series. What they have in the dimensions is nearly
  /// always a short text.
  @inline(__always)
  private mutating func takeKeys(_ rows: Range<Int>, _ seed: UInt64) {
    guard !rows.isEmpty, let dimensions = places.dimensions.baseAddress else { return }
    let (keys, width) = (waiting.nextKeys, places.dimensions.count)
    let values = template.walk(row: rows.lowerBound, count: 0).values
    var done = 0
    while true {
      done = cvl_text_keys(
        values, KeyTemplate.count, done, rows.count, width, dimensions, constants.values + 2, seed,
        keys)
      guard done < rows.count &* width else { break }
      keys[done] = key(done % width, values + done / width &* KeyTemplate.count, seed)
      done += 1
    }
    waiting.add(rows.count)
  }

  /// What an event has in a dimension. See ``storeDimension`` and ``resolveSeries``
  /// for the general way.
  @inline(never)
  private mutating func key(
    _ dimension: Int, _ values: UnsafeMutablePointer<cvl_value>, _ seed: UInt64
  ) -> TextKey {
    let place = places.dimensions[dimension]
    if place != FieldPlaces.missing {
      let (start, end) = (values[place].start, values[place].end)
      if start.pointee == UInt8(ascii: "\""), end - start > 2 {
        return TextKey(start + 1, count: end - start - 2, seed: seed)
      }
      if Self.isNumber(start) {
        return TextKey(start, count: Self.numberLength(start, end), seed: seed)
      }
      if start.pointee == UInt8(ascii: "t") { return constants.key(0, seed: seed) }
      if start.pointee == UInt8(ascii: "f") { return constants.key(1, seed: seed) }
    }
    return constants.key(2 + dimension, seed: seed)
  }

  /// Whether a value of a walk is a number.
  @inline(__always)
  private static func isNumber(_ start: Position) -> Bool {
    start.pointee &- UInt8(ascii: "0") <= 9 || start.pointee == UInt8(ascii: "-")
  }
}
