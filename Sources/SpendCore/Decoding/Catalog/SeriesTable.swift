import CVectorLoads

/// Combinations of `width` symbols, numbered in the order in which they were added. Part of
/// ``Catalog``.
///
/// A combination is kept, and looked for, as a row of symbols in words of two, with a zero after
/// the last when their number is odd. Open addressing with linear probing over the numbers; at
/// most half full. A place also holds half of the hash, so that the row of another combination is
/// hardly ever looked at.
struct SeriesTable: ~Copyable {
  private(set) var count = 0
  let width: Int
  /// Of a row.
  let wordCount: Int
  private let seed: UInt64
  /// Number + 1 of the series at each place, below the upper half of its hash; 0 is free.
  private var places: UnsafeMutableBufferPointer<UInt64>
  private var rows: UnsafeMutablePointer<UInt64>
  private var capacity: Int

  private static let hashBits: UInt64 = 0xFFFF_FFFF_0000_0000

  init(width: Int, seed: UInt64) {
    self.width = width
    self.seed = seed
    wordCount = Self.words(width)
    capacity = 128
    places = .allocate(capacity: 256)
    places.initialize(repeating: 0)
    rows = .allocate(capacity: capacity * wordCount)
  }

  deinit {
    places.deallocate()
    rows.deallocate()
  }

  var byteCount: Int { 8 &* (places.count &+ capacity &* wordCount) }

  static func words(_ width: Int) -> Int { (width + 1) / 2 }

  @inline(__always)
  func find(_ wanted: UnsafePointer<UInt64>) -> UInt32? { find(wanted, hash: hash(wanted)) }

  /// - Parameter hash: what ``fetch(_:count:hashes:)`` found for it.
  @inline(__always)
  func find(_ wanted: UnsafePointer<UInt64>, hash: UInt64) -> UInt32? {
    let mask = places.count &- 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while true {
      let place = places[index]
      if place == 0 { return nil }
      if (place ^ hash) & Self.hashBits == 0 {
        let number = UInt32(truncatingIfNeeded: place) &- 1
        let known = rows + Int(number) &* wordCount
        var differences: UInt64 = 0
        for word in 0..<wordCount { differences |= known[word] ^ wanted[word] }
        if differences == 0 { return number }
      }
      index = (index &+ 1) & mask
    }
  }

  /// Asks for the memory that finding these combinations will look at.
  ///
  /// - Parameters:
  ///   - wanted: `count` rows.
  ///   - hashes: room for as many, for ``find(_:hash:)``.
  @inline(__always)
  func fetch(
    _ wanted: UnsafePointer<UInt64>, count: Int, hashes: UnsafeMutablePointer<UInt64>
  ) {
    guard let base = places.baseAddress else { return }
    let mask = places.count &- 1
    for row in 0..<count {
      hashes[row] = hash(wanted + row &* wordCount)
      cvl_prefetch(base + (Int(truncatingIfNeeded: hashes[row]) & mask))
    }
    for row in 0..<count {
      let place = base[Int(truncatingIfNeeded: hashes[row]) & mask]
      let number = Int(UInt32(truncatingIfNeeded: place)) &- 1
      cvl_prefetch(rows + number &* wordCount)
    }
  }

  /// Adds a combination that is not there.
  mutating func add(_ added: UnsafePointer<UInt64>) -> UInt32 {
    if count == capacity { grow() }
    (rows + count * wordCount).update(from: added, count: wordCount)
    count += 1
    place(UInt32(count))
    return UInt32(count - 1)
  }

  func symbol(_ series: UInt32, _ index: Int) -> UInt32 {
    precondition(Int(series) < count && index < width, "a series and dimension that exist")
    return UnsafeRawPointer(rows + Int(series) * wordCount)
      .load(fromByteOffset: 4 * index, as: UInt32.self)
  }

  @inline(__always)
  private func hash(_ row: UnsafePointer<UInt64>) -> UInt64 {
    var hash = seed
    for word in 0..<wordCount { hash = SWAR.fold(hash ^ row[word], 0xE703_7ED1_A0B4_28DB) }
    return hash
  }

  private mutating func place(_ number: UInt32) {
    let mask = places.count - 1
    let hash = hash(rows + Int(number - 1) * wordCount)
    var index = Int(truncatingIfNeeded: hash) & mask
    while places[index] != 0 { index = (index + 1) & mask }
    places[index] = hash & Self.hashBits | UInt64(number)
  }

  private mutating func grow() {
    let old = rows
    rows = .allocate(capacity: capacity * 2 * wordCount)
    rows.update(from: old, count: count * wordCount)
    old.deallocate()
    capacity *= 2
    places.deallocate()
    places = .allocate(capacity: capacity * 2)
    places.initialize(repeating: 0)
    for number in 0..<count { place(UInt32(number + 1)) }
  }
}
