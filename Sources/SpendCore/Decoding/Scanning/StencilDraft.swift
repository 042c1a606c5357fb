import CVectorLoads

/// A ``LineStencil`` while it is learned from a line, which is known to be JSON.
struct StencilDraft {
  typealias Position = UnsafePointer<UInt8>

  struct Place {
    var text: cvl_place
    var depth: Int
    var container: Int
  }

  private(set) var places: [Place] = []
  private(set) var containers: [LineStencil.Container] = []
  private(set) var steps: [LineStencil.Step] = []
  private(set) var isFixed = true
  /// Where the text of the next place starts.
  private var textStart: Position
  /// Branches that were entered, or whose key has a value.
  private var branches: Set<UInt16> = []

  /// Containers with more places are not learned from within: they are seldom the same again.
  private static let mostInside = 32
  init(_ line: Position) { textStart = line }

  /// - Parameter end: after the line feed.
  mutating func finish(_ end: Position) -> LineStencil? {
    cut(at: end, depth: 0, container: -1)
    return places.count <= LineStencil.most ? LineStencil(self) : nil
  }

  /// False: it comes a second time, and what the first one said is void.
  mutating func add(branch: UInt16) -> Bool { branches.insert(branch).inserted }

  /// Whatever the values are, and so what is in the slots, may change from now on.
  mutating func setLoose() { isFixed = false }

  // MARK: Values

  /// A value, of which one of `key` asks, in so many containers.
  ///
  /// - Returns: the position after it.
  mutating func add(_ value: Position, _ key: FieldKey, depth: Int) -> Position? {
    guard places.count < LineStencil.most else { return nil }
    let isContainer = value.pointee == UInt8(ascii: "{") || value.pointee == UInt8(ascii: "[")
    if isContainer, let end = addContainer(value, key, depth: depth) { return end }
    let end = addHole(value, depth: depth, container: -1)
    if key.action != .skip { addStep(.value, places.count - 1, key) }
    return end
  }

  private mutating func addStep(_ action: LineStencil.Step.Action, _ place: Int, _ key: FieldKey) {
    steps.append(
      LineStencil.Step(action: action, place: Int16(truncatingIfNeeded: place), key: key))
  }

  private mutating func addHole(_ value: Position, depth: Int, container: Int) -> Position? {
    cut(at: value, depth: depth, container: container)
    // Of two values there is always a comma in between.
    places[places.count - 1].text.is_part = 0
    guard let end = JSONScanner.valueEnd(value, depth: depth) else { return nil }
    textStart = end
    return end
  }

  /// A container with places of its own; nil: it would have too many.
  private mutating func addContainer(
    _ start: Position, _ key: FieldKey, depth: Int
  ) -> Position? {
    let before = (places.count, containers.count, textStart)
    cut(at: start, depth: depth, container: -1)
    let first = places.count
    let number = containers.count
    guard let end = addInside(start, depth: depth + 1, number, first) else {
      places.removeLast(places.count - before.0)
      textStart = before.2
      return nil
    }
    cut(at: end, depth: depth, container: number)
    containers.append(
      LineStencil.Container(
        first: Int16(truncatingIfNeeded: first), end: Int16(truncatingIfNeeded: places.count),
        depth: Int16(truncatingIfNeeded: depth)))
    if key.action != .skip { addStep(.container, number, key) }
    return end
  }

  /// The holes in a container that nobody asks into.
  private mutating func addInside(
    _ start: Position, depth: Int, _ number: Int, _ first: Int
  ) -> Position? {
    let isObject = start.pointee == UInt8(ascii: "{")
    let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    var p = JSONScanner.skipSpace(start + 1)
    while p.pointee != close {
      guard places.count - first <= Self.mostInside, depth <= LineStencil.deepest else {
        return nil
      }
      if isObject {
        guard let (quote, _) = JSONScanner.stringEnd(p + 1) else { return nil }
        p = JSONScanner.skipSpace(JSONScanner.skipSpace(quote + 1) + 1)
      }
      let isContainer = p.pointee == UInt8(ascii: "{") || p.pointee == UInt8(ascii: "[")
      let end =
        isContainer
        ? addInside(p, depth: depth + 1, number, first)
        : addHole(p, depth: depth, container: number)
      guard let end else { return nil }
      p = JSONScanner.skipSpace(end)
      if p.pointee == UInt8(ascii: ",") { p = JSONScanner.skipSpace(p + 1) }
    }
    return p + 1
  }

  /// Ends the text of a place, in as many parts as it needs.
  private mutating func cut(at end: Position, depth: Int, container: Int) {
    while textStart < end {
      let length = min(32, end - textStart)
      var text = cvl_place()
      withUnsafeMutableBytes(of: &text) {
        $0.copyMemory(from: UnsafeRawBufferPointer(start: textStart, count: 32))
      }
      text.wanted = (1 << UInt64(length)) - 1
      text.length = UInt32(length)
      text.is_part = 1
      places.append(Place(text: text, depth: depth, container: container))
      textStart += length
    }
  }
}
