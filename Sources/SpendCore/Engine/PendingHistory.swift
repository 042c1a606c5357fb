/// What came in for the history since the last commit was made: amounts by quarter and label set.
///
/// Thousands of series may share a label set, for the history does not tell users apart: what comes
/// in under one becomes one amount as long as no other quarter comes in between. O(1) an amount.
struct PendingHistory<Delta: HistoryAddition>: ~Copyable {
  private(set) var deltas: [Delta] = []
  /// By label set. What it says may be of deltas that are gone.
  private var newest = UniqueArray<NewestDelta>()

  mutating func add(_ delta: Delta) {
    let set = Int(delta.labelSet)
    while newest.count <= set { newest.append(NewestDelta()) }
    // Only an amount that it may be added to is looked at: others are no longer in the cache.
    if newest[set].quarter == delta.quarter {
      let index = newest[set].index
      if index < deltas.count, deltas[index].isOfSame(as: delta) { return deltas[index].add(delta) }
    }
    newest[set] = NewestDelta(quarter: delta.quarter, index: deltas.count)
    deltas.append(delta)
  }

  /// Returns all deltas and keeps none.
  ///
  /// - Parameter expectedCount: how many will come; they are not to be moved about while they grow.
  mutating func drain(expecting expectedCount: Int) -> [Delta] {
    var taken: [Delta] = []
    swap(&taken, &deltas)
    deltas.reserveCapacity(expectedCount)
    return taken
  }

  /// Takes back what was handed over, in front of what came since.
  mutating func restore(_ taken: [Delta]) {
    var indices: [HistorySlot: Int] = [:]
    var sums: [Delta] = []
    for delta in taken + deltas {
      let slot = HistorySlot(quarter: delta.quarter, labelSet: delta.labelSet)
      if let index = indices[slot] {
        sums[index].add(delta)
      } else {
        indices[slot] = sums.count
        sums.append(delta)
      }
    }
    deltas = sums
  }
}

/// Where the newest amount of a label set stands, and of which quarter it is.
///
/// Not private: Swift 6.3 makes a broken module of that, where it is an element of a list
/// that cannot be copied.
struct NewestDelta {
  var quarter: Int64 = .min
  var index = 0
}

private struct HistorySlot: Hashable {
  var quarter: Int64
  var labelSet: UInt32
}

extension HistoryAddition {
  fileprivate func isOfSame(as other: Self) -> Bool {
    quarter == other.quarter && labelSet == other.labelSet
  }
}
