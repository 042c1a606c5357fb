/// Who spent a window: amounts by label set, in chunks of the window (an hour of a day, a day of a month, a
/// whole calendar period). Ascending by chunk; within one in order of first appearance.
///
/// Coarser than the buckets, because a message names the largest five and a busy group would
/// otherwise keep 1,440 tables. The oldest chunk of a rolling window is counted in the proportion in which
/// its spend is still inside (see ``SpendWindow/top(_:)``), so that no share exceeds the window.
package struct Shares: Sendable {
  package struct Entry: Sendable, Equatable {
    package var chunk: Int64
    package var labelSet: UInt32
    package var nano: Int64
  }

  package private(set) var entries: [Entry] = []

  package init() {}

  /// Adds to the share of a label set. `hint` is where it was found last time.
  @inline(__always)
  package mutating func add(_ nano: Int64, chunk: Int64, labelSet: UInt32, hint: inout UInt32) {
    let index = Int(hint)
    if index < entries.count, entries[index].chunk == chunk, entries[index].labelSet == labelSet {
      let (total, overflow) = entries[index].nano.addingReportingOverflow(nano)
      entries[index].nano = overflow ? .max : total
    } else {
      hint = UInt32(truncatingIfNeeded: find(nano, chunk: chunk, labelSet: labelSet))
    }
  }

  private mutating func find(_ nano: Int64, chunk: Int64, labelSet: UInt32) -> Int {
    var index = entries.count
    while index > 0, entries[index - 1].chunk >= chunk {
      index -= 1
      if entries[index].chunk == chunk, entries[index].labelSet == labelSet {
        entries[index].nano = (Money(nano: entries[index].nano) + Money(nano: nano)).nano
        return index
      }
    }
    while index < entries.count, entries[index].chunk == chunk { index += 1 }
    // Most get a few, and would be moved for the second and the third.
    if entries.capacity == 0 { entries.reserveCapacity(4) }
    entries.insert(Entry(chunk: chunk, labelSet: labelSet, nano: nano), at: index)
    return index
  }

  package mutating func expire(before oldest: Int64) {
    guard let first = entries.first, first.chunk < oldest else { return }
    entries.removeAll { $0.chunk < oldest }
  }

  /// O(entries of the chunk and later ones).
  package func entries(of chunk: Int64) -> ArraySlice<Entry> {
    var end = entries.endIndex
    while end > 0, entries[end - 1].chunk > chunk { end -= 1 }
    var start = end
    while start > 0, entries[start - 1].chunk == chunk { start -= 1 }
    return entries[start..<end]
  }
}
