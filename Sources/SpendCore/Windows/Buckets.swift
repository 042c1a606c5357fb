/// Amounts by bucket number with their exact sum: what a window is made of.
///
/// A busy feature fills every minute of a day (1,440 entries, 23 KB), a rare one a few; an entry
/// costs 16 bytes, so 100,000 groups stay small.
package struct Buckets: Sendable {
  package typealias Entry = BucketList.Entry

  /// In 128 bits, so that it stays exact when buckets leave again.
  package private(set) var sum: Int128 = 0
  private(set) var list = BucketList()
  /// Number of the first bucket; `Int64.max` when there is none.
  package private(set) var oldest: Int64 = .max

  package init() {}

  package var isEmpty: Bool { list.isEmpty }
  package var first: Entry? { list.first }
  package var newest: Entry? { list.newest }
  package var count: Int { list.count }
  /// Copies them.
  package var live: [Entry] { list.live() }

  /// Those from a bucket on. Copies them.
  package func live(from bucket: Int64) -> [Entry] { list.live(from: bucket) }

  /// Adds to a bucket. Returns false when the bucket is full (9.2 × 10⁹ USD) and
  /// the amount was pinned.
  @inline(__always)
  package mutating func add(_ nano: Int64, to bucket: Int64) -> Bool {
    guard list.addToNewest(nano, bucket) else { return addElsewhere(nano, to: bucket) }
    sum &+= Int128(nano)
    return true
  }

  @inline(never)
  private mutating func addElsewhere(_ nano: Int64, to bucket: Int64) -> Bool {
    let added = list.add(nano, to: bucket)
    oldest = min(oldest, bucket)
    sum += Int128(added.nano)
    return added.isWhole
  }

  /// Makes room for as many as will come.
  mutating func reserve(_ count: Int) { list.reserve(count) }

  /// Removes all buckets below `bound`.
  @inline(__always)
  package mutating func expire(before bound: Int64) {
    if oldest < bound { dropExpired(bound) }
  }

  private mutating func dropExpired(_ bound: Int64) {
    sum -= list.drop(before: bound)
    oldest = list.first?.bucket ?? .max
  }

  /// The sum of the buckets from `oldest` on, without changing anything.
  package func sum(from oldest: Int64) -> Int128 { list.sum(from: oldest) }

  @inline(__always)
  package func nano(of bucket: Int64) -> Int64 { list.nano(of: bucket) }
}

extension Money {
  /// A sum of 128 bits as an amount, pinned to what 64 bits hold.
  package init(pinning sum: Int128) {
    self.init(nano: Int64(exactly: sum) ?? (sum < 0 ? .min : .max))
  }
}
