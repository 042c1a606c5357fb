/// Room for rows of a ``SeriesTable``, filled symbol by symbol.
struct SeriesRows: ~Copyable {
  let words: UnsafeMutablePointer<UInt64>
  /// Of a row.
  let wordCount: Int

  init(width: Int, rows: Int = 1) {
    wordCount = SeriesTable.words(width)
    words = .allocate(capacity: rows * wordCount)
    words.initialize(repeating: 0, count: rows * wordCount)
  }

  deinit { words.deallocate() }

  @inline(__always)
  func row(_ index: Int) -> UnsafePointer<UInt64> { UnsafePointer(words + index &* wordCount) }

  @inline(__always)
  func set(_ index: Int, of row: Int = 0, to symbol: UInt32) {
    UnsafeMutableRawPointer(words + row &* wordCount)
      .storeBytes(of: symbol, toByteOffset: 4 &* index, as: UInt32.self)
  }
}
