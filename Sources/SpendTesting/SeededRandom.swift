/// Random numbers that a seed repeats: SplitMix64 (Steele, Lea, Flood 2014). Where a printed seed
/// must replay for years ``next(below:)`` makes the ranges, because how the standard library turns
/// bits into them is its own to change.
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// Below `bound`, which must be positive. The bias of the remainder is far below
  /// what a test can see.
  package mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True `part` times of `whole`.
  package mutating func chance(_ part: Int, of whole: Int) -> Bool { next(below: whole) < part }
}
