import CVectorLoads

/// Lines that are not one plain JSON object: what they are instead. Few lines come here, unless a
/// program wraps all of its own; each is read in time in proportion to its length.
extension LineDecoder {
  /// What becomes of one line of a file: one ``Line``, or one for each of its objects.
  struct LineReading {
    /// What they have in common.
    var pattern: DecodedLine
    /// Where the first of them stands.
    let first: Int
    let now: Timestamp
    /// Where it is in the file.
    let range: Range<Int64>
    var count = 0
    var rejections = 0
    /// Texts that it was taken out of.
    var level = 0
    /// Of what is read now: what a runtime cuts is cut between bytes, so a part of a line may begin
    /// and end inside of a character.
    var isUTF8 = true
    /// After an object that was torn.
    var isTorn = false
  }

  /// A line of a megabyte may hold half a million objects that are none: so many are said of it.
  static let mostRejections = 100

  /// What an object has to have to be an event.
  enum Witness {
    /// As all lines: a cost, or tokens.
    case none
    /// Also a feature, a model or a time: it stands in a text, which may hold anything.
    case anyOf
    /// A feature, a time and a cost: what is before it was torn, and it may be a part of that.
    case all
  }

  /// Sorts out the line at `start`, whose place in `lines` is the last one, and returns the start
  /// of the next.
  @inline(never)
  mutating func otherLine(
    _ start: Position, base: Position, now: Timestamp, catalog: inout Catalog,
    into lines: inout LineBatch
  ) -> Position {
    var content = start
    while content.pointee == 0 { content += 1 }
    let end = Self.lineFeed(content)
    let line = Line(
      end: end + 1 - base, length: end - content - (end > content && end[-1] == 0x0D ? 1 : 0),
      outcome: .blank)
    var extras = LineExtras()
    extras.nulBytes = UInt32(clamping: content - start)
    var first = content
    while first < end, Self.isSpace(first.pointee) { first += 1 }
    let offset = parts.fileOffset + Int64(start - base)
    var reading = LineReading(
      pattern: DecodedLine(line, extras), first: lines.count - 1, now: now,
      range: offset..<(offset + Int64(end + 1 - start)))
    if first == end {
      emit(.blank, &reading, &lines)
    } else if line.length > maxLineBytes {
      emit(.rejected(.oversize), &reading, &lines)
    } else {
      reading.isUTF8 = UTF8Check.isValid(content, until: end)
      readAll(content, end, &reading, &catalog, &lines)
      frameTime = nil
    }
    return end + 1
  }

  static func lineFeed(_ start: Position) -> Position {
    var p = start
    while true {
      let marks = cvl_equal_to16(p, UInt8(ascii: "\n"))
      if marks != 0 { return p + marks.trailingZeroBitCount }
      p += 16
    }
  }

  // MARK: What came of it

  mutating func emit(
    _ outcome: Line.Outcome, _ reading: inout LineReading, _ lines: inout LineBatch
  ) {
    // Beside something else that says nothing.
    if reading.count > 0, outcome == .blank || outcome == .text { return }
    var line = reading.pattern
    line.line.outcome = outcome
    emit(line, &reading, &lines)
  }

  mutating func emit(
    _ line: DecodedLine, _ reading: inout LineReading, _ lines: inout LineBatch
  ) {
    if case .rejected = line.line.outcome {
      reading.rejections += 1
      guard reading.rejections <= Self.mostRejections else { return }
    }
    if reading.count == 0 {
      lines.replace(reading.first, with: line)
    } else {
      var line = line
      line.extras.nulBytes = 0
      lines[lines.count - 1].traits.insert(.continues)
      lines.append(line)
    }
    // No other object was resolved since.
    if keepsDetails, line.line.outcome == .event {
      lines.setDetail(detail(), at: lines.count - 1)
    }
    explained?.emitted(line)
    reading.count += 1
  }

  /// What the object makes that was taken last.
  mutating func resolved(
    _ witness: Witness, _ reading: LineReading, _ catalog: inout Catalog
  ) -> DecodedLine {
    var line = reading.pattern.line
    extras = reading.pattern.extras
    if meets(witness) {
      resolve(&line, now: reading.now, catalog: &catalog)
      if explained != nil { explainResolved(DecodedLine(line, extras), catalog) }
    } else {
      line.outcome = .rejected(.notEvent)
    }
    return DecodedLine(line, extras)
  }

