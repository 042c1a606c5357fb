/// Lines in lines: what is in a frame, and events that are the text of another object
/// (Semantics, Framing).
extension LineDecoder {
  /// The keys whose text may be an event, in the order in which they are looked at. Nobody's words
  /// stand there but a program's; never below `prompt`, `content` and the like.
  private static let textKeys: [StaticString] = ["log", "msg", "message", "text"]

  /// What is in a frame is read as if it stood there alone, with the frame's time if it has none.
  /// Returns where more may be.
  mutating func readFramed(
    _ frame: Frame, _ end: Position, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) -> Position? {
    reading.pattern.line.traits.insert(frame.trait)
    if let time = frame.time { frameTime = zones.time(time) }
    let text = UnsafeBufferPointer(start: frame.text, count: max(0, end - frame.text))
    if let stream = frame.stream {
      switch parts.add(
        text, of: stream, isPartial: frame.isPartial, range: reading.range, limit: maxLineBytes,
        lineEnd: reading.pattern.line.end)
      {
      case .alone: break
      case .held:
        emit(.blank, &reading, &lines)
        return nil
      case .cutOff:
        emit(.rejected(.cutOff), &reading, &lines)
        return nil
      case .joined(let whole):
        whole.withUnsafeBufferPointer { whole in
          let level = begin(&reading)
          fill(level, with: whole)
          readInner(level, &reading, &catalog, &lines)
        }
        return nil
      }
    }
    guard reading.level < Self.mostFrames else {
      emit(reading.isUTF8 ? .text : .rejected(.badUTF8), &reading, &lines)
      return nil
    }
    reading.level += 1
    return readText(frame.text, end, &reading, &catalog, &lines)
  }

  /// A line of one JSON object that is no event: perhaps one is in it.
  @inline(never)
  mutating func unwrapWhole(
    _ start: Position, _ end: Position, base: Position, now: Timestamp, catalog: inout Catalog,
    into lines: inout LineBatch
  ) {
    let offset = parts.fileOffset + Int64(start - base)
    var reading = LineReading(
      pattern: DecodedLine(lines[lines.count - 1], extras), first: lines.count - 1, now: now,
      range: offset..<(offset + Int64(end + 1 - start)))
    isPython = false
    if !unwrap(start, &reading, &catalog, &lines) {
      lines.setExtras(reading.pattern.extras, at: reading.first)
    }
    frameTime = nil
  }

  /// Looks into an object that is no event and was taken last. True when something came of it.
  mutating func unwrap(
    _ object: Position, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) -> Bool {
    guard reading.level < Self.mostFrames else { return false }
    var texts = [ScannedValue?](repeating: nil, count: Self.textKeys.count + 1)
    var time: ScannedValue?
    var stream: ScannedValue?
    var record: ScannedValue?
    var isSpoken = false
    forEachMember(object) { key, value in
      if Self.isSpoken(key, value) { isSpoken = true }
      if let index = Self.textKeys.firstIndex(where: { key == $0 }) {
        texts[index] = value.isText ? value : nil
      } else if key == "time" || key == "timestamp" || key == "ts" || key == "@timestamp" {
        time = value
      } else if key == "stream" {
        stream = value
      } else if key == "record" {
        record = value.shape == .object ? value : nil
      }
    }
    if let log = texts[0], let name = stream, name.shape == .text,
      let stream = Frame.stream(name.text),
      let time, time.isText, framing == .auto || framing == .docker, !isPython
    {
      readDocker(log, stream, time, &reading, &catalog, &lines)
      return true
    }
    // What a person or a model says: a message of a chat, a block of its content; and what may be
    // a piece of an event that was torn.
    if isSpoken || reading.isTorn { return false }
    if let record {
      forEachMember(record.start) { key, value in
        if key == "message" { texts[Self.textKeys.count] = value.isText ? value : nil }
        if key == "time", time == nil { time = value }
      }
    }
    if let time { noteFrameTime(time) }
    for text in texts {
      guard let text, readWhole(text, &reading, &catalog, &lines) else { continue }
      return true
    }
    return false
  }

  private static func isSpoken(_ key: MemberKey, _ value: ScannedValue) -> Bool {
    if key == "role" || key == "finishReason" || key == "finish_reason" || key == "stop_reason" {
      return true
    }
    guard key == "type", value.shape == .text else { return false }
    return ["text", "message"].contains { value.text.elementsEqual($0.utf8) }
  }

  /// The time of an object around an event, in a slot that no field has.
  private mutating func noteFrameTime(_ value: ScannedValue) {
    let slot = UInt16(table.slotCount)
    store(value, .time, slot)
    let time = slots[Int(slot)]
    switch time.state {
    case .number: frameTime = (time.number, false)
    case .naive: frameTime = (time.number, true)
    default: break
    }
  }

  /// What docker reads at a time, and so the length of every part but the last.
  private static let dockerPartBytes = 16 << 10

