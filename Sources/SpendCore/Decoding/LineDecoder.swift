/// Turns the lines of one source into events (SPEC 3).
///
/// One pass over the bytes, without an index of them and without looking for the end of the line
/// first: a learned order of keys (``KeyTemplate``) takes each key with one comparison, quoted
/// strings are crossed 32 bytes at a time, numbers eight digits at a time, and what nobody asks for
/// is still checked to be strict JSON and UTF-8. Whatever is not a plain JSON object is sorted out
/// afterwards (`LineDecoder+Rejection.swift`), so that good lines do not pay for bad ones. Nothing
/// is allocated and nothing reference counted for an event of known values.
///
/// Decoding is a function of the bytes, the settings and `now` alone: the learned order changes the
/// speed, never the outcome, and any cut of the same bytes at line ends gives the same lines.
package struct LineDecoder: ~Copyable {
  let format: LineFormat
  let maxLineBytes: Int
  let naiveZone: TimeZoneRules
  let naiveZoneIsUTC: Bool
  let clampsFuture: Bool
  let table: FieldTable
  let template: KeyTemplate
  /// One a slot.
  let slots: UnsafeMutablePointer<SlotValue>
  /// One a dimension: the symbols of the event at hand.
  let symbols: UnsafeMutableBufferPointer<UInt32>
  /// `true`, `false`, and the values of `settings.labels` by dimension (empty where there is none).
  let constants: ConstantTexts
  /// For texts with escapes, and for a last line without an end.
  var scratch = ByteArena()
  var tail = ByteArena()
  /// The number of the attempt to read a line; what ``SlotValue/line`` is compared with.
  var lineNumber = 0
  var lastDate = DateMemo()
  var lastNaive = NaiveMemo()

  /// An event further ahead of the clock than this is counted at the time of reading.
  package static let futureSeconds: Int64 = 600

  /// - Parameters:
  ///   - dimensions: those of the catalog.
  ///   - clampsFuture: whether events more than 10 minutes ahead of `now` are flagged and counted
  ///     at `now`; not so for reports.
  package init(settings: SourceSettings, dimensions: [String], clampsFuture: Bool = true) {
    format = settings.format
    maxLineBytes = settings.maxLineBytes
    naiveZone = settings.naiveZone
    naiveZoneIsUTC =
      settings.naiveZone.transitions.isEmpty && settings.naiveZone.initialOffsetSeconds == 0
    self.clampsFuture = clampsFuture
    table = FieldTable(settings: settings, dimensions: dimensions)
    template = KeyTemplate()
    slots = .allocate(capacity: table.slotCount)
    slots.initialize(repeating: SlotValue(), count: table.slotCount)
    symbols = .allocate(capacity: dimensions.count)
    symbols.initialize(repeating: 0)
    constants = ConstantTexts(["true", "false"] + dimensions.map { settings.labels[$0] ?? "" })
  }

  deinit {
    slots.deallocate()
    symbols.deallocate()
  }

  /// Decodes the lines of `bytes` and appends one ``Line`` for each.
  ///
  /// - Parameters:
  ///   - bytes: whole lines. At least 64 bytes behind their end must be readable, whatever they
  ///     hold; nothing is written. Bytes behind the last line feed are left alone, unless
  ///     `isSealed`.
  ///   - now: the clock: the time of events without one.
  ///   - catalog: the same dimensions as the decoder's.
  ///   - isSealed: nothing will ever follow, so what is behind the last line feed is a line too.
  /// - Complexity: O(bytes).
  package mutating func decode(
    _ bytes: UnsafeRawBufferPointer, now: Timestamp, catalog: inout Catalog,
    into lines: inout [Line], isSealed: Bool = false
  ) {
    precondition(symbols.count == catalog.dimensions.count, "the catalog has the same dimensions")
    guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    var whole = bytes.count
    while whole > 0, base[whole - 1] != UInt8(ascii: "\n") { whole -= 1 }
    let end = base + whole
    var p = base
    while p < end {
      p = decodeLine(p, base: base, now: now, catalog: &catalog, into: &lines)
    }
    if isSealed, whole < bytes.count {
      // The scanners rely on a line feed at the end, which this line lacks: they get a copy with
      // one.
      tail.removeAll()
      tail.append(end, count: bytes.count - whole)
      tail.append(UInt8(ascii: "\n"))
      let start = UnsafePointer(tail.start)
      _ = decodeLine(start, base: start, now: now, catalog: &catalog, into: &lines)
      lines[lines.count - 1].end = bytes.count
    }
  }

  /// Decodes the line at `start` and returns the start of the next.
  @inline(__always)
  private mutating func decodeLine(
    _ start: UnsafePointer<UInt8>, base: UnsafePointer<UInt8>, now: Timestamp,
    catalog: inout Catalog, into lines: inout [Line]
  ) -> UnsafePointer<UInt8> {
    var line = Line(end: 0, length: 0, outcome: .event)
    if start.pointee == UInt8(ascii: "{"), format != .pythonRepr {
      if let close = object(start) {
        let end = JSONScanner.skipSpace(close)
        if end.pointee == UInt8(ascii: "\n"), end - start <= maxLineBytes {
          line.end = end + 1 - base
          line.length = end - start - (end[-1] == 0x0D ? 1 : 0)
          resolve(&line, now: now, catalog: &catalog)
          lines.append(line)
          return end + 1
        }
      }
    }
    let end = otherLine(start, &line, now: now, catalog: &catalog)
    line.end = end + 1 - base
    lines.append(line)
    return end + 1
  }

  // MARK: Objects

  /// Takes the object at `start`, puts what the fields want into the slots, and returns the
  /// position behind it.
  @inline(__always)
  mutating func object(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    lineNumber &+= 1
    let lastPlace = template.places + (KeyTemplate.count - 2)
    var place = template.places
    var p = start
    while true {
      let key: FieldKey
      if KeyTemplate.matches(p, place) {
        p += place.pointee.length
        key = place.pointee.key
      } else if KeyTemplate.matches(p, place + 1), place < lastPlace {
        // A field that the last line had is missing here.
        place += 1
        p += place.pointee.length
        key = place.pointee.key
      } else {
        guard let (value, found) = nextKey(p, isFirst: p == start, level: 0) else { return nil }
        guard let found else { return value }
        KeyTemplate.learn(place, from: p, to: value, key: found)
        p = value
        key = found
      }
      if place < lastPlace { place += 1 }
      guard let next = takeValue(p, key) else { return nil }
      if next.pointee == UInt8(ascii: "}") { return next + 1 }
      p = next
    }
  }

  /// The key behind a value (or behind the opening brace, for the first) in any spelling, and where
  /// its value starts; with no key the object ends there.
  @inline(never)
  mutating func nextKey(
    _ start: UnsafePointer<UInt8>, isFirst: Bool, level: Int32
  ) -> (next: UnsafePointer<UInt8>, key: FieldKey?)? {
    var p = isFirst ? start : JSONScanner.skipSpace(start)
    if !isFirst, p.pointee == UInt8(ascii: "}") { return (p + 1, nil) }
    guard p.pointee == UInt8(ascii: isFirst ? "{" : ",") else { return nil }
    p = JSONScanner.skipSpace(p + 1)
    if isFirst, p.pointee == UInt8(ascii: "}") { return (p + 1, nil) }
    guard p.pointee == UInt8(ascii: "\"") else { return nil }
    guard let (quote, hasEscapes) = JSONScanner.stringEnd(p + 1) else { return nil }
    let name = p + 1
    p = JSONScanner.skipSpace(quote + 1)
    guard p.pointee == UInt8(ascii: ":") else { return nil }
    p = JSONScanner.skipSpace(p + 1)
    if hasEscapes {
      return (p, escapedKey(name, count: quote - name, isPython: false, level: level))
    }
    return (p, table.find(name, count: quote - name, level: level))
  }

  /// What a key that is spelled with escapes means.
  @inline(never)
  mutating func escapedKey(
    _ start: UnsafePointer<UInt8>, count: Int, isPython: Bool, level: Int32
  ) -> FieldKey {
    var text = ByteArena(capacity: 64)
    TextUnescaper.unescape(
      UnsafeBufferPointer(start: start, count: count), isPython: isPython, into: &text)
    return table.find(text.start, count: text.count, level: level)
  }
}
