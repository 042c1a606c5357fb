/// Who spent a window: amounts by label set, in chunks of the window (an hour of a day, a day of a
/// month, a whole calendar period). Ascending by chunk; within one in order of first appearance.
///
/// Coarser than the buckets, because a message names the largest five and a busy group would
/// otherwise keep 1,440 tables. The oldest chunk of a rolling window is counted in the
/// proportion in which its spend is still inside (see ``SpendWindow/breakdownTotals(rule:from:)``),
/// so that no share exceeds the window. The last one stands beside the others, so that whoever has
/// no more than one needs no list.
package struct SpendBreakdown: Sendable {
  package struct Entry: Sendable, Equatable {
    package var chunk: Int64
    package var labelSet: UInt32
    package var nano: Int64
  }

  // The last one; side by side so that little is left between them. No chunk has the number of
  // `none`.
  private var lastChunk = SpendBreakdown.none
  private var lastNano: Int64 = 0
  /// All before the last one.
  private(set) var entries: [Entry] = []
  private var lastSet: UInt32 = 0
  /// As many as there are: what is in the list itself is far away.
  private(set) var end: UInt32 = 0

  private static let none = Int64.min

  package init() {}

  package var isEmpty: Bool { lastChunk == SpendBreakdown.none }
  package var count: Int { isEmpty ? 0 : Int(end) + 1 }
  /// Copies them.
  package var all: [Entry] { isEmpty ? [] : entries + [last] }

  private var last: Entry { Entry(chunk: lastChunk, labelSet: lastSet, nano: lastNano) }

  /// Hands over all of them in their order.
  func forEach(_ body: (Entry) -> Void) {
    guard !isEmpty else { return }
    for entry in entries { body(entry) }
    body(last)
  }

  /// Adds to the share of a label set. `hint` is where it was found last time.
  @inline(__always)
  package mutating func add(_ nano: Int64, chunk: Int64, labelSet: UInt32, hint: inout UInt32) {
    if chunk == lastChunk, labelSet == lastSet {
      let (total, overflow) = lastNano.addingReportingOverflow(nano)
      lastNano = overflow ? .max : total
      return
    }
    let index = Int(hint)
    if index < entries.count, entries[index].chunk == chunk, entries[index].labelSet == labelSet {
      let (total, overflow) = entries[index].nano.addingReportingOverflow(nano)
      entries[index].nano = overflow ? .max : total
    } else {
      hint = UInt32(truncatingIfNeeded: find(nano, chunk: chunk, labelSet: labelSet))
    }
  }

  @inline(never)
  private mutating func find(_ nano: Int64, chunk: Int64, labelSet: UInt32) -> Int {
    var index = Int(end)
    while index > 0, entries[index - 1].chunk >= chunk {
      index -= 1
      if entries[index].chunk == chunk, entries[index].labelSet == labelSet {
        entries[index].nano = (Money(nano: entries[index].nano) + Money(nano: nano)).nano
        return index
      }
    }
    if chunk >= lastChunk {
      if !isEmpty { keep(last, at: Int(end)) }
      (lastChunk, lastSet, lastNano) = (chunk, labelSet, nano)
      return Int(end)
    }
    while index < Int(end), entries[index].chunk == chunk { index += 1 }
    keep(Entry(chunk: chunk, labelSet: labelSet, nano: nano), at: index)
    return index
  }

  private mutating func keep(_ entry: Entry, at index: Int) {
    // Most get a few, and would be moved for the second and the third.
    if entries.capacity == 0 { entries.reserveCapacity(4) }
    if index == Int(end) { entries.append(entry) } else { entries.insert(entry, at: index) }
    end += 1
  }

  /// Makes room for as many as will come.
  mutating func reserve(_ count: Int) {
    if count > 1 { entries.reserveCapacity(count - 1) }
  }

  package mutating func expire(before oldest: Int64) {
    if end > 0, entries[0].chunk < oldest {
      entries.removeAll { $0.chunk < oldest }
      end = UInt32(entries.count)
    }
    if lastChunk < oldest { lastChunk = SpendBreakdown.none }
  }

  /// O(entries of the chunk and later ones). Copies them.
  package func entries(of chunk: Int64) -> [Entry] {
    var end = entries.endIndex
    while end > 0, entries[end - 1].chunk > chunk { end -= 1 }
    var start = end
    while start > 0, entries[start - 1].chunk == chunk { start -= 1 }
    return Array(entries[start..<end]) + (chunk == lastChunk ? [last] : [])
  }
}
