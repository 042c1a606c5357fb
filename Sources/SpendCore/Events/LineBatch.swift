/// Lines that were decoded, in the order of their file: a ``Line`` of each, and in columns beside
/// them what only some formats say (``LineExtras``) and, where somebody asked for it, a
/// ``CallDetail``. A column is there from the first line on that has something for it: a native log
/// has none.
///
/// 48 bytes a line; in the columns 1 for the format, 16 for the id, 24 for classes of tokens, 4 for
/// NULs, 104 for details.
package struct LineBatch: Sendable {
  /// For whoever goes through all of them; what is in the columns is asked for by place.
  package private(set) var elements: [Line] = []
  private(set) var formats = LineColumn<LineFormat>()
  private(set) var nulBytes = LineColumn<UInt32>()
  private(set) var ids = LineColumn<EventID>()
  private(set) var classes = LineColumn<TokenClasses>()
  private(set) var details = LineColumn<CallDetail?>()

  package init() {}

  package init(_ lines: some Sequence<DecodedLine>) {
    for line in lines { append(line) }
  }

  // MARK: What is asked for

  /// Whether it has memory for some.
  package var hasMemory: Bool { elements.capacity > 0 }
  /// Whether any line has one.
  package var hasIDs: Bool { !ids.isEmpty }
  var hasFormats: Bool { !formats.isEmpty }

  package func format(at place: Int) -> LineFormat { formats[place] }
  @inline(__always)
  package func id(at place: Int) -> EventID { ids[place] }
  func classes(at place: Int) -> TokenClasses { classes[place] }
  func detail(at place: Int) -> CallDetail? { details[place] }

  /// Of some lines.
  func nulBytes(in places: Range<Int>) -> Int64 {
    nulBytes[places].reduce(0) { $0 + Int64($1) }
  }

  /// How many lines have one.
  package var idCount: Int { ids[indices].count { !$0.isNone } }

  package func decoded(at place: Int) -> DecodedLine {
    var extras = LineExtras()
    extras.format = formats[place]
    extras.nulBytes = nulBytes[place]
    extras.id = ids[place]
    extras.classes = classes[place]
    return DecodedLine(elements[place], extras)
  }

  // MARK: Adding

  package mutating func reserveCapacity(_ count: Int) { elements.reserveCapacity(count) }

  @inline(__always)
  mutating func append(_ line: Line) { elements.append(line) }

  package mutating func append(_ line: DecodedLine) {
    append(line.line)
    setExtras(line.extras, at: count - 1)
  }

  /// - Parameter format: of all of them.
  @inline(__always)
  mutating func append(_ lines: UnsafeBufferPointer<Line>, _ format: LineFormat) {
    if format != .native {
      formats.append(repeatElement(format, count: lines.count), after: count)
    }
    elements.append(contentsOf: lines)
  }

  package mutating func append(_ lines: LineSlice) {
    let (other, places) = (lines.batch, lines.indices)
    formats.append(other.formats[places], after: count)
    nulBytes.append(other.nulBytes[places], after: count)
    ids.append(other.ids[places], after: count)
    classes.append(other.classes[places], after: count)
    details.append(other.details[places], after: count)
    elements.append(contentsOf: other.elements[places])
  }

  // MARK: Changing

  /// Puts another line in the place of one.
  mutating func replace(_ place: Int, with line: DecodedLine) {
    elements[place] = line.line
    formats.clear(place)
    nulBytes.clear(place)
    ids.clear(place)
    classes.clear(place)
    details.clear(place)
    setExtras(line.extras, at: place)
  }

  /// - Precondition: the line has none yet.
  mutating func setExtras(_ extras: LineExtras, at place: Int) {
    if extras.isEmpty { return }
    if extras.format != .native { formats.set(extras.format, at: place) }
    if extras.nulBytes > 0 { nulBytes.set(extras.nulBytes, at: place) }
    if !extras.id.isNone { ids.set(extras.id, at: place) }
    if elements[place].flags.contains(.classes) { classes.set(extras.classes, at: place) }
  }

  mutating func setDetail(_ detail: CallDetail, at place: Int) { details.set(detail, at: place) }

  /// The events get other series: those that stand at their numbers.
  package mutating func translate(_ series: [UInt32]) {
    for place in elements.indices where elements[place].outcome == .event {
      elements[place].series = series[Int(elements[place].series)]
    }
  }

  /// Leaves so many of the first.
  package mutating func cut(to count: Int) {
    elements.removeLast(elements.count - count)
    formats.cut(to: count)
    nulBytes.cut(to: count)
    ids.cut(to: count)
    classes.cut(to: count)
    details.cut(to: count)
  }

  /// The memory stays.
  package mutating func removeAll() {
    elements.removeAll(keepingCapacity: true)
    formats.removeAll()
    nulBytes.removeAll()
    ids.removeAll()
    classes.removeAll()
    details.removeAll()
  }
}

extension LineBatch: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { elements.count }

  package subscript(place: Int) -> Line {
    @inline(__always) get { elements[place] }
    @inline(__always) _modify { yield &elements[place] }
  }

  package subscript(places: Range<Int>) -> LineSlice { LineSlice(self, places) }
}
