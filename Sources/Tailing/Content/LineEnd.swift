/// A position right after a line's end mark: how far from the start of its chunk, and the hash of
/// everything in between, chained line by line. Lets a verified prefix end at a line.
struct LineEnd: Hashable, Sendable {
  var position: Int
  var hash: UInt64

  /// More than this many ends in a chunk are not remembered; such short lines are no events.
  static let limit = 2048

  /// The line ends in the bytes of a chunk, which may be cut anywhere. Linear.
  static func all(in bytes: UnsafeRawBufferPointer) -> [LineEnd] {
    var ends: [LineEnd] = []
    var start = 0
    var chain: UInt64 = 0
    while ends.count < limit, let mark = unsafe bytes.firstIndex(of: 0x0A, from: start) {
      chain = unsafe ContentHash.of(
        UnsafeRawBufferPointer(rebasing: bytes[start...mark]), seed: chain)
      ends.append(LineEnd(position: mark + 1, hash: chain))
      start = mark + 1
    }
    return ends
  }
}
