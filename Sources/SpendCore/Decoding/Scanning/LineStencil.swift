import CVectorLoads

/// All of a line but its values, at every depth: what the next line is laid under, to find its
/// values in the holes without looking at keys and brackets one by one.
///
/// A place has the raw bytes from the end of one value to the start of the next
/// (`,"usage":{"prompt_tokens":`), in as many parts as they are longer than 32 bytes; the last one
/// goes up to the line feed. The bytes were checked when they were learned (``StencilDraft``), in a
/// line that was JSON. Between other values of JSON they make JSON again, so finding the same bytes
/// is all the checking there is to do.
///
/// An object or array in which nobody asks for anything has places of its own, too, since comparing
/// them costs less than reading it; but it may be another one in every line (``Container``).
///
/// Never changes once it is made.
struct LineStencil: ~Copyable {
  typealias Position = UnsafePointer<UInt8>

  /// Places of a line, parts included: one of more is not learned.
  static let most = 192
  /// Containers inside containers that have places of their own.
  static let deepest = 24

  /// What is to be done with what is in a hole, in the order of the line.
  struct Step {
    enum Action: UInt8 {
      /// Read the value in the hole of `place`.
      case value
      /// Read the container with the number `place`, which is a value as a whole.
      case container
    }

    var action: Action
    var place: Int16
    var key: FieldKey
  }

  /// An object or array that is one value to whoever reads it: from the start of the text of its
  /// first place to the start of that of the place `end`. Where a line has another one, or a value
  /// of another kind, it is scanned, and the next place is `end`.
  struct Container {
    var first: Int16
    var end: Int16
    /// How many containers it is in.
    var depth: Int16
  }

  /// One more than `count`: the last one matches nothing.
  private let places: UnsafeBufferPointer<cvl_place>
  private let count: Int
  /// By place: how many containers its value is in, and the number of the ``Container`` that it is
  /// in; -1: none.
  private let depths: UnsafeBufferPointer<Int16>
  private let around: UnsafeBufferPointer<Int16>
  private let containers: UnsafeBufferPointer<Container>
  let steps: UnsafeBufferPointer<Step>
  /// Whether the same slots have something in them, whatever the values are.
  let isFixed: Bool
  /// What then is known, once a line was read.
  var kind = Kind()

  /// What lines with something in the same slots have in common.
  struct Kind {
    /// Of the slots; see ``SignatureIndex``. Nil: not known.
    var present: SignatureIndex.Places?
    /// The number of a shape that one of them had; -1: not known.
    var shape = -1
    /// The same, narrowed to what such lines have.
    var table: ShapeTable.Place?
  }

  init(_ draft: StencilDraft) {
    count = draft.places.count
    var end = cvl_place()
    end.wanted = 1 << 32
    places = ShapeTables.copy(draft.places.map(\.text) + [end])
    depths = ShapeTables.copy(draft.places.map { Int16($0.depth) })
    around = ShapeTables.copy(draft.places.map { Int16($0.container) })
    containers = ShapeTables.copy(draft.containers)
    steps = ShapeTables.copy(draft.steps)
    isFixed = draft.isFixed
  }

  deinit {
    places.deallocate()
    depths.deallocate()
    around.deallocate()
    containers.deallocate()
    steps.deallocate()
  }

  // MARK: A line

  /// Walks along four lines at once, as far as all of them are plain.
  ///
  /// - Parameter values: those of the second line are ``most`` + 1 places after those of the
  ///   first.
  /// - Returns: how many places of each were found.
  @inline(__always)
  func walk(
    rows lines: UnsafePointer<UnsafePointer<UInt8>>, _ values: UnsafeMutablePointer<cvl_value>
  ) -> Int {
    guard let places = places.baseAddress else { return 0 }
    return Int(cvl_walk_stencil_rows(lines, places, values, Int32(Self.most + 1)))
  }

  /// Walks along the line at `start` and writes down its values by place; one that takes more than
  /// one look (``cvl_walk_stencil``) ends where it starts there.
  ///
  /// - Parameter ahead: places that were found already.
  /// - Returns: the position after the line feed; nil: the stencil does not fit.
  @inline(__always)
  func walk(
    _ start: Position, _ values: UnsafeMutablePointer<cvl_value>, ahead: Int = 0
  ) -> Position? {
    guard let places = places.baseAddress else { return nil }
    var place = ahead
    var p = ahead > 0 ? UnsafePointer(values[ahead &- 1].end) : start
    if place == count { return p }
    while true {
      let found = Int(cvl_walk_stencil(p, places + place, values + place))
      place &+= found
      if found > 0 { p = UnsafePointer(values[place &- 1].end) }
      if place == count { return p }
      guard let next = step(p, &place, values) else { return nil }
      p = next
    }
  }

  /// Takes what stops a walk: a value that takes more than one look, or another container.
  @inline(never)
  private func step(
    _ p: Position, _ place: inout Int, _ values: UnsafeMutablePointer<cvl_value>
  ) -> Position? {
    let number = Int(around[place])
    if let value = valueStart(p, at: place) {
      if let end = JSONScanner.valueEnd(value, depth: Int(depths[place])) {
        values[place] = cvl_value(start: value, end: value)
        place += 1
        return end
      }
    }
    guard number >= 0 else { return nil }
    let container = containers[number]
    let first = Int(container.first)
    let start = first == place ? p : textStart(first, values)
    guard let end = JSONScanner.valueEnd(start, depth: Int(container.depth)) else { return nil }
    // What is in it is asked for as a whole alone.
    values[first].start = start + Int(places[first].length)
    place = Int(container.end)
    return end
  }

  /// Where the value starts when the text at `p` is that of a place which has one.
  private func valueStart(_ p: Position, at place: Int) -> Position? {
    guard place < count, places[place].is_part == 0, let places = places.baseAddress else {
      return nil
    }
    let text = UnsafeRawPointer(places + place).assumingMemoryBound(to: UInt8.self)
    let wanted = places[place].wanted
    return UInt64(cvl_equal32(p, text)) & wanted == wanted ? p + Int(places[place].length) : nil
  }

  @inline(__always)
  private func textStart(
    _ place: Int, _ values: UnsafeMutablePointer<cvl_value>
  ) -> Position {
    UnsafePointer(values[place].start) - Int(places[place].length)
  }

  /// The value of a step that has a container, after a walk.
  func container(_ number: Int16, _ values: UnsafeMutablePointer<cvl_value>) -> ScannedValue {
    let container = containers[Int(number)]
    let start = textStart(Int(container.first), values)
    let end = textStart(Int(container.end), values)
    let shape: ScannedValue.Shape = start.pointee == UInt8(ascii: "{") ? .object : .other
    return ScannedValue(shape: shape, start: start, end: end, next: end)
  }
}
