/// What the consumed bytes [0, offset) of a generation were: a hash a chunk, the line ends of the
/// first and the last chunks, and, once the file was read or verified, the last bytes themselves.
///
/// Answers "how far does that file begin with what was consumed" without the old file, and does
/// not depend on how the bytes were cut when they came in. Memory: see ``ChunkLayout``.
struct Fingerprint: Sendable {
  private(set) var offset: Int64 = 0
  private(set) var chunks: [UInt64] = []
  /// Chunk number → its line ends, for the first and the last chunks only.
  private(set) var ends: [Int: [LineEnd]] = [:]
  /// The bytes after the last whole chunk; unknown (empty) while `mark` is there.
  private var tail: [UInt8] = []
  /// What is known of the tail when its bytes are not: from the state, until a file is verified.
  private(set) var mark: TailMark?
  /// The last bytes consumed, at most ``ChunkLayout/anchor``; empty while `mark` is there.
  private(set) var anchor: [UInt8] = []
  /// The last line consumed, or the one before an unterminated one, if it starts before the anchor;
  /// nil also where it is not known.
  private(set) var longLine: LongLine?

  static let firstChunksWithEnds = 16
  static let lastChunksWithEnds = 64

  init() {}

  init(
    offset: Int64, chunks: [UInt64], ends: [Int: [LineEnd]], mark: TailMark,
    longLine: LongLine? = nil
  ) {
    self.offset = offset
    self.longLine = longLine
    self.chunks = chunks
    self.ends = ends
    if offset == 0 { self.mark = nil } else { self.mark = mark }
  }

  var tailStart: Int64 { ChunkLayout.start(of: chunks.count) }
  var tailLength: Int { Int(offset - tailStart) }
  /// Nothing can be appended before ``restore(tail:anchor:)``.
  var isDetached: Bool { mark != nil }

  var tailMark: TailMark {
    unsafe mark
      ?? tail.withUnsafeBytes {
        unsafe TailMark(hash: ContentHash.of($0), ends: LineEnd.all(in: $0))
      }
  }

