import CVectorLoads

/// The texts and combinations of dimension values that have been seen, each known by a small
/// number, so that an event is a few integers and matching it against the budgets is done once a
/// combination.
///
/// - A *symbol* is a text: 0 is the empty text, 1 is `untagged`, 2 is `(other)`: what did not fit.
///   A value that spells itself `(other)` is a text like any other and has a symbol of its own, so
///   that nobody hides from a limit by that name.
/// - A *series* is one combination of symbols, one for each of ``dimensions``, in their order.
///
/// Numbers are given in the order of first appearance and are never persisted: what is stored holds
/// texts. Both tables are open addressing with linear probing and keep places free: finding what is
/// known is O(1) (O(length) for texts over 32 bytes) and allocates nothing.
package struct Catalog: ~Copyable {
  /// What a series is made of. Always starts with ``Dimension/feature``.
  package let dimensions: [String]
  /// Texts beyond this many are ``other``.
  package private(set) var maxSymbols: Int
  /// Combinations beyond this many keep their first dimension (the feature) and are ``other`` in
  /// the rest; beyond twice as many they are ``other`` in all.
  package let maxSeries: Int
  /// Once it is as large as this in memory, new texts and combinations are ``other`` as well.
  package let maxBytes: Int
  /// Something did not fit.
  package private(set) var isLimited = false

  /// For tests, and where nobody else chooses the texts.
  package static let fixedSeed: UInt64 = 0xA076_1D64_78BD_642F

  package static let empty: UInt32 = 0
  package static let untagged: UInt32 = 1
  package static let other: UInt32 = 2
  package static let maxBytes = 128 << 20
  /// Longer texts are cut (see ``symbol(for:)``).
  package static let maxTextBytes = 1024

  /// The number of symbols, the three fixed ones included.
  package private(set) var symbolCount = 0
  package var seriesCount: Int { combinations.count }

  private typealias Place = cvl_symbol_place
  /// Of ``TextKey``s.
  let seed: UInt64
  private var places: UnsafeMutableBufferPointer<Place>
  private var texts = ByteArena()
  /// Start of each symbol's text in `texts`; one more at the end.
  private var starts: [Int] = [0]
  private var combinations: SeriesTable

  /// The symbol of a value that spells itself `(other)`, if there is one.
  private var literalOther: UInt32?

  /// - Parameters:
  ///   - maxBytes: see ``byteCount``.
  ///   - hashSeed: any number; a secret one keeps whoever writes the log from choosing colliding
  ///     texts.
  ///   - findsOther: the text `(other)` is ``other``: where only texts are kept, and nothing is
  ///     told apart.
  package init(
    dimensions: [String], maxSymbols: Int = 2_000_000, maxSeries: Int = 4_000_000,
    maxBytes: Int = Catalog.maxBytes, hashSeed: UInt64 = Catalog.fixedSeed, findsOther: Bool = false
  ) {
    precondition(dimensions.first == Dimension.feature, "dimensions start with the feature")
    self.dimensions = dimensions
    self.maxSymbols = max(3, min(maxSymbols, Int(UInt32.max >> 1)))
    self.maxSeries = max(1, min(maxSeries, Int(UInt32.max >> 2)))
    self.maxBytes = maxBytes
    seed = hashSeed
    // Few of many places are taken while there are few texts, so that the first look
    // nearly always finds it.
    places = .allocate(capacity: 1024)
    places.initialize(repeating: Place())
    combinations = SeriesTable(width: dimensions.count, seed: hashSeed)
    // The empty text has number 0 and no place.
    starts.append(0)
    symbolCount = 1
    _ = symbol(Dimension.untagged)
    if findsOther {
      // Found like any other text.
      _ = symbol(Dimension.other)
      literalOther = nil
    } else {
      // A text without a place is not found.
      for byte in Dimension.other.utf8 { texts.append(byte) }
      starts.append(texts.count)
      symbolCount += 1
    }
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
  /// - Parameter bytes: valid UTF-8. Copied, so that they need no room after them.
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
    let before = (maxSymbols, isLimited)
    maxSymbols = 0
    defer { (maxSymbols, isLimited) = before }
    return symbol(text)
  }

  // MARK: As the state has them

  /// What a value that spells itself `(other)` is in the state, where `(other)` is what did not
  /// fit.
  private static let storedLiteral = Dimension.other + "\0"

  /// The text that the state has for a symbol.
  func storedText(_ symbol: UInt32) -> String {
    symbol == literalOther ? Self.storedLiteral : text(symbol)
  }

  func writeStored(_ symbol: UInt32, to writer: inout ByteWriter) {
    if symbol == literalOther {
      writer.write(Self.storedLiteral)
    } else {
      write(symbol, to: &writer)
    }
  }

  /// The symbol of a text that the state has.
  mutating func symbol(stored text: String) -> UInt32 {
    text == Dimension.other ? Self.other : symbol(Self.value(stored: text))
  }

  /// The value that a text of the state stands for.
  static func value(stored text: String) -> String {
    text == storedLiteral ? Dimension.other : text
  }

  // MARK: Texts

  /// The text of a symbol. Copies it.
  package func text(_ symbol: UInt32) -> String {
    let start = starts[Int(symbol)]
    return texts.text(start, count: starts[Int(symbol) + 1] - start)
  }

  /// Appends the text of a symbol.
  package func append(_ symbol: UInt32, to bytes: inout [UInt8]) {
    let start = starts[Int(symbol)]
    bytes.append(
      contentsOf: UnsafeBufferPointer(
        start: texts.start + start, count: starts[Int(symbol) + 1] - start))
  }

  func write(_ symbol: UInt32, to writer: inout ByteWriter) {
    let start = starts[Int(symbol)]
    writer.write(
      text: UnsafeBufferPointer(
        start: texts.start + start, count: starts[Int(symbol) + 1] - start))
  }

  /// The way of the decoder.
  ///
  /// - Parameter start: `count` bytes of valid UTF-8, and 32 readable ones after them.
  @inline(__always)
  mutating func symbol(_ start: UnsafePointer<UInt8>, count: Int) -> UInt32 {
    if count == 0 { return Self.empty }
    return withUnsafePointer(to: TextKey(start, count: count, seed: seed)) { symbol($0) }
  }

  /// Texts beyond so many do not stay in the cache.
  var hasManySymbols: Bool { symbolCount > 2048 }

  /// Asks for the memory that finding the key will look at.
  @inline(__always)
  func fetch(_ key: UnsafePointer<TextKey>) {
    guard let base = places.baseAddress else { return }
    let place = UnsafeRawPointer(base + self.place(of: key.pointee.hash))
    cvl_prefetch(place)
    // A place may reach into the next line of the cache.
    cvl_prefetch(place + (MemoryLayout<Place>.stride - 1))
  }

  @inline(__always)
  private func place(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash) & (places.count &- 1)
  }

  /// Finds the symbols of the first keys of some rows, from one on, as far as they are texts of up
  /// to 32 bytes that are known. See `cvl_find_keys`.
  @inline(__always)
  func symbols(
    _ keys: UnsafePointer<TextKey>, from first: Int, rows: Int, into symbols: borrowing SeriesRows
  ) -> Int {
    guard let base = places.baseAddress else { return first }
    return cvl_find_keys(
      keys, first, rows, dimensions.count, base, UInt64(places.count &- 1),
      UnsafeMutableRawPointer(symbols.words).assumingMemoryBound(to: UInt32.self),
      2 &* symbols.wordCount)
  }

  /// The key and the places are looked at where they stand: copying one takes
  /// longer than comparing it.
  ///
  /// - Parameter key: made with ``seed``.
  @inline(__always)
  mutating func symbol(_ key: UnsafePointer<TextKey>) -> UInt32 {
    guard let base = places.baseAddress else { return Self.empty }
    let count = key.pointee.count
    let mask = places.count &- 1
    var index = place(of: key.pointee.hash)
    while true {
      let place = base + index
      let both = (UnsafeRawPointer(key), UnsafeRawPointer(place))
      let isEqual = cvl_equal32(
        both.0.assumingMemoryBound(to: UInt8.self), both.1.assumingMemoryBound(to: UInt8.self))
      if isEqual == .max, Int(place.pointee.count) == count {
        let symbol = place.pointee.symbol
        if count <= TextKey.exactBytes { return symbol }
        let text = texts.start + starts[Int(symbol)]
        if SWAR.equal(text, key.pointee.start, count: count) { return symbol }
      }
      if place.pointee.count == 0 { return insert(key, at: index) }
      index = (index &+ 1) & mask
    }
  }

  @inline(never)
  private mutating func insert(_ key: UnsafePointer<TextKey>, at index: Int) -> UInt32 {
    let (start, count) = (key.pointee.start, key.pointee.count)
    if count > Self.maxTextBytes, !LongText.isCut(start, count: count) {
      return symbol(LongText.cut(start, count: count))
    }
    guard symbolCount < maxSymbols, byteCount < maxBytes else {
      isLimited = true
      return Self.other
    }
    let symbol = UInt32(symbolCount)
    places[index] = Place(text: key.pointee.text, count: UInt32(count), symbol: symbol)
    texts.append(start, count: count)
    starts.append(texts.count)
    symbolCount += 1
    if count == Dimension.other.utf8.count, text(symbol) == Dimension.other {
      literalOther = symbol
    }
    if symbolCount > mostPlaced { growPlaces() }
    return symbol
  }

  /// How many texts the places are enough for: half of few, three quarters of many, because of
  /// these most are not in the cache, and where a look has to go on it goes on beside.
  private var mostPlaced: Int {
    places.count < 1 << 14 ? places.count / 2 : places.count / 4 * 3
  }

  private mutating func growPlaces() {
    let old = places
    places = .allocate(capacity: old.count * 2)
    places.initialize(repeating: Place())
    let mask = places.count - 1
    for place in old where place.count > 0 {
      var index = self.place(
        of: TextKey.hash(place.text, count: Int(place.count), seed: seed))
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
    let rows = SeriesRows(width: symbols.count)
    for (index, symbol) in symbols.enumerated() { rows.set(index, to: symbol) }
    return series(rows.row(0))
  }

  /// - Parameter row: as ``SeriesTable`` has it.
  mutating func series(_ row: UnsafePointer<UInt64>) -> UInt32 {
    combinations.find(row) ?? addSeries(row)
  }

  /// - Parameter hash: what ``fetchSeries(_:count:hashes:)`` found for it.
  @inline(__always)
  mutating func series(_ row: UnsafePointer<UInt64>, hash: UInt64) -> UInt32 {
    combinations.find(row, hash: hash) ?? addSeries(row)
  }

  /// Asks for the memory that finding these combinations will look at. See
  /// ``SeriesTable/fetch(_:count:hashes:)``.
  @inline(__always)
  func fetchSeries(
    _ rows: UnsafePointer<UInt64>, count: Int, hashes: UnsafeMutablePointer<UInt64>
  ) {
    combinations.fetch(rows, count: count, hashes: hashes)
  }

  @inline(never)
  private mutating func addSeries(_ row: UnsafePointer<UInt64>) -> UInt32 {
    if combinations.count < maxSeries, byteCount < maxBytes { return combinations.add(row) }
    isLimited = true
    let pinned = SeriesRows(width: dimensions.count)
    for index in dimensions.indices { pinned.set(index, to: Self.other) }
    if combinations.count < 2 * maxSeries {
      pinned.set(0, to: UnsafeRawPointer(row).load(as: UInt32.self))
    }
    return combinations.find(pinned.row(0)) ?? combinations.add(pinned.row(0))
  }

  /// Gives back the memory that finding takes: it only tells the texts of its symbols any more.
  mutating func forgetPlaces() {
    places.deallocate()
    places = .allocate(capacity: 1)
    places.initialize(repeating: Place())
    combinations = SeriesTable(width: dimensions.count, seed: seed)
  }

  /// What it takes in memory.
  package var byteCount: Int {
    places.count &* MemoryLayout<Place>.stride &+ texts.count &+ symbolCount &* 8
      &+ combinations.byteCount
  }

  /// The symbol that a series has in the dimension at `index` of ``dimensions``.
  package func symbol(of series: UInt32, dimension index: Int) -> UInt32 {
    combinations.symbol(series, index)
  }
}
