/// Where each share of a long breakdown stands in its list, so that one is found without a look at
/// the others. Open addressing, at most half full.
///
/// One pointer, because every window has room for it and few have one.
struct ShareIndex: Sendable {
  typealias Share = SpendBreakdown.Entry

  /// Empty when there is none. Else first whether the list is out of order, then for each place the
  /// number + 1 of the share that stands there, 0 where it is free.
  private var words: [UInt32] = []

  init() {}

  init(of shares: [Share]) {
    var places = 512
    while places < 2 * shares.count + 2 { places *= 2 }
    words = [UInt32](repeating: 0, count: places + 1)
    for number in shares.indices { enter(number, of: shares) }
  }

  var isEmpty: Bool { words.isEmpty }
  /// Whether the list is ascending by chunk.
  var isInOrder: Bool {
    get { isEmpty || words[0] == 0 }
    set { words[0] = newValue ? 0 : 1 }
  }
  var byteCount: Int { words.capacity == 0 ? 0 : 32 + 4 * words.capacity }
  /// How many places are looked at for a share that is not there, at most.
  var longestSearch: Int {
    words.dropFirst().split(separator: 0).reduce(0) { max($0, $1.count) } + 1
  }

  func number(chunk: Int64, labelSet: UInt32, in shares: [Share]) -> Int? {
    var place = start(chunk, labelSet)
    while words[place + 1] != 0 {
      let number = Int(words[place + 1]) - 1
      if shares[number].chunk == chunk, shares[number].labelSet == labelSet { return number }
      place = next(place)
    }
    return nil
  }

  /// The list has one more.
  mutating func append(lastOf shares: [Share]) {
    if 2 * shares.count >= words.count {
      let wasInOrder = isInOrder
      self = ShareIndex(of: shares)
      isInOrder = wasInOrder
    } else {
      enter(shares.count - 1, of: shares)
    }
  }

  private mutating func enter(_ number: Int, of shares: [Share]) {
    var place = start(shares[number].chunk, shares[number].labelSet)
    while words[place + 1] != 0 { place = next(place) }
    words[place + 1] = UInt32(number + 1)
  }

  // All but the first word; a power of two.
  private var mask: Int { words.count - 2 }

  private func next(_ place: Int) -> Int { (place + 1) & mask }

  private func start(_ chunk: Int64, _ labelSet: UInt32) -> Int {
    let key = UInt64(bitPattern: chunk) &<< 32 ^ UInt64(labelSet)
    return Int(truncatingIfNeeded: SWAR.fold(key, 0xE703_7ED1_A0B4_28DB)) & mask
  }
}
