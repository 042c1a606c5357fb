import SpendCore

/// Which generations a file is to be compared with, of thousands: by number, without going through
/// all of them for each file.
struct GenerationIndex {
  /// Ascending.
  private var slots: [FilePath: [UInt64]] = [:]
  /// Of them, those that the look under way did not find, but for remainders; and those that it
  /// found and that are over.
  private var missing: [FilePath: [UInt64]] = [:]
  private var sealed: [FilePath: [UInt64]] = [:]
  private var unread = UnreadIndex()
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
    let (number, slot) = (generation.number, generation.stored.slot)
    slots[slot, default: []].insertSorted(number) { $0 < $1 }
    if generation.isMissing { missing[slot, default: []].insertSorted(number) { $0 < $1 } }
    if generation.isFoundSealed { sealed[slot, default: []].insertSorted(number) { $0 < $1 } }
    unread.insert(generation)
    guard number >= firstNewNumber, let facts = generation.stored.facts else { return }
    let newborn = Newborn(birth: facts.identity.birth, number: number)
    new.insertSorted(newborn) { $0.birth <= $1.birth }
  }

  /// - Parameter generation: as it was inserted.
  mutating func remove(_ generation: KnownGeneration) {
    let (number, slot) = (generation.number, generation.stored.slot)
    slots[slot]?.removeSorted(number)
    if generation.isMissing { missing[slot]?.removeSorted(number) }
    if generation.isFoundSealed { sealed[slot]?.removeSorted(number) }
    unread.remove(generation)
    if number >= firstNewNumber { new.removeAll { $0.number == number } }
  }

  func numbers(ofSlot slot: FilePath) -> [UInt64] { slots[slot] ?? [] }

  /// Those that the look under way did not find, but for remainders.
  func missing(ofSlot slot: FilePath) -> [UInt64] { missing[slot] ?? [] }

  /// Those that were found and are over.
  func sealed(ofSlot slot: FilePath) -> [UInt64] { sealed[slot] ?? [] }

  /// Those that were first seen just now and not born before a time.
  func new(bornSince birth: Int64) -> [UInt64] {
    new.reversed().prefix { $0.birth >= birth }.map(\.number)
  }

  /// Whether there are some that a beginning leaves out.
  var hasUnread: Bool { !unread.isEmpty }

  /// Those with which a file that begins so may have something in common; ascending.
  func comparable(with prefixes: PrefixHashes) -> [UInt64] { unread.comparable(with: prefixes) }
}

extension KnownGeneration {
  fileprivate var isMissing: Bool { !look.isFound && !stored.isRemainder }
  fileprivate var isFoundSealed: Bool { look.isFound && stored.state == .sealed }
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
