/// Amounts by bucket number, sparse and ascending.
///
/// The newest bucket stands beside the others, because it is what nearly every event adds to: that
/// is O(1), looks nowhere else, and whoever has no more than one needs no list. A late amount is
/// O(log n) to find and O(n) to insert.
package struct BucketList: Sendable {
  package struct Entry: Sendable, Equatable {
    package var bucket: Int64
    /// Pinned at the top of 64 bits.
    package var nano: Int64

    fileprivate static let none = Entry(bucket: .min, nano: 0)

    fileprivate mutating func add(_ amount: Int64) -> Added {
      let (total, overflow) = nano.addingReportingOverflow(amount)
      let before = nano
      nano = overflow ? .max : total
      return Added(nano: nano - before, isWhole: !overflow)
    }
  }

  /// How much went in, and whether that was all.
  struct Added {
    var nano: Int64
    var isWhole = true
  }

  /// No time is in the bucket of `none`, which it is when there is nothing at all.
  private(set) var last = Entry.none
  /// All before `last`.
  private(set) var entries: [Entry] = []
  /// Entries before this one have expired; they are cut off when they are the larger part.
  private(set) var head: Int32 = 0
  /// As many as there are. What is in the list itself is far away: most windows have nothing there
  /// to be looked at.
  private(set) var end: Int32 = 0

  package init() {}

  package var isEmpty: Bool { last.bucket == Entry.none.bucket }
  package var first: Entry? { isEmpty ? nil : head < end ? entries[Int(head)] : last }
  package var newest: Entry? { isEmpty ? nil : last }
  package var count: Int { isEmpty ? 0 : Int(end - head) + 1 }

  /// Those from a bucket on. Copies them.
  package func live(from bucket: Int64 = .min) -> [Entry] {
    guard !isEmpty else { return [] }
    var live = Array(entries[lowerBound(bucket)...])
    if last.bucket >= bucket { live.append(last) }
    return live
  }

  /// Hands over all of them, ascending.
  func forEach(_ body: (Entry) -> Void) {
    guard !isEmpty else { return }
    for index in Int(head)..<Int(end) { body(entries[index]) }
    body(last)
  }

  /// The sum of those from a bucket on.
  package func sum(from bucket: Int64) -> Int128 {
    guard !isEmpty else { return 0 }
    let newest = last.bucket >= bucket ? Int128(last.nano) : 0
    return entries[lowerBound(bucket)...].reduce(newest) { $0 + Int128($1.nano) }
  }

  @inline(__always)
  package func nano(of bucket: Int64) -> Int64 {
    bucket == last.bucket ? last.nano : nanoOfOlder(bucket)
  }

  /// Adds to the newest bucket. False if it is another one, or has no room for it: then nothing was
  /// added.
  @inline(__always)
  mutating func addToNewest(_ nano: Int64, _ bucket: Int64) -> Bool {
    let (total, overflow) = last.nano.addingReportingOverflow(nano)
    guard bucket == last.bucket, !overflow else { return false }
    last.nano = total
    return true
  }

  /// Adds to any bucket.
  @inline(never)
  mutating func add(_ nano: Int64, to bucket: Int64) -> Added {
    if bucket == last.bucket { return last.add(nano) }
    if bucket > last.bucket {
      if !isEmpty { keepLast() }
      last = Entry(bucket: bucket, nano: nano)
      return Added(nano: nano)
    }
    let index = lowerBound(bucket)
    if index < end, entries[index].bucket == bucket { return entries[index].add(nano) }
    entries.insert(Entry(bucket: bucket, nano: nano), at: index)
    end += 1
    return Added(nano: nano)
  }

  /// Makes room for as many as will come.
  mutating func reserve(_ count: Int) {
    if count > 1 { entries.reserveCapacity(count - 1) }
  }

  mutating func expire(before bound: Int64) {
    if let first, first.bucket < bound { _ = drop(before: bound) }
  }

  /// Removes all buckets below `bound`. Returns what was in them.
  @inline(never)
  mutating func drop(before bound: Int64) -> Int128 {
    var dropped: Int128 = 0
    while head < end, entries[Int(head)].bucket < bound {
      dropped += Int128(entries[Int(head)].nano)
      head += 1
    }
    if head == end {
      if end > 0 { entries.removeAll(keepingCapacity: entries.capacity <= 64) }
      (head, end) = (0, 0)
      if last.bucket < bound {
        dropped += Int128(last.nano)
        last = .none
      }
    } else if head > 64, head * 2 > end {
      entries.removeFirst(Int(head))
      (head, end) = (0, end - head)
    }
    return dropped
  }

  private mutating func keepLast() {
    // Most get a few, and would be moved for the second and the third.
    if entries.capacity == 0 { entries.reserveCapacity(4) }
    entries.append(last)
    end += 1
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
