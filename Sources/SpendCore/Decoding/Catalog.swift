/// The texts and combinations of dimension values that have been seen, each known by a small
/// number, so that an event is a few integers and matching it against the budgets is done once a
/// combination.
///
/// - A *symbol* is a text: 0 is the empty text, 1 is `untagged`, 2 is `(other)`.
/// - A *series* is one combination of symbols, one for each of ``dimensions``, in their order.
///
/// Numbers are given in the order of first appearance and are never persisted: what is stored holds
/// texts. Both tables are open addressing with linear probing and at most half full: finding what
/// is known is O(1) (O(length) for texts over 16 bytes) and allocates nothing.
package struct Catalog: ~Copyable {
  /// What a series is made of. Always starts with ``Dimension/feature``.
  package let dimensions: [String]
  /// Texts beyond this many are ``other``.
  package private(set) var maxSymbols: Int
  /// Combinations beyond this many keep their first dimension (the feature) and are ``other`` in
  /// the rest; beyond twice as many they are ``other`` in all.
  package let maxSeries: Int

  package static let empty: UInt32 = 0
  package static let untagged: UInt32 = 1
  package static let other: UInt32 = 2
  /// Longer texts are cut (see ``symbol(for:)``).
  package static let maxTextBytes = 1024

  /// The number of symbols, the three fixed ones included.
  package private(set) var symbolCount = 0
  package var seriesCount: Int { combinations.count }

  /// One place of the symbol table; free when `count` is 0.
  private struct Place {
    var text = ShortText(low: 0, high: 0)
    var count: UInt32 = 0
    var symbol: UInt32 = 0
  }
  private let seed: UInt64
  private var places: UnsafeMutableBufferPointer<Place>
  private var texts = ByteArena()
  /// Start of each symbol's text in `texts`; one more at the end.
  private var starts: [Int] = [0]
  private var combinations: SeriesTable

  /// - Parameter hashSeed: any number; a secret one keeps whoever writes the log from choosing
  ///   colliding texts.
  package init(
    dimensions: [String], maxSymbols: Int = 2_000_000, maxSeries: Int = 4_000_000,
    hashSeed: UInt64 = 0xA076_1D64_78BD_642F
  ) {
    precondition(dimensions.first == Dimension.feature, "dimensions start with the feature")
    self.dimensions = dimensions
    self.maxSymbols = max(3, min(maxSymbols, Int(UInt32.max >> 1)))
    self.maxSeries = max(1, min(maxSeries, Int(UInt32.max >> 2)))
    seed = hashSeed
    places = .allocate(capacity: 256)
    places.initialize(repeating: Place())
    combinations = SeriesTable(width: dimensions.count, seed: hashSeed)
    // The empty text has number 0 and no place.
    starts.append(0)
    symbolCount = 1
    _ = symbol(Dimension.untagged)
    _ = symbol(Dimension.other)
  }

  deinit {
    places.deallocate()
  }

  // MARK: Symbols

  /// The number of a text, a new one if it was not known. ``other`` once there are ``maxSymbols``.
  ///
  /// A text over 1,024 bytes is cut at a character and gets `…` and 16 hexadecimal digits of a hash
  /// of all of it, so that it stays distinct. A text that has been cut that way is known by itself
  /// again.
  ///
  /// - Parameter bytes: valid UTF-8. Copied, so that they need no room behind them.
  package mutating func symbol(for bytes: UnsafeRawBufferPointer) -> UInt32 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + ByteArena.padding) {
      buffer in
      buffer.initialize(repeating: 0)
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
      guard let start = buffer.baseAddress else { return Self.empty }
      return symbol(start, count: bytes.count)
    }
  }

  package mutating func symbol(_ text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { symbol(for: UnsafeRawBufferPointer($0)) }
  }

  /// The number of a text; ``other`` if it is not known.
  package mutating func knownSymbol(_ text: String) -> UInt32 {
    let limit = maxSymbols
    maxSymbols = 0
    defer { maxSymbols = limit }
    return symbol(text)
  }

  /// The text of a symbol. Copies it.
  package func text(_ symbol: UInt32) -> String {
    let start = starts[Int(symbol)]
    return texts.text(start, count: starts[Int(symbol) + 1] - start)
  }

  func write(_ symbol: UInt32, to writer: inout ByteWriter) {
    let start = starts[Int(symbol)]
    writer.write(
      text: UnsafeBufferPointer(
        start: texts.start + start, count: starts[Int(symbol) + 1] - start))
  }

  /// The way of the decoder.
  ///
  /// - Parameter start: `count` bytes of valid UTF-8, and 16 readable ones behind them.
  @inline(__always)
  mutating func symbol(_ start: UnsafePointer<UInt8>, count: Int) -> UInt32 {
    if count == 0 { return Self.empty }
    let text = ShortText(start, count: count)
    if count > 16 { return longSymbol(start, count: count) }
    let mask = places.count &- 1
    var index = Int(truncatingIfNeeded: text.hash(count: count, seed: seed)) & mask
    while true {
      let place = places[index]
      if place.text.low == text.low, place.text.high == text.high, Int(place.count) == count {
        return place.symbol
      }
      if place.count == 0 { return insert(start, count: count, text: text, at: index) }
      index = (index &+ 1) & mask
    }
  }

  /// Texts over 16 bytes are known by 128 bits of hashes and then compared in full.
  private mutating func longSymbol(_ start: UnsafePointer<UInt8>, count: Int) -> UInt32 {
    if count > Self.maxTextBytes, !LongText.isCut(start, count: count) {
      return symbol(LongText.cut(start, count: count))
    }
    let text = LongText.hashed(start, count: count, seed: seed)
    let mask = places.count &- 1
    var index = Int(truncatingIfNeeded: text.hash(count: count, seed: seed)) & mask
    while true {
      let place = places[index]
      if place.text.low == text.low, place.text.high == text.high, Int(place.count) == count,
        Words.equal(texts.start + starts[Int(place.symbol)], start, count: count)
      {
        return place.symbol
      }
      if place.count == 0 { return insert(start, count: count, text: text, at: index) }
      index = (index &+ 1) & mask
    }
  }

  @inline(never)
  private mutating func insert(
    _ start: UnsafePointer<UInt8>, count: Int, text: ShortText, at index: Int
  ) -> UInt32 {
    guard symbolCount < maxSymbols else { return Self.other }
    let symbol = UInt32(symbolCount)
    places[index] = Place(text: text, count: UInt32(count), symbol: symbol)
    texts.append(start, count: count)
    starts.append(texts.count)
    symbolCount += 1
    if symbolCount * 2 > places.count { growPlaces() }
    return symbol
  }

  private mutating func growPlaces() {
    let old = places
    places = .allocate(capacity: old.count * 2)
    places.initialize(repeating: Place())
    let mask = places.count - 1
    for place in old where place.count > 0 {
      let hash = place.text.hash(count: Int(place.count), seed: seed)
      var index = Int(truncatingIfNeeded: hash) & mask
      while places[index].count > 0 { index = (index + 1) & mask }
      places[index] = place
    }
    old.deallocate()
  }

  // MARK: Series

  /// The number of a combination, a new one if it was not known.
  ///
  /// - Parameter symbols: one for each of ``dimensions``.
  package mutating func series(_ symbols: UnsafeBufferPointer<UInt32>) -> UInt32 {
    precondition(symbols.count == dimensions.count, "one symbol for each dimension")
    if let known = combinations.find(symbols) { return known }
    return addSeries(symbols)
  }

  @inline(never)
  private mutating func addSeries(_ symbols: UnsafeBufferPointer<UInt32>) -> UInt32 {
    if combinations.count < maxSeries { return combinations.add(symbols) }
    let feature = combinations.count < 2 * maxSeries ? symbols[0] : Self.other
    let rest = [UInt32](repeating: Self.other, count: dimensions.count - 1)
    return ([feature] + rest).withUnsafeBufferPointer { pinned in
      combinations.find(pinned) ?? combinations.add(pinned)
    }
  }

  /// The symbol that a series has in the dimension at `index` of ``dimensions``.
  package func symbol(of series: UInt32, dimension index: Int) -> UInt32 {
    combinations.symbol(series, index)
  }
}
