/// Who spent a window: amounts by label set, in chunks of the window (an hour of a day, a day of a
/// month, a whole calendar period). Ascending by chunk; within one in order of first appearance.
///
/// Coarser than the buckets, because a message names the largest five and a busy group would
/// otherwise keep 1,440 tables. The oldest chunk of a rolling window is counted in the
/// proportion in which its spend is still inside (see ``SpendWindow/breakdownTotals(rule:from:)``),
/// so that no share exceeds the window. The last one stands beside the others, so that whoever has
/// no more than one needs no list.
///
/// A log may have a new label set in every line. So a long list has an index, and what comes late
/// is put at its end, and in order only when somebody asks: each amount is O(1) to add.
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
  /// Of a list of more than ``short``.
  private(set) var index = ShareIndex()

  private static let none = Int64.min
  /// Up to so many are found as fast one after the other.
  static let short = 256

  package init() {}

  package var isEmpty: Bool { lastChunk == SpendBreakdown.none }
  package var count: Int { isEmpty ? 0 : Int(end) + 1 }
  /// Copies them.
  package var all: [Entry] { isEmpty ? [] : (index.isInOrder ? entries : sorted) + [last] }

  private var last: Entry { Entry(chunk: lastChunk, labelSet: lastSet, nano: lastNano) }

  /// Hands over all of them in their order.
  mutating func forEach(_ body: (Entry) -> Void) {
    guard !isEmpty else { return }
    putInOrder()
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
    let number = Int(hint)
    if number < entries.count, entries[number].chunk == chunk, entries[number].labelSet == labelSet
    {
      let (total, overflow) = entries[number].nano.addingReportingOverflow(nano)
      entries[number].nano = overflow ? .max : total
    } else {
      hint = UInt32(truncatingIfNeeded: find(nano, chunk: chunk, labelSet: labelSet))
    }
  }

  @inline(never)
  private mutating func find(_ nano: Int64, chunk: Int64, labelSet: UInt32) -> Int {
    if let number = number(chunk, labelSet) {
      entries[number].nano = (Money(nano: entries[number].nano) + Money(nano: nano)).nano
      return number
    }
    guard chunk >= lastChunk else {
      return keep(Entry(chunk: chunk, labelSet: labelSet, nano: nano))
    }
    if !isEmpty { _ = keep(last) }
    (lastChunk, lastSet, lastNano) = (chunk, labelSet, nano)
    return Int(end)
  }

  private func number(_ chunk: Int64, _ labelSet: UInt32) -> Int? {
    guard index.isEmpty else { return index.number(chunk: chunk, labelSet: labelSet, in: entries) }
    var number = Int(end)
    while number > 0, entries[number - 1].chunk >= chunk {
      number -= 1
      if entries[number].chunk == chunk, entries[number].labelSet == labelSet { return number }
    }
    return nil
  }

  private mutating func keep(_ entry: Entry) -> Int {
    // Most get a few, and would be moved for the second and the third.
    if entries.capacity == 0 { entries.reserveCapacity(4) }
    var number = Int(end)
    end += 1
    if !index.isEmpty {
      if entries[number - 1].chunk > entry.chunk { index.isInOrder = false }
      entries.append(entry)
      index.append(lastOf: entries)
      return number
    }
    while number > 0, entries[number - 1].chunk > entry.chunk { number -= 1 }
    entries.insert(entry, at: number)
    if end > Self.short { index = ShareIndex(of: entries) }
    return number
  }

  /// Those of a chunk as they first came.
  private var sorted: [Entry] {
    let order = entries.indices.sorted { (entries[$0].chunk, $0) < (entries[$1].chunk, $1) }
    return order.map { entries[$0] }
  }

  private mutating func putInOrder() {
    guard !index.isInOrder else { return }
    entries = sorted
    index = ShareIndex(of: entries)
  }

  /// Makes room for as many as will come.
  mutating func reserve(_ count: Int) {
    if count > 1 { entries.reserveCapacity(count - 1) }
  }

  package mutating func expire(before oldest: Int64) {
    if hasOlder(than: oldest) {
      putInOrder()
      entries.removeAll { $0.chunk < oldest }
      end = UInt32(entries.count)
      index = end > Self.short ? ShareIndex(of: entries) : ShareIndex()
    }
    if lastChunk < oldest { lastChunk = SpendBreakdown.none }
  }

  private func hasOlder(than oldest: Int64) -> Bool {
    index.isInOrder
      ? end > 0 && entries[0].chunk < oldest : entries.contains { $0.chunk < oldest }
  }

  /// O(entries of the chunk and later ones), if they are in order. Copies them.
  package mutating func entries(of chunk: Int64) -> [Entry] {
    putInOrder()
    var end = entries.endIndex
    while end > 0, entries[end - 1].chunk > chunk { end -= 1 }
    var start = end
    while start > 0, entries[start - 1].chunk == chunk { start -= 1 }
    return Array(entries[start..<end]) + (chunk == lastChunk ? [last] : [])
  }
}
