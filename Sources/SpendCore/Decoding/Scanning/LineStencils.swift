import CVectorLoads

/// The stencils of the lines that came last, tried from the one that fitted last on: a log often
/// has lines of a few kinds.
///
/// A line that none fits, and that has objects or arrays in it, is learned in place of the one that
/// has not fitted for longest. When what was learned last has not fitted any other line since,
/// twice as many lines pass before the next is learned, ``longestPause`` at most; so a log whose
/// lines are all different pays little for what it gains nothing by.
struct LineStencils: ~Copyable {
  typealias Position = UnsafePointer<UInt8>

  static let most = 4
  private static let longestPause = 64

  /// Lines may have one of the stencils: one had objects or arrays in it, and no other has come
  /// since.
  var areInUse = false
  /// What walks found, by place: a row for each of four lines.
  private let values: UnsafeMutablePointer<cvl_value>
  private let stencils: UnsafeMutablePointer<LineStencil>
  private var count = 0
  /// Their numbers; the first is that of the one that fitted last.
  private var order: InlineArray<4, Int> = [0, 1, 2, 3]
  /// How often another one became the first: what was found before means nothing any more.
  private(set) var age = 0
  /// The one that was learned last, until it fits a line.
  private var unproven: Int?
  private var pause = 1
  /// Lines to pass before one is learned.
  private var left = 0

  init() {
    values = .allocate(capacity: (LineStencil.most + 1) * KeyTemplate.rows)
    stencils = .allocate(capacity: Self.most)
  }

  deinit {
    values.deallocate()
    stencils.deinitialize(count: count)
    stencils.deallocate()
  }

  /// The one that fitted last.
  var current: UnsafeMutablePointer<LineStencil> { stencils + currentNumber }
  /// Below ``most``, and no other's.
  var currentNumber: Int { order[0] }

  /// Walks along four lines with the stencil that fitted last. See ``LineStencil/walk(rows:_:)``.
  @inline(__always)
  func walk(rows lines: UnsafePointer<UnsafePointer<UInt8>>) -> Int {
    count > 0 ? current.pointee.walk(rows: lines, values) : 0
  }

  /// The values of one of the lines that are walked along.
  @inline(__always)
  func values(row: Int) -> UnsafeMutablePointer<cvl_value> {
    values + row &* (LineStencil.most &+ 1)
  }

  /// Walks along the line at `start`.
  ///
  /// - Parameter ahead: how many places were found of it with the stencil that fitted last.
  /// - Returns: the position after its line feed; nil: no stencil fits.
  @inline(__always)
  mutating func walk(_ start: Position, row: Int, ahead: Int) -> Position? {
    guard count > 0 else { return nil }
    guard let end = current.pointee.walk(start, values(row: row), ahead: ahead) else {
      return walkOthers(start, row)
    }
    if unproven != nil { noteFit() }
    return end
  }

  @inline(never)
  private mutating func walkOthers(_ start: Position, _ row: Int) -> Position? {
    for place in 1..<max(1, count) {
      let number = order[place]
      guard let end = stencils[number].walk(start, values(row: row)) else { continue }
      moveToFront(place)
      noteFit()
      return end
    }
    return nil
  }

  @inline(never)
  private mutating func noteFit() {
    guard unproven == order[0] else { return }
    unproven = nil
    (pause, left) = (1, 0)
  }

  private mutating func moveToFront(_ place: Int) {
    age &+= 1
    let number = order[place]
    for index in stride(from: place, to: 0, by: -1) { order[index] = order[index - 1] }
    order[0] = number
  }

  /// No stencil fits a line: whether it is to be learned.
  mutating func wantsMore() -> Bool {
    guard left == 0 else {
      left -= 1
      return false
    }
    pause = unproven == nil ? 1 : min(pause * 2, Self.longestPause)
    left = pause - 1
    return true
  }

  mutating func learn(_ stencil: consuming LineStencil) {
    age &+= 1
    if count < Self.most {
      (stencils + count).initialize(to: stencil)
      count += 1
      moveToFront(count - 1)
    } else {
      stencils[order[Self.most - 1]] = stencil
      moveToFront(Self.most - 1)
    }
    unproven = order[0]
  }
}