  /// Consumes further bytes. Linear; line ends are looked for only in the last few chunks.
  ///
  /// - Parameter hashes: those of some chunks that lie in these bytes, to save the work.
  mutating func append(_ bytes: UnsafeRawBufferPointer, hashes: ChunkHashes? = nil) {
    var from = 0
    let oldCount = chunks.count
    while from < bytes.count {
      let index = chunks.count
      let length = ChunkLayout.length(of: index)
      let take = min(bytes.count - from, length - tail.count)
      let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[from..<from + take])
      let wantsEnds =
        index < Self.firstChunksWithEnds
        || bytes.count - from - take < Self.lastChunksWithEnds * ChunkLayout.small
      if take == length {
        unsafe finishChunk(part, wantsEnds, hash: hashes?[index])
      } else {
        unsafe tail.append(contentsOf: part)
        if tail.count == length {
          let whole = tail
          tail.removeAll(keepingCapacity: true)
          unsafe whole.withUnsafeBytes { unsafe finishChunk($0, wantsEnds) }
        }
      }
      from += take
    }
    let beganAtLine = offset == 0 || anchor.last == 0x0A
    offset += Int64(bytes.count)
    unsafe keepAnchor(bytes)
    unsafe noteLongLine(bytes, beganAtLine: beganAtLine)
    forgetEnds(before: oldCount)
  }

  /// Consumes a run of zero bytes.
  mutating func appendZeros(_ count: Int64) {
    let zeros = [UInt8](repeating: 0, count: ChunkLayout.large)
    var rest = count
    while rest > 0 {
      let take = Int(min(rest, Int64(zeros.count)))
      unsafe zeros.withUnsafeBytes { unsafe append(UnsafeRawBufferPointer(rebasing: $0[..<take])) }
      rest -= Int64(take)
    }
  }

  /// Consumes a file up to an offset, or to its end.
  ///
  /// - Parameter hashes: of the chunks with which the file begins, as far as they are known: of the
  ///   chunks whose line ends are not remembered nothing is read then.
  mutating func append(
    contentsOf reader: any ContentReader, upTo end: Int64, hashes: [UInt64] = []
  ) throws(FileError) {
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while offset < end {
      if tail.isEmpty { skip(hashes, before: end) }
      let wanted = Int(min(end - offset, Int64(block.count)))
      let count = try reader.read(into: &block, wanted, at: offset)
      guard count > 0 else { return }
      unsafe block.withUnsafeBytes { unsafe append(.init(rebasing: $0[..<count])) }
    }
  }

  /// Takes over what is known, as far as no line end has to be looked for.
  private mutating func skip(_ hashes: [UInt64], before end: Int64) {
    let last = ChunkLayout.index(at: end) - Self.lastChunksWithEnds - 1
    guard chunks.count >= Self.firstChunksWithEnds, last > chunks.count,
      hashes.count > chunks.count
    else { return }
    for chunk in Self.firstChunksWithEnds..<chunks.count { ends[chunk] = nil }
    anchor = []
    chunks += hashes.dropFirst(chunks.count).prefix(last - chunks.count)
    offset = ChunkLayout.start(of: chunks.count)
  }

  /// Takes the bytes of a verified file back in, so that appending can go on.
  mutating func restore(tail: [UInt8], anchor: [UInt8]) {
    self.tail = tail
    self.anchor = anchor
    mark = nil
  }

  /// Lets the bytes themselves go, of what is not read on: 8 KiB, and a hash less with every
  /// comparison.
  mutating func detach() {
    guard offset > 0, !isDetached else { return }
    mark = tailMark
    tail = []
    anchor = []
  }

  private mutating func finishChunk(
    _ bytes: UnsafeRawBufferPointer, _ wantsEnds: Bool, hash: UInt64? = nil
  ) {
    if wantsEnds { ends[chunks.count] = unsafe LineEnd.all(in: bytes) }
    unsafe chunks.append(hash ?? ContentHash.of(bytes))
  }

  private mutating func keepAnchor(_ bytes: UnsafeRawBufferPointer) {
    if bytes.count >= ChunkLayout.anchor {
      anchor = unsafe Array(bytes.suffix(ChunkLayout.anchor))
    } else {
      unsafe anchor.append(contentsOf: bytes)
      if anchor.count > ChunkLayout.anchor {
        anchor.removeFirst(anchor.count - ChunkLayout.anchor)
      }
    }
  }

  /// - Parameter beganAtLine: whether a line starts with these bytes.
  private mutating func noteLongLine(_ bytes: UnsafeRawBufferPointer, beganAtLine: Bool) {
    guard unsafe !bytes.isEmpty else { return }
    // The end of a file that was torn off leaves the line before it what it was.
    if beganAtLine, bytes.count < ChunkLayout.anchor, unsafe !bytes.contains(0x0A) { return }
    longLine = nil
    guard anchor.count == ChunkLayout.anchor, !anchor.dropLast().contains(0x0A) else { return }
    let mark = unsafe UnsafeRawBufferPointer(rebasing: bytes.dropLast()).lastLineMark()
    guard mark != nil || beganAtLine else { return }
    longLine = unsafe LongLine(
      UnsafeRawBufferPointer(rebasing: bytes[(mark.map { $0 + 1 } ?? 0)...]))
  }

  /// Forgets the ends that are of the last chunks no more, of those that were there when there were
  /// `oldCount` chunks.
  ///
  /// One by one: this is done for every chunk of a busy file, on the way from a line to its alert.
  private mutating func forgetEnds(before oldCount: Int) {
    let first = max(oldCount - Self.lastChunksWithEnds, Self.firstChunksWithEnds)
    let end = min(chunks.count - Self.lastChunksWithEnds, oldCount)
    for chunk in first..<max(first, end) { ends[chunk] = nil }
  }
}
