import CVectorLoads

/// Turns the lines of one source into events (Semantics, Events).
///
/// A learned order of keys (``KeyTemplate``) takes each key with one comparison and crosses plain
/// values 32 bytes at a time, in four lines at once; only what somebody asks for is looked at
/// again, but everything is checked to be strict JSON and UTF-8. Whatever is not a plain JSON
/// object is sorted out afterwards (`LineDecoder+Rejection.swift`), so that good lines do not pay
/// for bad ones. Nothing is allocated and nothing reference counted for an event of known values.
///
/// Decoding is a function of the bytes, the settings, `now` and the lines that are open (``parts``)
/// alone: the learned order changes the speed, never the outcome, and any cut of the same bytes at
/// line ends gives the same lines.
///
/// All its methods are mutating, also those that change nothing: one that is not is handed a copy
/// of the whole decoder by one that is, each time.
package struct LineDecoder: ~Copyable {
  let format: LineFormat
  let framing: Framing
  let maxLineBytes: Int
  let naiveZone: TimeZoneRules
  let naiveZoneIsUTC: Bool
  let clampsFuture: Bool
  let table: FieldTable
  var template: KeyTemplate
  /// The keys of objects inside of others.
  var innerTemplate: KeyTemplate
  var stencils = LineStencils()
  /// The attempt that last came to an object or array.
  var nestedLine = 0
  /// One a slot.
  let slots: UnsafeMutablePointer<SlotValue>
  /// Where the next lines start that are walked along at once.
  let starts: UnsafeMutablePointer<UnsafePointer<UInt8>>
  /// Where the learned order has the fields.
  var places: FieldPlaces
  /// Events whose series are still to be found.
  var waiting: WaitingEvents
  /// The symbols of the event at hand.
  let symbols: SeriesRows
  /// `true`, `false`, and by dimension what events have that lack it: the value of
  /// `settings.labels`, or nothing; for the feature `untagged`.
  var constants: ConstantTexts
  /// For texts with escapes, and for a last line without an end.
  var scratch = ByteArena()
  var tail = ByteArena()
  /// Texts that were taken out of others, one a level.
  let unwrapped: UnsafeMutablePointer<ByteArena>
  /// The number of the attempt to read a line; what ``SlotValue/line`` is compared with.
  var lineNumber = 0
  var python = PythonScanner()
  var lastDate = DateMemo()
  var lastNaive = NaiveMemo()
  var zones: ZoneMemo
  /// By branch: the attempt that last came to it.
  let seenBranches: UnsafeMutablePointer<Int>
  /// Objects that are written as texts, by branch, and how many of them are around what is read.
  var branchTexts: [Int: UnsafeMutablePointer<ByteArena>] = [:]
  var textDepth = 0
  var batches = Batches()
  /// Only while a line is explained.
  var explained: ExplainedEvents?
  var resourceTexts = ByteArena(capacity: 64)
  /// A list that was written as a text, and a tag of one.
  var listText = ByteArena(capacity: 64)
  var tagText = ByteArena(capacity: 64)
  /// The number of the dimension `cached`, if there is one.
  let cachedDimension: Int?
  /// Whether lines that are all alike are events as they stand: by the event's own fields, with the
  /// cost that they log.
  let takesRows: Bool
  /// Whether events get a ``CallDetail``, which takes the general way through each of them.
  let keepsDetails: Bool
  /// What such events are.
  let rowFormat: LineFormat
  var rules: SeriesRules
  let costSource: CostSource
  let duplicates: Duplicates
  var signatures: SignatureIndex
  /// What is known of the line at hand before its values are read.
  var expected = LineStencil.Kind()
  let inputIncludesCache: Bool?
  var prices: PriceMemo
  /// The shape of the event that was resolved last; nil: its own fields.
  var shape: Int?
  /// What is beside the event that was resolved last.
  var extras = LineExtras()
  /// What it was priced by; for whoever explains.
  var lastPrice: PriceMemo.Found?
  var lastUsage = TokenUsage()
  /// What the frame around the line at hand says.
  var frameTime: (microseconds: Int64, isNaive: Bool)?
  /// The object that was taken last is a dict.
  var isPython = false
  /// Of the file that is read.
  package var parts = OpenParts()

  /// Values that were scanned so far in lines that are no JSON objects; see
  /// ``PythonScanner/steps``.
  package var scannedValues: Int { python.steps }
  /// Bytes of attempts that failed and after which another one was made: what tests hold against
  /// the length of a line.
  package internal(set) var retriedBytes = 0

  /// Texts inside of texts beyond this many are not looked into.
  static let mostFrames = 4

  /// An event further ahead of the clock than this is counted at the time of reading.
  package static let futureSeconds: Int64 = 600

  /// - Parameters:
  ///   - dimensions: those of the catalog.
  ///   - clampsFuture: whether events more than 10 minutes ahead of `now` are flagged and counted
  ///     at `now`; not so for reports.
  ///   - keepsDetails: whether events get a ``CallDetail``.
  package init(
    settings: SourceSettings, dimensions: [String], clampsFuture: Bool = true,
    keepsDetails: Bool = false
  ) {
    self.keepsDetails = keepsDetails
    format = settings.format
    framing = settings.framing
    zones = ZoneMemo(settings.zones)
    maxLineBytes = settings.maxLineBytes
    naiveZone = settings.naiveZone
    naiveZoneIsUTC =
      settings.naiveZone.transitions.isEmpty && settings.naiveZone.initialOffsetSeconds == 0
    self.clampsFuture = clampsFuture
    cachedDimension = dimensions.firstIndex(of: Dimension.cached)
    rules = SeriesRules(settings: settings, dimensions: dimensions)
    costSource = settings.cost ?? .auto
    rowFormat = settings.format == .fields ? .fields : .native
    duplicates = settings.duplicates
    takesRows =
      Self.readsOwnFields(settings.format) && settings.cost != .computed
      && settings.duplicates != .on && !keepsDetails
    inputIncludesCache = settings.inputIncludesCache
    prices = PriceMemo(settings.prices)
    table = FieldTable(settings: settings, dimensions: dimensions)
    signatures = SignatureIndex(table.shapes)
    seenBranches = .allocate(capacity: table.branches.count)
    seenBranches.initialize(repeating: 0, count: table.branches.count)
    template = KeyTemplate()
    innerTemplate = KeyTemplate()
    unwrapped = .allocate(capacity: Self.mostFrames)
    for level in 0..<Self.mostFrames {
      (unwrapped + level).initialize(to: ByteArena(capacity: 0))
    }
    places = FieldPlaces(dimensions: dimensions.count)
    waiting = WaitingEvents(dimensions: dimensions.count)
    // One more, for the time of a frame.
    slots = .allocate(capacity: table.slotCount + 1)
    slots.initialize(repeating: SlotValue(), count: table.slotCount + 1)
    starts = .allocate(capacity: KeyTemplate.rows + 1)
    symbols = SeriesRows(width: dimensions.count)
    constants = Self.constants(settings.namedLabels, dimensions)
  }

  /// Other values for what events lack, as the file is another one.
  ///
  /// - Parameter dimensions: those of the catalog.
  package mutating func setLabels(_ labels: [String: String], dimensions: [String]) {
    constants = Self.constants(labels, dimensions)
  }

  /// The catalog is another one from now on.
  package mutating func forgetSeries() { rules.forget() }

  private static func constants(
    _ labels: [String: String], _ dimensions: [String]
  ) -> ConstantTexts {
    var defaults = dimensions.map { labels[$0] ?? "" }
    if defaults.first?.isEmpty == true { defaults[0] = Dimension.untagged }
    return ConstantTexts(["true", "false"] + defaults)
  }

  deinit {
    slots.deallocate()
    starts.deallocate()
    unwrapped.deinitialize(count: Self.mostFrames)
    unwrapped.deallocate()
    seenBranches.deallocate()
    for text in branchTexts.values {
      text.deinitialize(count: 1)
      text.deallocate()
    }
  }

  /// Decodes the lines of `bytes` and appends one ``Line`` for each.
  ///
  /// - Parameters:
  ///   - bytes: whole lines. At least 64 bytes after their end must be readable, whatever they
  ///     hold; nothing is written. Bytes after the last line feed are left alone, unless
  ///     `isSealed`.
  ///   - start: where the first line to be decoded starts; what is before it was decoded already.
  ///   - now: the clock: the time of events without one.
  ///   - catalog: the same dimensions as the decoder's.
  ///   - isSealed: nothing will ever follow, so what is after the last line feed is a line too.
  ///   - limit: ends at a line when there are about so many more in `lines`: a ``Line`` takes 48
  ///     bytes and more, which short lines multiply.
  /// - Returns: how many of the bytes are decoded now: all whole lines, unless
  ///   the limit came before.
  /// - Complexity: O(bytes).
  @discardableResult
  package mutating func decode(
    _ bytes: UnsafeRawBufferPointer, from start: Int = 0, now: Timestamp,
    catalog: inout Catalog, into lines: inout LineBatch, isSealed: Bool = false, limit: Int = .max
  ) -> Int {
    precondition(
      places.dimensions.count == catalog.dimensions.count, "the catalog has the same dimensions")
    precondition(bytes.count <= UInt32.max, "32 bits hold the places of lines")
    guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    var whole = bytes.count
    while whole > start, base[whole - 1] != UInt8(ascii: "\n") { whole -= 1 }
    let end = base + whole
    var p = base + start
    // Room for lines of 128 bytes, so that nearly none is moved about while the list grows.
    if lines.isEmpty { lines.reserveCapacity(min(limit, (whole - start) >> 7)) }
    let last = limit < .max - lines.count ? lines.count + limit : .max
    while lines.count + waiting.count < last {
      if stencils.areInUse, p < end {
        p = decodeNested(
          p, end, base: base, now: now, catalog: &catalog, into: &lines, upTo: last)
        continue
      }
      guard let after = decodeRows(p, end, base: base, now: now, catalog: &catalog, into: &lines)
      else { break }
      p = after
    }
    findWaiting(&catalog, &lines)
    while p < end, lines.count < last {
      p = decodeLine(p, base: base, now: now, catalog: &catalog, into: &lines)
      if stencils.areInUse {
        p = decodeNested(
          p, end, base: base, now: now, catalog: &catalog, into: &lines, upTo: last)
      }
    }
    guard p == end else { return p - base }
    if isSealed, whole < bytes.count {
      // The scanners rely on a line feed at the end, which this line lacks: they get a copy with
      // one.
      tail.removeAll()
      tail.append(end, count: bytes.count - whole)
      tail.append(UInt8(ascii: "\n"))
      let start = UnsafePointer(tail.start)
      let first = lines.count
      _ = decodeLine(start, base: start, now: now, catalog: &catalog, into: &lines)
      for index in first..<lines.count { lines[index].end = bytes.count }
      return bytes.count
    }
    return whole
  }

  /// Nothing follows in the file that was decoded: how many lines were cut there and have no end.
  package mutating func closeParts() -> Int { parts.close() }

  /// Decodes the line at `start` and returns the start of the next.
  ///
  /// - Parameter ahead: what was found of it already.
  @inline(__always)
  mutating func decodeLine(
    _ start: UnsafePointer<UInt8>, ahead: KeyTemplate.Walk? = nil, base: UnsafePointer<UInt8>,
    now: Timestamp, catalog: inout Catalog, into lines: inout LineBatch
  ) -> UnsafePointer<UInt8> {
    // Filled in where it stays: a copy of what was just written would wait for the writes.
    let index = lines.count
    lines.append(Line(end: 0, length: 0, outcome: .event))
    if start.pointee == UInt8(ascii: "{"), format != .pythonRepr {
      // Before the values are taken: lists are kept as what the line is, not as the one before was.
      isPython = false
      if let close = object(start, ahead: ahead) {
        let end = JSONScanner.skipSpace(close)
        if end.pointee == UInt8(ascii: "\n"), end - start <= maxLineBytes,
          batches.line != lineNumber
        {
          lines[index].end = end + 1 - base
          lines[index].length = end - start - (end[-1] == 0x0D ? 1 : 0)
          if nestedLine == lineNumber { noteNested(start, end) }
          forgetExtras()
          resolve(&lines[index], now: now, catalog: &catalog)
          if lines[index].outcome == .rejected(.notEvent), framing != .none {
            unwrapWhole(start, end, base: base, now: now, catalog: &catalog, into: &lines)
          } else {
            putExtras(at: index, &lines)
          }
          return end + 1
        }
      }
    }
    return otherLine(start, base: base, now: now, catalog: &catalog, into: &lines)
  }

  // MARK: Objects

  /// Takes the object at `start`, puts what the fields want into the slots, and returns the
  /// position after it.
  ///
  /// Walks along the learned keys as far as they lead. What stops the walk is taken by itself, and
  /// a key that was not expected is expected from then on.
  ///
  /// - Parameter ahead: the walk from `start`, if there was one.
  @inline(__always)
  mutating func object(
    _ start: UnsafePointer<UInt8>, ahead: KeyTemplate.Walk? = nil
  ) -> UnsafePointer<UInt8>? {
    lineNumber &+= 1
    var p = start
    var place = 0
    if let ahead {
      p = fillSlots(ahead)
      place = ahead.count
      // Otherwise it was perhaps another of the lines that ended it.
      if p.pointee == UInt8(ascii: "}") { return p + 1 }
    }
    while true {
      let walk = template.walk(p, from: place)
      if walk.count > 0 {
        p = fillSlots(walk)
        place &+= walk.count
      }
      if p.pointee == UInt8(ascii: "}") { return p + 1 }
      guard let next = step(p, &place, isFirst: p == start) else { return nil }
      if next.isEnd { return next.position }
      p = next.position
      if p.pointee == UInt8(ascii: "}") { return p + 1 }
    }
  }

  /// Takes what stops a walk: a value that is not plain, or keys that were not expected, until one
  /// comes that was.
  ///
  /// - Returns: where the next walk begins, or the position after the object.
  @inline(never)
  private mutating func step(
    _ start: UnsafePointer<UInt8>, _ place: inout Int, isFirst: Bool
  ) -> (position: UnsafePointer<UInt8>, isEnd: Bool)? {
    if let value = template.valueStart(start, at: place) {
      place += 1
      guard let next = takeAny(value, template.key(place - 1)) else { return nil }
      return (next, false)
    }
    var p = start
    repeat {
      if template.valueStart(p, at: place + 1) != nil {
        // A field that the last line had is missing here.
        place += 1
        return (p, false)
      }
      guard let (value, found) = nextKey(p, isFirst: isFirst && p == start, level: 0) else {
        return nil
      }
      guard let found else { return (value, true) }
      template.learn(place, from: p, to: value, key: found)
      place = min(place + 1, KeyTemplate.count)
      if let end = cvl_plain_end(value) {
        takePlain(value, end, found)
        p = end
      } else {
        guard let next = takeAny(value, found) else { return nil }
        p = next
      }
    } while p.pointee != UInt8(ascii: "}") && template.valueStart(p, at: place) == nil
    return (p, false)
  }

  /// The key after a value (or after the opening brace, for the first) in any spelling, and where
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