  /// docker's json-file: a log without a final line feed goes on in the next line of its stream.
  private mutating func readDocker(
    _ log: ScannedValue, _ stream: Frame.Stream, _ time: ScannedValue,
    _ reading: inout LineReading, _ catalog: inout Catalog, _ lines: inout LineBatch
  ) {
    reading.pattern.line.traits.insert(.docker)
    noteFrameTime(time)
    let level = begin(&reading)
    unescape(log, into: level)
    let count = unwrapped[level].count
    let isPartial = count == 0 || unwrapped[level].start[count - 1] != UInt8(ascii: "\n")
    // Docker cuts at 16 KiB. Collectors that take line feeds off leave whole events, shorter ones.
    if isPartial, count < Self.dockerPartBytes, takeWhole(level), !isPython {
      let isBatch = hasBatches()
      let event = resolved(.anyOf, reading, &catalog)
      if isBatch || event.line.outcome == .event {
        if let lost = parts.abandon(stream, lineEnd: reading.pattern.line.end) {
          emit(lost.contains(UInt8(ascii: "{")) ? .rejected(.cutOff) : .text, &reading, &lines)
        }
        return isBatch
          ? readBatches(&reading, &catalog, &lines) : emit(event, &reading, &lines)
      }
    }
    switch parts.add(
      UnsafeBufferPointer(start: unwrapped[level].start, count: count), of: stream,
      isPartial: isPartial, range: reading.range, limit: maxLineBytes,
      lineEnd: reading.pattern.line.end)
    {
    case .alone: break
    case .held: return emit(.blank, &reading, &lines)
    case .cutOff: return emit(.rejected(.cutOff), &reading, &lines)
    case .joined(let whole):
      whole.withUnsafeBufferPointer { whole in
        unwrapped[level].removeAll()
        fill(level, with: whole)
      }
    }
    readInner(level, &reading, &catalog, &lines)
  }

  /// Takes the text in an arena, if it is one object and nothing else. The text stays there.
  private mutating func takeWhole(_ level: Int) -> Bool {
    let (start, end) = terminate(level)
    unwrapped[level].removeLast()
    let object = Noise.skip(start, end)
    guard object < end, object.pointee == UInt8(ascii: "{") else { return false }
    swap(&template, &innerTemplate)
    defer { swap(&template, &innerTemplate) }
    guard let close = takeObject(object) else { return false }
    return Noise.skip(close, end) == end
  }

  /// A line that is one JSON text: whether it is an event in quotes.
  mutating func readQuoted(
    _ start: Position, _ end: Position, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) -> Bool {
    guard reading.level < Self.mostFrames, let text = JSONScanner.value(start, depth: 0),
      text.isText
    else { return false }
    isPython = false
    return readWhole(text, &reading, &catalog, &lines)
  }

  /// Reads a text that is an event as a whole, and nothing else.
  private mutating func readWhole(
    _ text: ScannedValue, _ reading: inout LineReading, _ catalog: inout Catalog,
    _ lines: inout LineBatch
  ) -> Bool {
    let first = Noise.skip(text.start, text.end)
    guard first < text.end,
      first.pointee == UInt8(ascii: "{") || first.pointee == UInt8(ascii: "\\")
    else { return false }
    let wasPython = isPython
    defer { isPython = wasPython }
    unescape(text, into: reading.level)
    guard takeWhole(reading.level) else { return false }
    if hasBatches() {
      readEmbeddedBatches(&reading, &catalog, &lines)
      return true
    }
    var line = resolved(.anyOf, reading, &catalog)
    guard line.line.outcome != .rejected(.notEvent) else { return false }
    line.line.traits.insert(.embedded)
    emit(line, &reading, &lines)
    return true
  }

  // MARK: Texts of their own

  /// The arena for what is one level further in.
  private mutating func begin(_ reading: inout LineReading) -> Int {
    let level = min(reading.level, Self.mostFrames - 1)
    reading.level += 1
    unwrapped[level].removeAll()
    return level
  }

  private mutating func unescape(_ text: ScannedValue, into level: Int) {
    unwrapped[level].removeAll()
    if text.shape == .text {
      unwrapped[level].append(text.start, count: text.end - text.start)
    } else {
      TextUnescaper.unescape(
        text.text, isPython: text.shape == .escapedPython, into: &unwrapped[level])
    }
  }

  private mutating func fill(_ level: Int, with bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    unwrapped[level].append(start, count: bytes.count)
  }

  /// Makes a line of what is in an arena: line feeds in it are white space.
  private mutating func terminate(_ level: Int) -> (start: Position, end: Position) {
    let count = unwrapped[level].count
    let start = unwrapped[level].start
    for index in 0..<count where start[index] == UInt8(ascii: "\n") { start[index] = 0x20 }
    unwrapped[level].append(UInt8(ascii: "\n"))
    let line = UnsafePointer(unwrapped[level].start)
    return (line, line + count)
  }

  private mutating func readInner(
    _ level: Int, _ reading: inout LineReading, _ catalog: inout Catalog, _ lines: inout LineBatch
  ) {
    let (start, end) = terminate(level)
    // Of parts that were joined it was not known.
    reading.isUTF8 = UTF8Check.isValid(start, until: end)
    reading.isTorn = false
    swap(&template, &innerTemplate)
    readAll(start, end, &reading, &catalog, &lines)
    swap(&template, &innerTemplate)
  }
}