  // MARK: Objects and text

  /// Reads a line, or a text that was in one, from its frames inwards, then what follows each of
  /// its objects. There is a line feed at `end`.
  mutating func readAll(
    _ start: Position, _ end: Position, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) {
    let level = reading.level
    var rest = readText(start, end, &reading, &catalog, &lines)
    while let p = rest {
      // A frame after an object stands beside the one before it, not in it.
      reading.level = level
      rest = readRest(p, end, &reading, &catalog, &lines)
    }
  }

  /// Returns where there is more that may be read.
  mutating func readText(
    _ start: Position, _ end: Position, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) -> Position? {
    if framing != .none, let frame = Frame.peel(start, end, framing, now: reading.now) {
      return readFramed(frame, end, &reading, &catalog, &lines)
    }
    guard reading.isUTF8 else {
      emit(.rejected(.badUTF8), &reading, &lines)
      return nil
    }
    let p = Noise.skip(start, end)
    let inside = Noise.skipMarks(p, end)
    if inside == end {
      // The brackets around the lines of an array, unless they are one.
      let isArray = p < end && isOtherValue(p, end)
      emit(isArray ? .rejected(.notObject) : .blank, &reading, &lines)
    } else if inside.pointee == UInt8(ascii: "{") {
      return readObjects(inside, end, &reading, &catalog, &lines)
    } else if isOtherValue(p, end) {
      guard p.pointee == UInt8(ascii: "\""), framing != .none,
        readQuoted(p, end, &reading, &catalog, &lines)
      else {
        emit(.rejected(.notObject), &reading, &lines)
        return nil
      }
    } else if framing == .none {
      emit(Self.hasBrace(p, end) ? .rejected(.notJSON) : .text, &reading, &lines)
    } else {
      return readProse(p, end, &reading, &catalog, &lines)
    }
    return nil
  }

  /// What comes after an object: two writers of a file, or two lines of which the first has lost
  /// its end. Of frames only that of container runtimes is looked for, which is short: another one
  /// may be as long as the line.
  private mutating func readRest(
    _ start: Position, _ end: Position, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) -> Position? {
    if framing == .auto || framing == .cri, let frame = Frame.cri(start, end) {
      reading.isTorn = false
      return readFramed(frame, end, &reading, &catalog, &lines)
    }
    return readProse(start, end, &reading, &catalog, &lines)
  }

  /// Objects at the beginning of a line, one after the other. Returns where other text begins
  /// after one of them.
  private mutating func readObjects(
    _ start: Position, _ end: Position, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) -> Position? {
    var p = start
    while true {
      guard let close = takeObject(p) else {
        guard framing == .none || Self.begins(p, with: "\"") else {
          if reading.count > 0, !reading.isTorn, Self.begins(p, with: "'") {
            emit(.rejected(.notJSON), &reading, &lines)
          }
          // No object, but a text with a brace.
          return readProse(p, end, &reading, &catalog, &lines)
        }
        if !reading.isTorn { emit(.rejected(.notJSON), &reading, &lines) }
        guard framing != .none, format != .pythonRepr, let next = stop(of: p).next else {
          return nil
        }
        p = next
        reading.isTorn = true
        continue
      }
      let rest = Noise.skipMarks(Noise.skip(close, end), end)
      if !reading.isTorn, hasBatches() {
        readBatches(&reading, &catalog, &lines)
      } else {
        let line = resolved(reading.isTorn ? .all : .none, reading, &catalog)
        let isEvent = line.line.outcome != .rejected(.notEvent)
        if isEvent || framing == .none || !unwrapNext(p, &reading, &catalog, &lines) {
          if !isEvent, !reading.isTorn, reading.count == 0, framing != .none, rest < end,
            rest.pointee != UInt8(ascii: "{")
          {
            // An object in front of what is meant.
            return readProse(p, end, &reading, &catalog, &lines)
          }
          // After a torn one, what is no event is a piece of it.
          if isEvent || !reading.isTorn { emit(line, &reading, &lines) }
        }
      }
      guard rest < end else { return nil }
      guard rest.pointee == UInt8(ascii: "{") else { return framing == .none ? nil : rest }
      p = rest
    }
  }

