/// Lines that were decoded, in the order of their file: a ``Line`` of each, and in columns beside
/// them what only some formats say (``LineExtras``) and, where somebody asked for it, a
/// ``CallDetail``. A column is there from the first line on that has something for it: a native log
/// has none.
///
/// 48 bytes a line; in the columns 1 for the format, 16 for the id, 24 for classes of tokens, 4 for
/// NULs, 104 for details.
package struct LineBatch: Sendable {
  /// For whoever goes through all of them; what is in the columns is asked for by index.
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

  package func format(at index: Int) -> LineFormat { formats[index] }
  @inline(__always)
  package func id(at index: Int) -> EventID { ids[index] }
  func classes(at index: Int) -> TokenClasses { classes[index] }
  func detail(at index: Int) -> CallDetail? { details[index] }

  /// Of some lines.
  func nulBytes(in range: Range<Int>) -> Int64 {
    nulBytes[range].reduce(0) { $0 + Int64($1) }
  }

  /// How many lines have one.
  package var idCount: Int { ids[indices].count { !$0.isNone } }

  package func decoded(at index: Int) -> DecodedLine {
    var extras = LineExtras()
    extras.format = formats[index]
    extras.nulBytes = nulBytes[index]
    extras.id = ids[index]
    extras.classes = classes[index]
    return DecodedLine(elements[index], extras)
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
    let (other, range) = (lines.batch, lines.indices)
    formats.append(other.formats[range], after: count)
    nulBytes.append(other.nulBytes[range], after: count)
    ids.append(other.ids[range], after: count)
    classes.append(other.classes[range], after: count)
    details.append(other.details[range], after: count)
    elements.append(contentsOf: other.elements[range])
  }

  // MARK: Changing

  /// Puts another line in the place of one.
  mutating func replace(_ index: Int, with line: DecodedLine) {
    elements[index] = line.line
    formats.clear(index)
    nulBytes.clear(index)
    ids.clear(index)
    classes.clear(index)
    details.clear(index)
    setExtras(line.extras, at: index)
  }

  /// - Precondition: the line has none yet.
  mutating func setExtras(_ extras: LineExtras, at index: Int) {
    if extras.isEmpty { return }
    if extras.format != .native { formats.set(extras.format, at: index) }
    if extras.nulBytes > 0 { nulBytes.set(extras.nulBytes, at: index) }
    if !extras.id.isNone { ids.set(extras.id, at: index) }
    if elements[index].flags.contains(.classes) { classes.set(extras.classes, at: index) }
  }

  mutating func setDetail(_ detail: CallDetail, at index: Int) { details.set(detail, at: index) }

  /// The events get other series: those that stand at their numbers.
  package mutating func translate(_ series: [UInt32]) {
    for index in elements.indices where elements[index].outcome == .event {
      elements[index].series = series[Int(elements[index].series)]
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

  package subscript(index: Int) -> Line {
    @inline(__always) get { elements[index] }
    @inline(__always) _modify { yield &elements[index] }
  }

  package subscript(range: Range<Int>) -> LineSlice { LineSlice(self, range) }
}
