/// Combinations of `width` symbols, numbered in the order in which they were added. Part of
/// ``Catalog``.
///
/// Open addressing with linear probing over the numbers; at most half full.
struct SeriesTable: ~Copyable {
  private(set) var count = 0
  private let width: Int
  private let seed: UInt64
  /// Number + 1 of the series at each place; 0 is free.
  private var places: UnsafeMutableBufferPointer<UInt32>
  /// `width` symbols a series.
  private var symbols: UnsafeMutablePointer<UInt32>
  private var capacity: Int

  init(width: Int, seed: UInt64) {
    self.width = width
    self.seed = seed
    capacity = 128
    places = .allocate(capacity: 256)
    places.initialize(repeating: 0)
    symbols = .allocate(capacity: capacity * width)
  }

  deinit {
    places.deallocate()
    symbols.deallocate()
  }

  @inline(__always)
  func find(_ wanted: UnsafeBufferPointer<UInt32>) -> UInt32? {
    guard let wanted = wanted.baseAddress else { return nil }
    let mask = places.count &- 1
    var index = Int(truncatingIfNeeded: hash(wanted)) & mask
    while true {
      let number = places[index]
      if number == 0 { return nil }
      let known = symbols + Int(number &- 1) &* width
      var position = 0
      while position < width, known[position] == wanted[position] { position &+= 1 }
      if position == width { return number &- 1 }
      index = (index &+ 1) & mask
    }
  }

  /// Adds a combination that is not there.
  mutating func add(_ added: UnsafeBufferPointer<UInt32>) -> UInt32 {
    guard let added = added.baseAddress else { return 0 }
    if count == capacity { grow() }
    (symbols + count * width).update(from: added, count: width)
    count += 1
    place(UInt32(count))
    return UInt32(count - 1)
  }

  func symbol(_ series: UInt32, _ index: Int) -> UInt32 {
    precondition(Int(series) < count && index < width, "a series and dimension that exist")
    return symbols[Int(series) * width + index]
  }

  @inline(__always)
  private func hash(_ symbols: UnsafePointer<UInt32>) -> UInt64 {
    var hash = seed
    var index = 0
    while index < width {
      let next = index &+ 1 < width ? UInt64(symbols[index &+ 1]) : 0
      hash = Words.fold(hash ^ (UInt64(symbols[index]) | next &<< 32), 0xE703_7ED1_A0B4_28DB)
      index &+= 2
    }
    return hash
  }

  private mutating func place(_ number: UInt32) {
    let mask = places.count - 1
    var index = Int(truncatingIfNeeded: hash(symbols + Int(number - 1) * width)) & mask
    while places[index] != 0 { index = (index + 1) & mask }
    places[index] = number
  }

  private mutating func grow() {
    let old = symbols
    symbols = .allocate(capacity: capacity * 2 * width)
    symbols.update(from: old, count: count * width)
    old.deallocate()
    capacity *= 2
    places.deallocate()
    places = .allocate(capacity: capacity * 2)
    places.initialize(repeating: 0)
    for number in 0..<count { place(UInt32(number + 1)) }
  }
}
