import SpendTesting

/// What a schedule is made of.
typealias Dice = SeededRandom

extension SeededRandom {
  mutating func roll(_ sides: Int) -> Int { next(below: sides) }
  mutating func chance(_ part: Int, of whole: Int) -> Bool { roll(whole) < part }
}