  /// Looks into an object that is no event, and then goes on as if it had not.
  private mutating func unwrapNext(
    _ object: Position, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) -> Bool {
    let (level, isTorn, traits) = (reading.level, reading.isTorn, reading.pattern.line.traits)
    let time = frameTime
    defer {
      (reading.level, reading.isTorn, reading.pattern.line.traits) = (level, isTorn, traits)
      frameTime = time
    }
    return unwrap(object, &reading, &catalog, &lines)
  }

  /// Text with braces in it, perhaps: the first object that is an event, or would be one if it had
  /// another cost. Returns where more may be.
  private mutating func readProse(
    _ start: Position, _ end: Position, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) -> Position? {
    var p = start
    var from = start
    while let brace = Self.brace(p, end) {
      // No key begins with a brace: the next one may be an object's.
      guard !Self.begins(brace, with: "{") else {
        p = brace + 1
        continue
      }
      guard let close = takeObject(brace), !isPython || LogPrefix.isOfLogger(from, brace) else {
        // What an attempt has read is part of something that is none.
        p = max(brace + 1, reach(of: brace))
        continue
      }
      p = close
      if !reading.isTorn, hasBatches(), LogPrefix.isOfLogger(from, brace) {
        readEmbeddedBatches(&reading, &catalog, &lines)
        return Noise.skip(close, end)
      }
      var line = resolved(reading.isTorn ? .all : .anyOf, reading, &catalog)
      // What somebody asked may be anything; an amount of money seldom is.
      let isSure =
        isPython
        || line.extras.format == .native
          && line.line.flags.isDisjoint(with: [.computed, .unpriced])
      if line.line.outcome == .rejected(.notEvent)
        || (line.line.outcome == .event && !isSure && !LogPrefix.isOfLogger(from, brace))
      {
        from = close
        continue
      }
      line.line.traits.insert(.embedded)
      emit(line, &reading, &lines)
      return Noise.skip(close, end)
    }
    if reading.count == 0 {
      emit(Self.hasBrace(start, end) ? .rejected(.notJSON) : .text, &reading, &lines)
    }
    return nil
  }

  /// Takes the object at `p` into the slots, in the first of the ways that the format allows.
  mutating func takeObject(_ p: Position) -> Position? {
    isPython = false
    if format != .pythonRepr, let close = object(p) { return close }
    python.forgetReach()
    guard format != .native else { return nil }
    lineNumber &+= 1
    isPython = true
    return pythonDict(p, level: 0, depth: 1)
  }

  /// How far the attempt came that was made at a brace: also where Python is not read, a text that
  /// Python has begun is a text.
  private mutating func reach(of brace: Position) -> Position {
    if format == .native {
      lineNumber &+= 1
      _ = pythonDict(brace, level: 0, depth: 1)
    }
    let json = stop(of: brace).position
    let reach = max(json, python.reach ?? json)
    retriedBytes += reach - json
    return reach
  }

  private mutating func stop(of brace: Position) -> JSONStop {
    let stop = JSONStop(brace)
    retriedBytes += stop.position - brace
    return stop
  }

  /// Whether the quote is the first after a brace, as the first key's does.
  private static func begins(_ brace: Position, with quote: Unicode.Scalar) -> Bool {
    JSONScanner.skipSpace(brace + 1).pointee == UInt8(ascii: quote)
  }

  private mutating func isOtherValue(_ p: Position, _ end: Position) -> Bool {
    let value =
      format == .pythonRepr
      ? python.value(p, depth: 0) : JSONScanner.value(p, depth: 0)
    guard let value, value.shape != .object else { return false }
    return Noise.skip(value.next, end) == end
  }

  private static func hasBrace(_ start: Position, _ end: Position) -> Bool {
    UnsafeBufferPointer(start: start, count: end - start).contains {
      $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}")
    }
  }

  private static func brace(_ start: Position, _ end: Position) -> Position? {
    var p = start
    while p < end {
      let marks = cvl_equal_to16(p, UInt8(ascii: "{"))
      p += marks == 0 ? 16 : marks.trailingZeroBitCount
      if marks != 0 { break }
    }
    return p < end ? p : nil
  }
}
