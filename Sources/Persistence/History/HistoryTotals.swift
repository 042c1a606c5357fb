/// Adds up entries of one stretch of time that come in any order.
///
/// Label sets are numbered as they appear, so beyond a few thousand entries an array with a place
/// for each number is both small and faster than sorting; higher numbers, and few
/// entries, are kept as they come and sorted at the end. O(entries).
struct HistoryTotals<Sums: PartSums> {
  /// Up to so many entries are sorted.
  static var fewEntries: Int { 4096 }
  /// Numbers from here on have no place in the array, which so takes at most 2 MiB (of details 5).
  static var placedLabelSets: Int { 1 << 16 }

  private var sums: [Sums?] = []
  private var others: [HistoryEntry<Sums>] = []
  private var isPlacing = false
  /// Of one body; kept for its memory.
  private var entries: [HistoryEntry<Sums>] = []

  /// Adds what a part holds.
  /// - Returns: how many entries it had.
  /// - Throws: ``DamagedRecord``; the totals are then worth nothing.
  @discardableResult
  mutating func add(body: [UInt8]) throws -> Int {
    entries.removeAll(keepingCapacity: true)
    try HistoryBodyReader.read(body, into: &entries)
    add(entries)
    return entries.count
  }

  mutating func add(_ entries: [HistoryEntry<Sums>]) {
    guard isPlacing || others.count + entries.count > Self.fewEntries else {
      others.append(contentsOf: entries)
      return
    }
    if !isPlacing {
      isPlacing = true
      let early = others
      others = []
      place(early)
    }
    place(entries)
  }

  mutating func removeAll() {
    sums.removeAll(keepingCapacity: true)
    others.removeAll(keepingCapacity: true)
    isPlacing = false
  }

  /// Hands over one entry for each label set, ascending.
  func forEach(_ body: (HistoryEntry<Sums>) -> Void) {
    for (labelSet, sums) in sums.enumerated() {
      guard let sums else { continue }
      body(HistoryEntry(labelSet: UInt32(labelSet), sums: sums))
    }
    // All above those with a place, if there are any with one.
    var pending: HistoryEntry<Sums>?
    for index in HistoryOrder.order(others) {
      let entry = others[index]
      if let last = pending, last.labelSet != entry.labelSet {
        body(last)
        pending = nil
      }
      if pending == nil { pending = entry } else { pending?.sums.add(entry.sums) }
    }
    if let pending { body(pending) }
  }

  /// All of it as the body of one part.
  func body() -> [UInt8] {
    var writer = HistoryBodyWriter<Sums>(entries: max(sums.count, others.count))
    forEach { writer.add($0) }
    return writer.finish()
  }

  private mutating func place(_ entries: [HistoryEntry<Sums>]) {
    for entry in entries {
      let index = Int(entry.labelSet)
      guard index < Self.placedLabelSets else {
        others.append(entry)
        continue
      }
      if index >= sums.count {
        let count = min(max(2 * sums.count, index + 1, 1024), Self.placedLabelSets)
        sums.append(contentsOf: repeatElement(nil, count: count - sums.count))
      }
      if sums[index] == nil {
        sums[index] = entry.sums
      } else {
        sums[index]?.add(entry.sums)
      }
    }
  }
}
