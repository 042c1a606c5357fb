/// Amounts by bucket number, sparse and ascending, with their exact sum: what a window is made of.
///
/// A busy feature fills every minute of a day (1,440 entries, 23 KB), a rare one a few; an entry costs
/// 16 bytes, so 100,000 groups stay small. Appending to the newest bucket is O(1); a late amount is
/// O(log n) to find and O(n) to insert.
package struct Buckets: Sendable {
  package struct Entry: Sendable, Equatable {
    package var bucket: Int64
    /// Pinned at the top of 64 bits.
    package var nano: Int64
  }

  private var entries: [Entry] = []
  /// Entries before this one have expired; they are cut off when they are the larger part.
  private var head = 0
  /// In 128 bits, so that it stays exact when buckets leave again.
  package private(set) var sum: Int128 = 0

  package init() {}

  package var isEmpty: Bool { head == entries.count }
  package var first: Entry? { isEmpty ? nil : entries[head] }
  package var live: ArraySlice<Entry> { entries[head...] }

  /// Adds to a bucket. Returns false when the bucket is full (9.2 × 10⁹ USD) and the amount was pinned.
  @inline(__always)
  package mutating func add(_ nano: Int64, to bucket: Int64) -> Bool {
    let last = entries.count &- 1
    if last >= head, entries[last].bucket == bucket { return add(nano, at: last) }
    return insert(nano, to: bucket)
  }

  private mutating func add(_ nano: Int64, at index: Int) -> Bool {
    let (total, overflow) = entries[index].nano.addingReportingOverflow(nano)
    let pinned = overflow ? Int64.max : total
    sum += Int128(pinned) - Int128(entries[index].nano)
    entries[index].nano = pinned
    return !overflow
  }

  private mutating func insert(_ nano: Int64, to bucket: Int64) -> Bool {
    let index = lowerBound(bucket)
    if index < entries.count, entries[index].bucket == bucket { return add(nano, at: index) }
    entries.insert(Entry(bucket: bucket, nano: nano), at: index)
    sum += Int128(nano)
    return true
  }

  /// Removes all buckets below `oldest`.
  @inline(__always)
  package mutating func expire(before oldest: Int64) {
    if head < entries.count, entries[head].bucket < oldest { dropExpired(oldest) }
  }

  private mutating func dropExpired(_ oldest: Int64) {
    while head < entries.count, entries[head].bucket < oldest {
      sum -= Int128(entries[head].nano)
      head += 1
    }
    if head == entries.count {
      entries.removeAll(keepingCapacity: entries.capacity <= 64)
      head = 0
    } else if head > 64, head * 2 > entries.count {
      entries.removeFirst(head)
      head = 0
    }
  }

  /// The sum of the buckets from `oldest` on, without changing anything.
  package func sum(from oldest: Int64) -> Int128 {
    entries[lowerBound(oldest)...].reduce(0) { $0 + Int128($1.nano) }
  }

  package func nano(of bucket: Int64) -> Int64 {
    let index = lowerBound(bucket)
    return index < entries.count && entries[index].bucket == bucket ? entries[index].nano : 0
  }

  /// Index of the first live entry whose bucket is not below `bucket`.
  private func lowerBound(_ bucket: Int64) -> Int {
    var low = head
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].bucket < bucket { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Money {
  /// A sum of 128 bits as an amount, pinned to what 64 bits hold.
  package init(pinning sum: Int128) {
    self.init(nano: Int64(exactly: sum) ?? (sum < 0 ? .min : .max))
  }
}
