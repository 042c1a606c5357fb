/// Where a generation is in its life. The raw values are part of the state.
package enum GenerationState: UInt64, CaseIterable, Hashable, Sendable {
  /// It is the file at its source's path.
  case active = 0
  /// Rotated, replaced or deleted; it is read to its end and late writers are waited for.
  case draining = 1
  /// Read to its end, nobody writes any more; remembered so that a copy is recognised.
  case sealed = 2
  /// Was there before the source was first read, and `read_from` leaves it out.
  case ignored = 3
  /// Its file is nowhere; remembered for a while, should it come back.
  case vanished = 4

  package var word: String {
    switch self {
    case .active: "active"
    case .draining: "draining"
    case .sealed: "sealed"
    case .ignored: "ignored"
    case .vanished: "vanished"
    }
  }
}
