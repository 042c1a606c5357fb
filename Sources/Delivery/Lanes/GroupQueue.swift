import SpendCore

/// Sequences that wait, in one line per group, and which group's turn it is: the one in which
/// something hard waits before those with something soft, then the one that has waited longest.
/// Within a line the order never changes, so a hard alert pulls what stands before it in its own
/// line along.
///
/// Summaries stand in the lines for the sake of the order, but do not count for whose turn it is. A
/// group's place is looked up in a heap whose stale entries are thrown away when they surface:
/// O(log n) amortised.
struct GroupQueue: Sendable {
  private struct Line {
    /// Ascending.
    var sequences: [UInt64] = []
    /// Regular (not summary) entries by rank of level.
    var regular = [0, 0, 0]
    var rank: Int? { regular.lastIndex { $0 > 0 } }
  }
  private struct Turn: Comparable {
    var sequence: UInt64
    var key: GroupKey

    static func < (a: Turn, b: Turn) -> Bool { a.sequence < b.sequence }
  }

  private var lines: [GroupKey: Line] = [:]
  private var turns = [MinHeap<Turn>](repeating: MinHeap(), count: 3)
  private(set) var regularCount = 0

  /// - Parameter level: nil for a summary.
  mutating func insert(_ sequence: UInt64, _ key: GroupKey, level: Level?) {
    var line = lines[key] ?? Line()
    let index = line.sequences.lastIndex { $0 < sequence }.map { $0 + 1 } ?? 0
    line.sequences.insert(sequence, at: index)
    if let level {
      line.regular[level.rank] += 1
      regularCount += 1
    }
    lines[key] = line
    push(key, line)
  }

  mutating func remove(_ sequence: UInt64, _ key: GroupKey, level: Level?) {
    guard var line = lines[key], let index = line.sequences.firstIndex(of: sequence) else { return }
    line.sequences.remove(at: index)
    if let level {
      line.regular[level.rank] -= 1
      regularCount -= 1
    }
    lines[key] = line.sequences.isEmpty ? nil : line
    push(key, line)
  }

  func sequences(of key: GroupKey) -> [UInt64] { lines[key]?.sequences ?? [] }

  /// Up to `count` groups in the order of their turns, those for which `isHeld` holds left out.
  ///
  /// - Parameter isHeld: of a group and the head of its line.
  mutating func next(_ count: Int, isHeld: (GroupKey, UInt64) -> Bool) -> [GroupKey] {
    var found: [GroupKey] = []
    for rank in [2, 1, 0] where found.count < count {
      var taken: [Turn] = []
      var seen: Set<GroupKey> = []
      while found.count < count, let turn = turns[rank].popFirst() {
        guard let line = lines[turn.key], line.rank == rank, line.sequences.first == turn.sequence,
          seen.insert(turn.key).inserted
        else { continue }
        taken.append(turn)
        if !isHeld(turn.key, turn.sequence) { found.append(turn.key) }
      }
      for turn in taken { turns[rank].insert(turn) }
    }
    return found
  }

  private mutating func push(_ key: GroupKey, _ line: Line) {
    guard let rank = line.rank, let first = line.sequences.first else { return }
    turns[rank].insert(Turn(sequence: first, key: key))
  }
}
