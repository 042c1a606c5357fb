/// Amounts by bucket number, sparse and ascending, with their exact sum: what a window is made of.
///
/// A busy feature fills every minute of a day (1,440 entries, 23 KB), a rare one a few; an entry costs
/// 16 bytes, so 100,000 groups stay small. The newest bucket stands beside the others, because it is what nearly
/// every event adds to: that is O(1) and looks nowhere else. A late amount is O(log n) to find and O(n) to insert.
package struct Buckets: Sendable {
  package struct Entry: Sendable, Equatable {
    package var bucket: Int64
    /// Pinned at the top of 64 bits.
    package var nano: Int64

    /// How much went in, and whether that was all.
    fileprivate mutating func add(_ amount: Int64) -> (nano: Int64, isWhole: Bool) {
      let (total, overflow) = nano.addingReportingOverflow(amount)
      let before = nano
      nano = overflow ? .max : total
      return (nano - before, !overflow)
    }
  }

  /// In 128 bits, so that it stays exact when buckets leave again.
  package private(set) var sum: Int128 = 0
  /// Its bucket is `none` when there is nothing at all.
  private var last = Entry(bucket: Buckets.none, nano: 0)
  /// Number of the first bucket; `Int64.max` when there is none.
  package private(set) var oldest: Int64 = .max
  /// All before `last`.
  private(set) var entries: [Entry] = []
  /// Entries before this one have expired; they are cut off when they are the larger part.
  private var head: Int32 = 0
  /// As many as there are. What is in the list itself is far away: most windows have nothing there to be looked at.
  private var end: Int32 = 0

  /// No time is in a bucket of this number.
  private static let none = Int64.min

  package init() {}

  package var isEmpty: Bool { last.bucket == Buckets.none }
  package var first: Entry? { isEmpty ? nil : head < end ? entries[Int(head)] : last }
  package var newest: Entry? { isEmpty ? nil : last }
  package var count: Int { isEmpty ? 0 : Int(end - head) + 1 }
  /// Copies them.
  package var live: [Entry] { live(from: Buckets.none) }

  /// Those from a bucket on. Copies them.
  package func live(from bucket: Int64) -> [Entry] {
    guard !isEmpty else { return [] }
    var live = Array(entries[lowerBound(bucket)...])
    if last.bucket >= bucket { live.append(last) }
    return live
  }

  /// Adds to a bucket. Returns false when the bucket is full (9.2 × 10⁹ USD) and the amount was pinned.
  @inline(__always)
  package mutating func add(_ nano: Int64, to bucket: Int64) -> Bool {
    let (total, overflow) = last.nano.addingReportingOverflow(nano)
    guard bucket == last.bucket, !overflow else { return addElsewhere(nano, to: bucket) }
    last.nano = total
    sum &+= Int128(nano)
    return true
  }

  @inline(never)
  private mutating func addElsewhere(_ nano: Int64, to bucket: Int64) -> Bool {
    if bucket == last.bucket { return note(last.add(nano)) }
    if bucket > last.bucket {
      if isEmpty { oldest = bucket } else { keepLast() }
      last = Entry(bucket: bucket, nano: nano)
      sum += Int128(nano)
      return true
    }
    let index = lowerBound(bucket)
    if index < end, entries[index].bucket == bucket {
      return note(entries[index].add(nano))
    }
    entries.insert(Entry(bucket: bucket, nano: nano), at: index)
    end += 1
    oldest = min(oldest, bucket)
    sum += Int128(nano)
    return true
  }

  private mutating func keepLast() {
    // Most get a few, and would be moved for the second and the third.
    if entries.capacity == 0 { entries.reserveCapacity(4) }
    entries.append(last)
    end += 1
  }

  private mutating func note(_ added: (nano: Int64, isWhole: Bool)) -> Bool {
    sum += Int128(added.nano)
    return added.isWhole
  }

  /// Removes all buckets below `bound`.
  @inline(__always)
  package mutating func expire(before bound: Int64) {
    if oldest < bound { dropExpired(bound) }
  }

  @inline(never)
  private mutating func dropExpired(_ bound: Int64) {
    while head < end, entries[Int(head)].bucket < bound {
      sum -= Int128(entries[Int(head)].nano)
      head += 1
    }
    if head == end {
      if end > 0 { entries.removeAll(keepingCapacity: entries.capacity <= 64) }
      (head, end) = (0, 0)
      if last.bucket < bound {
        sum = 0
        last = Entry(bucket: Buckets.none, nano: 0)
      }
    } else if head > 64, head * 2 > end {
      entries.removeFirst(Int(head))
      (head, end) = (0, end - head)
    }
    oldest = first?.bucket ?? .max
  }

  /// The sum of the buckets from `oldest` on, without changing anything.
  package func sum(from oldest: Int64) -> Int128 {
    guard !isEmpty else { return 0 }
    let newest = last.bucket >= oldest ? Int128(last.nano) : 0
    return entries[lowerBound(oldest)...].reduce(newest) { $0 + Int128($1.nano) }
  }

  @inline(__always)
  package func nano(of bucket: Int64) -> Int64 {
    bucket == last.bucket ? last.nano : nanoOfOlder(bucket)
  }

  private func nanoOfOlder(_ bucket: Int64) -> Int64 {
    let index = lowerBound(bucket)
    return index < end && entries[index].bucket == bucket ? entries[index].nano : 0
  }

  /// Index of the first live entry whose bucket is not below `bucket`.
  private func lowerBound(_ bucket: Int64) -> Int {
    var low = Int(head)
    var high = Int(end)
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
