import SpendCore

/// Which generations a file is to be compared with, of thousands: by number, without going through
/// all of them for each file.
struct GenerationIndex {
  /// Ascending.
  private var slots: [FilePath: [UInt64]] = [:]
  /// First seen by the look under way; ascending by birth.
  private var new: [Newborn] = []
  private let firstNewNumber: UInt64

  private struct Newborn {
    let birth: Int64
    let number: UInt64
  }

  init(_ generations: [KnownGeneration], firstNewNumber: UInt64) {
    self.firstNewNumber = firstNewNumber
    for each in generations { insert(each) }
  }

  /// - Complexity: O(1) for one that is younger than all others, as most are.
  mutating func insert(_ generation: KnownGeneration) {
    let number = generation.number
    slots[generation.stored.slot, default: []].insertSorted(number) { $0 < $1 }
    guard number >= firstNewNumber, let facts = generation.stored.facts else { return }
    let newborn = Newborn(birth: facts.identity.birth, number: number)
    new.insertSorted(newborn) { $0.birth <= $1.birth }
  }

  mutating func remove(_ generation: KnownGeneration) {
    slots[generation.stored.slot]?.removeAll { $0 == generation.number }
    if generation.number >= firstNewNumber { new.removeAll { $0.number == generation.number } }
  }

  func numbers(ofSlot slot: FilePath) -> [UInt64] { slots[slot] ?? [] }

  /// Those that were first seen just now and not born before a time.
  func new(bornSince birth: Int64) -> [UInt64] {
    new.reversed().prefix { $0.birth >= birth }.map(\.number)
  }
}

extension Array {
  /// Inserts after all that come before.
  fileprivate mutating func insertSorted(
    _ element: Element, _ comesBefore: (Element, Element) -> Bool
  ) {
    var index = endIndex
    while index > startIndex, !comesBefore(self[index - 1], element) { index -= 1 }
    insert(element, at: index)
  }
}
