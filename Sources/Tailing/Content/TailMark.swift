/// What the bytes after the last whole chunk were: their hash and their line ends.
struct TailMark: Hashable, Sendable {
  var hash: UInt64
  var ends: [LineEnd]
}
