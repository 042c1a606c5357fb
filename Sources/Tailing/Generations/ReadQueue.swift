import SpendCore

/// Which generation of a source is read next, of those that may have data: the oldest
/// first within a slot, slots by turns. What is asked of it costs what those cost, however
/// many others there are.
struct ReadQueue {
  /// A slot is read for so many bytes before another with data has its turn: their lines are not
  /// merged by time, so no more of a file may come ahead of the others than a rolling day can bear.
  private static let bytesPerSlot = 8 << 20

  /// Of each slot, the next one last.
  private var lists: [FilePath: [Generation]] = [:]
  /// Slots that have their turn after the current one, the next one last.
  private var order: [FilePath] = []
  private var added: [Generation] = []
  private var current: FilePath?
  private var bytesOfSlot = 0
  private var isInOrder = true

  mutating func add(_ generation: Generation) {
    added.append(generation)
    isInOrder = false
  }

  /// Files were rotated, so others are older now.
  mutating func invalidateOrder() { isInOrder = false }

  mutating func handedOut(_ bytes: Int) { bytesOfSlot += bytes }

  /// The generation to be read next, of those that are still kept.
  mutating func next(of keeper: GenerationKeeper) -> Generation? {
    if !isInOrder { putInOrder(keeper) }
    if let current, bytesOfSlot < Self.bytesPerSlot || order.isEmpty,
      let first = first(of: current, keeper)
    {
      return first
    }
    let previous = current
    bytesOfSlot = 0
    current = nil
    while let slot = order.popLast() {
      guard let found = first(of: slot, keeper) else { continue }
      current = slot
      if let previous { putBack(previous, keeper) }
      return found
    }
    current = previous
    return previous.flatMap { first(of: $0, keeper) }
  }

  private mutating func first(of slot: FilePath, _ keeper: GenerationKeeper) -> Generation? {
    while let last = lists[slot]?.last {
      if isReadable(last, keeper) { return last }
      lists[slot]?.removeLast()
    }
    lists[slot] = nil
    return nil
  }

  private mutating func putBack(_ slot: FilePath, _ keeper: GenerationKeeper) {
    guard let first = first(of: slot, keeper) else { return }
    let index = order.firstIndex { lists[$0]?.last.map { Self.precedes($0, first) } ?? true }
    order.insert(slot, at: index ?? order.count)
  }

  /// Also takes off the list what is not readable any more.
  private func isReadable(_ generation: Generation, _ keeper: GenerationKeeper) -> Bool {
    guard generation.keeper === keeper else { return false }
    if generation.open.mayHaveData, generation.reader != nil, !generation.open.isChanged {
      return true
    }
    generation.isQueued = false
    return false
  }

  private mutating func putInOrder(_ keeper: GenerationKeeper) {
    let all = lists.values.joined() + added
    lists = [:]
    for each in all where isReadable(each, keeper) { lists[each.slot, default: []].append(each) }
    for slot in Array(lists.keys) { lists[slot]?.sort { Self.precedes($1, $0) } }
    order = lists.keys.filter { $0 != current }
      .compactMap { slot in lists[slot]?.last.map { (slot, $0) } }
      .sorted { Self.precedes($1.1, $0.1) }.map(\.0)
    added = []
    isInOrder = true
  }

  private static func precedes(_ a: Generation, _ b: Generation) -> Bool {
    let ranks = (a.state == .active ? 1 : 0, b.state == .active ? 1 : 0)
    return (ranks.0, a.number) < (ranks.1, b.number)
  }
}
