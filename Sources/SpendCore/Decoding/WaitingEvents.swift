/// A few events on their way into a list of lines, whose series are still to be found. Each of them
/// would wait for memory by itself, for the places of its texts and then for that of their
/// combination; together they wait once.
struct WaitingEvents: ~Copyable {
  static let most = 16

  private(set) var count = 0
  private let width: Int
  private let lines: UnsafeMutablePointer<Line>
  /// `width` texts an event.
  private let keys: UnsafeMutablePointer<TextKey>
  /// Their symbols, a row an event.
  private let rows: SeriesRows
  private let hashes: UnsafeMutablePointer<UInt64>

  init(dimensions: Int) {
    width = dimensions
    lines = .allocate(capacity: Self.most)
    keys = .allocate(capacity: Self.most * width)
    rows = SeriesRows(width: width, rows: Self.most)
    hashes = .allocate(capacity: Self.most)
  }

  deinit {
    lines.deallocate()
    keys.deallocate()
    hashes.deallocate()
  }

  /// For events that come after those that wait, all but their series.
  var nextLines: UnsafeMutablePointer<Line> { lines + count }

  /// For the values that these events have in all dimensions.
  var nextKeys: UnsafeMutablePointer<TextKey> { keys + count &* width }

  /// The next few events wait from now on.
  ///
  /// - Precondition: no more than ``most`` do.
  @inline(__always)
  mutating func add(_ events: Int) { count &+= events }

  /// Finds the series of all that wait, and appends them to a list.
  ///
  /// - Parameter format: of all of them.
  mutating func find(
    in catalog: inout Catalog, for list: inout LineBatch, _ format: LineFormat
  ) {
    guard count > 0 else { return }
    if catalog.hasManySymbols {
      for index in 0..<count &* width { catalog.fetch(keys + index) }
    }
    var done = 0
    while true {
      done = catalog.symbols(keys, from: done, rows: count, into: rows)
      guard done < count &* width else { break }
      rows.set(done % width, of: done / width, to: catalog.symbol(keys + done))
      done += 1
    }
    catalog.fetchSeries(rows.words, count: count, hashes: hashes)
    for event in 0..<count {
      lines[event].series = catalog.series(rows.row(event), hash: hashes[event])
    }
    list.append(UnsafeBufferPointer(start: lines, count: count), format)
    count = 0
  }
}
