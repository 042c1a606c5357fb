import SpendCore

/// In which order things are to be taken so that their keys ascend; equal keys stay in the order
/// they are in.
///
/// Key and place are packed into one word of 64 bits and sorted by the bits of the key alone,
/// eleven at a time from the lowest (LSD radix sort). O(count) for the few bits that label sets and
/// quarters span; what does not fit a word is sorted by comparing.
enum HistoryOrder {
  private static let digitBits = 11

  /// Places of deltas in the order of quarter and label set.
  static func order<Delta: HistoryAddition>(_ deltas: [Delta]) -> [Int] {
    var (low, high, labelSets) = (Int64.max, Int64.min, UInt32(0))
    for delta in deltas {
      low = min(low, delta.quarter)
      high = max(high, delta.quarter)
      labelSets |= delta.labelSet
    }
    let labelBits = bits(UInt64(labelSets))
    let keyBits = labelBits + bits(UInt64(bitPattern: high &- low))
    guard keyBits + bits(UInt64(deltas.count)) <= 64 else {
      return deltas.indices.sorted { a, b in
        let (left, right) = (deltas[a], deltas[b])
        return (left.quarter, left.labelSet, a) < (right.quarter, right.labelSet, b)
      }
    }
    return order(count: deltas.count, keyBits: keyBits) { place in
      UInt64(bitPattern: deltas[place].quarter &- low) << UInt64(labelBits)
        | UInt64(deltas[place].labelSet)
    }
  }

  /// Places of entries in the order of the label set.
  static func order<Sums>(_ entries: [HistoryEntry<Sums>]) -> [Int] {
    var labelSets: UInt32 = 0
    for entry in entries { labelSets |= entry.labelSet }
    // 32 bits leave as many for the places, more entries than memory holds.
    return order(count: entries.count, keyBits: bits(UInt64(labelSets))) { place in
      UInt64(entries[place].labelSet)
    }
  }

  private static func bits(_ value: UInt64) -> Int { 64 - value.leadingZeroBitCount }

  @inline(__always)
  private static func order(count: Int, keyBits: Int, key: (Int) -> UInt64) -> [Int] {
    let placeBits = bits(UInt64(count))
    var words: [UInt64] = []
    words.reserveCapacity(count)
    var isSorted = true
    var last: UInt64 = 0
    for place in 0..<count {
      let word = key(place) << UInt64(placeBits) | UInt64(place)
      if word < last { isSorted = false }
      last = word
      words.append(word)
    }
    if !isSorted { sort(&words, bits: placeBits..<placeBits + keyBits) }
    let mask = (UInt64(1) << UInt64(placeBits)) - 1
    return words.map { Int($0 & mask) }
  }

  private static func sort(_ words: inout [UInt64], bits: Range<Int>) {
    var other = [UInt64](repeating: 0, count: words.count)
    for shift in stride(from: bits.lowerBound, to: bits.upperBound, by: digitBits) {
      let width = min(digitBits, bits.upperBound - shift)
      scatter(words, into: &other, shift: UInt64(shift), mask: (UInt64(1) << UInt64(width)) - 1)
      swap(&words, &other)
    }
  }

  /// One pass: moves all words to where the digit puts them.
  private static func scatter(
    _ words: [UInt64], into other: inout [UInt64], shift: UInt64, mask: UInt64
  ) {
    var places = [Int](repeating: 0, count: Int(mask) + 1)
    for word in words { places[Int(word >> shift & mask)] += 1 }
    var sum = 0
    for digit in places.indices {
      let count = places[digit]
      places[digit] = sum
      sum += count
    }
    for word in words {
      let digit = Int(word >> shift & mask)
      other[places[digit]] = word
      places[digit] += 1
    }
  }
}
