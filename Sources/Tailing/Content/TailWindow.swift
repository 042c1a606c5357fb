/// What the last bytes consumed of a generation were: finds them again in a file that does not
/// begin as the generation did. Holds hashes only.
struct TailWindow: Hashable, Sendable {
  /// A line that begins in the window.
  struct LineStart: Hashable, Sendable {
    /// From the start of the window.
    var position: Int
    /// ``PolynomialHash`` of the bytes of the window before it.
    var before: UInt64
  }

  /// Where the window ends: bytes that are consumed.
  let offset: Int64
  /// At most ``ChunkLayout/anchor``; less only where no more is consumed.
  let length: Int
  /// ``PolynomialHash`` of the window.
  let rolling: UInt64
  /// ``ContentHash`` of the window.
  let hash: UInt64
  let starts: [LineStart]
  /// The last line is without its mark.
  let isTorn: Bool
  /// The line that starts before the window, if it is the last or nothing but an unterminated one
  /// follows it.
  let longLine: LongLine?

  /// A window with more lines has no events, and is not remembered.
  static let mostLines = 1024
  /// Less than this is found elsewhere by chance.
  static let leastToFind = 1024
  /// Lines of so many bytes are there once: the end of a longer line and a blank one say nothing.
  static let leastTelling = 10

  init(
    offset: Int64, length: Int, rolling: UInt64, hash: UInt64, starts: [LineStart],
    isTorn: Bool = false, longLine: LongLine? = nil
  ) {
    self.offset = offset
    self.length = length
    self.rolling = rolling
    self.hash = hash
    self.starts = starts
    self.isTorn = isTorn
    self.longLine = longLine
  }

  /// Nil where there is nothing to remember.
  init?(_ bytes: UnsafeRawBufferPointer, endingAt offset: Int64, longLine: LongLine? = nil) {
    guard unsafe !bytes.isEmpty, offset >= bytes.count else { return nil }
    var starts: [LineStart] = []
    var rolling: UInt64 = 0
    // Whether a line begins at the start of the window is known only where that is all.
    var isStart = offset == bytes.count
    for position in bytes.indices {
      let byte = unsafe bytes[position]
      if isStart { starts.append(LineStart(position: position, before: rolling)) }
      rolling = PolynomialHash.extend(rolling, by: byte)
      isStart = byte == 0x0A
    }
    guard starts.count <= Self.mostLines else { return nil }
    unsafe self.init(
      offset: offset, length: bytes.count, rolling: rolling, hash: ContentHash.of(bytes),
      starts: starts, isTorn: bytes.last != 0x0A, longLine: longLine)
  }

  /// Bytes that were consumed before the window.
  var start: Int64 { offset - Int64(length) }

  /// The bytes from the start of a line to the end of the window.
  func suffix(_ index: Int) -> Stretch {
    let count = length - starts[index].position
    return Stretch(
      length: count,
      rolling: PolynomialHash.rest(of: rolling, after: starts[index].before, count: count))
  }

  /// A line, its mark included; the last may be without.
  func line(_ index: Int) -> Stretch {
    guard index + 1 < starts.count else { return suffix(index) }
    let count = starts[index + 1].position - starts[index].position
    return Stretch(
      length: count,
      rolling: PolynomialHash.rest(
        of: starts[index + 1].before, after: starts[index].before, count: count))
  }

  /// Whether a line occurs nowhere else in the window.
  func isOnlyOne(_ index: Int) -> Bool {
    let wanted = line(index)
    return starts.indices.allSatisfy { $0 == index || line($0) != wanted }
  }

  /// What follows the long line in the window.
  var lengthAfterLongLine: Int { starts.first.map { length - $0.position } ?? 0 }

  /// Lines of which it has start and end.
  var wholeLines: Range<Int> { 0..<max(0, starts.count - (isTorn ? 1 : 0)) }

  /// How often each of its whole lines is there.
  private var counts: [Stretch: Int] {
    wholeLines.reduce(into: [:]) { $0[line($1), default: 0] += 1 }
  }

  var hasDistinctLines: Bool { wholeLines.count > 1 && counts.count == wholeLines.count }

  /// Most of its lines are there once; true also where they are too long to say.
  var hasMostlyDistinctLines: Bool {
    wholeLines.count < 2 || counts.values.count { $0 == 1 } * 2 > wholeLines.count
  }

  /// Whether it is no chance to find the window: where the same lines come again and again, there
  /// is one place for it in a file that is just so long; where all lines end alike, each does.
  var isTelling: Bool {
    guard length >= Self.leastToFind else { return false }
    if wholeLines.isEmpty { return longLine != nil }
    let telling = counts.reduce(0) { $1.value == 1 ? $0 + $1.key.length : $0 }
    return telling >= Self.leastTelling
  }
}

extension TailWindow {
  /// Bytes that are known by length and hash.
  struct Stretch: Hashable, Sendable {
    var length: Int
    /// ``PolynomialHash`` of the bytes.
    var rolling: UInt64
  }
}
