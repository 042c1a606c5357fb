import CVectorLoads

/// The keys of the last line in their order, to be expected in the next one.
///
/// A place holds the raw bytes from the end of one value to the start of the next (`,"model":` or
/// `, "model": `) and what the key means. The bytes were checked when they were learned, so finding
/// the same bytes again is all the checking there is to do, whatever their spacing and quoting.
struct KeyTemplate: ~Copyable {
  static let count = 64
  /// Lines that are walked along at once.
  static let rows = CVL_ROWS
  /// One more than `count`: the last one matches nothing.
  private let places: UnsafeMutablePointer<cvl_place>
  private let keys: UnsafeMutablePointer<FieldKey>
  /// What walks found: a row for each of four lines, and one for the line at hand.
  private let values: UnsafeMutablePointer<cvl_value>
  /// One bit a place: whether anybody asks for the value after it.
  private var asked: UInt64 = 0
  /// How often something was learned: what was found before means nothing any more.
  private(set) var age = 0

  init() {
    places = .allocate(capacity: Self.count + 1)
    places.initialize(repeating: cvl_place(), count: Self.count + 1)
    for number in 0...Self.count { places[number].wanted = 1 << 32 }
    keys = .allocate(capacity: Self.count)
    keys.initialize(repeating: .unknown, count: Self.count)
    values = .allocate(capacity: Self.count * (Self.rows + 1))
  }

  deinit {
    places.deallocate()
    keys.deallocate()
    values.deallocate()
  }

  func key(_ place: Int) -> FieldKey { keys[place] }

  /// Values that were found in a line, the first of them after the place `first`.
  struct Walk {
    var values: UnsafeMutablePointer<cvl_value>
    var first: Int
    var count: Int
  }

  /// Takes keys and plain values from `p` on as long as the places from `place` on say what comes.
  /// See `cvl_walk`.
  @inline(__always)
  func walk(_ p: UnsafePointer<UInt8>, from place: Int) -> Walk {
    let row = values + Self.count &* Self.rows
    return Walk(values: row, first: place, count: Int(cvl_walk(p, places + place, row)))
  }

  /// Walks along four lines at once. See `cvl_walk_rows`.
  ///
  /// - Returns: how many values were found in each.
  @inline(__always)
  func walk(rows lines: UnsafePointer<UnsafePointer<UInt8>>) -> Int {
    Int(cvl_walk_rows(lines, places, values, Int32(Self.count)))
  }

  /// What ``walk(rows:)`` found in one of the lines.
  @inline(__always)
  func walk(row: Int, count: Int) -> Walk {
    Walk(values: values + row &* Self.count, first: 0, count: count)
  }

  /// Which values of a walk are asked for, one bit each.
  @inline(__always)
  func asked(_ walk: Walk) -> UInt64 {
    let all = walk.count >= 64 ? UInt64.max : (1 &<< UInt64(walk.count)) &- 1
    return (asked &>> UInt64(walk.first)) & all
  }

  /// Where the value starts when the bytes at `p` are those of a place.
  func valueStart(_ p: UnsafePointer<UInt8>, at place: Int) -> UnsafePointer<UInt8>? {
    guard place < Self.count else { return nil }
    let expected = UnsafeRawPointer(places + place).assumingMemoryBound(to: UInt8.self)
    let wanted = places[place].wanted
    return UInt64(cvl_equal32(p, expected)) & wanted == wanted
      ? p + Int(places[place].length) : nil
  }

  /// Remembers the bytes from `start` to `end`; texts over 32 bytes are not learned, nor what comes
  /// after ``count`` others.
  mutating func learn(
    _ place: Int, from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, key: FieldKey
  ) {
    guard place < Self.count else { return }
    age &+= 1
    let length = end - start
    guard length <= 32 else {
      places[place].wanted = 1 << 32
      return
    }
    UnsafeMutableRawPointer(places + place).copyMemory(from: start, byteCount: 32)
    places[place].wanted = (1 << UInt64(length)) - 1
    places[place].length = UInt32(length)
    keys[place] = key
    let bit: UInt64 = 1 << UInt64(place)
    asked = key.action == .skip ? asked & ~bit : asked | bit
  }
}
