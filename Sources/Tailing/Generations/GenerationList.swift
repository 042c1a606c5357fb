/// The generations of one source, ascending by number, and what of them is to be committed: so that
/// what a commit costs does not depend on how many there are beside those that changed.
struct GenerationList: RandomAccessCollection {
  private var all: [Generation] = []
  /// With something that is not committed, and some that had; each once. Those that are not marked
  /// as listed here were forgotten since: there may be thousands of them at once.
  private var changed: [Generation] = []
  /// No longer on the list; their records are still to be removed from the state.
  private(set) var forgotten: [Generation] = []

  var startIndex: Int { all.startIndex }
  var endIndex: Int { all.endIndex }
  subscript(position: Int) -> Generation { all[position] }

  /// - Complexity: O(log of the generations).
  subscript(number number: UInt64) -> Generation? {
    let index = all.firstIndex(notBefore: number, \.number)
    guard index < all.count, all[index].number == number else { return nil }
    return all[index]
  }

  mutating func insert(_ generation: Generation) {
    all.insert(generation, at: all.firstIndex(notBefore: generation.number, \.number))
    generation.isChangeListed = false
    if generation.log.isDirty { change(generation) }
  }

  /// Keeps these alone; the others are another source's from now on.
  mutating func keep(_ kept: [Generation]) {
    guard kept.count < all.count else { return }
    all = kept
    let known = self
    changed.removeAll { known[number: $0.number] == nil }
  }

  /// Something of a generation of the list is to be committed.
  mutating func change(_ generation: Generation) {
    guard !generation.isChangeListed else { return }
    generation.isChangeListed = true
    changed.append(generation)
  }

  mutating func forget(_ generation: Generation) {
    let index = all.firstIndex(notBefore: generation.number, \.number)
    guard index < all.count, all[index] === generation else { return }
    all.remove(at: index)
    generation.isChangeListed = false
    forgotten.append(generation)
  }

  // MARK: Commits

  var isDirty: Bool {
    !forgotten.isEmpty || changed.contains { $0.isChangeListed && $0.log.isDirty }
  }

  var uncommitted: [Generation] {
    changed.filter { $0.isChangeListed && $0.log.isDirty }.sorted { $0.number < $1.number }
  }

  /// What was on its way is durable, and these are forgotten in the state too. Returns those that
  /// are over: until then a kill would take the only way to bytes of a deleted file.
  mutating func committed(forgotten removed: [Generation]) -> [Generation] {
    if !removed.isEmpty {
      let removed = Set(removed.map(ObjectIdentifier.init))
      forgotten.removeAll { removed.contains(ObjectIdentifier($0)) }
    }
    var over: [Generation] = []
    changed.removeAll { generation in
      guard generation.isChangeListed else { return true }
      if generation.log.isDirty { generation.log.confirmed() }
      if generation.log.isDirty { return false }
      if !generation.isOpenEnded { over.append(generation) }
      generation.isChangeListed = false
      return true
    }
    return over
  }
}
