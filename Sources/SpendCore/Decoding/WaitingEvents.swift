/// The last few events of a list of lines, whose series are still to be found. Each of them would wait for memory by
/// itself, for the places of its texts and then for that of their combination; together they wait once.
struct WaitingEvents: ~Copyable {
  static let most = 16

  private(set) var count = 0
  private let width: Int
  /// `width` texts an event.
  private let keys: UnsafeMutablePointer<TextKey>
  /// Their symbols, a row an event.
  private let rows: SeriesRows
  private let hashes: UnsafeMutablePointer<UInt64>

  init(dimensions: Int) {
    width = dimensions
    keys = .allocate(capacity: Self.most * width)
    rows = SeriesRows(width: width, rows: Self.most)
    hashes = .allocate(capacity: Self.most)
  }

  deinit {
    keys.deallocate()
    hashes.deallocate()
  }

  /// The value that the event at hand, which is the one behind those that wait, has in a dimension.
  @inline(__always)
  func set(_ dimension: Int, to key: TextKey) {
    (keys + (count &* width &+ dimension)).initialize(to: key)
  }

  /// The event at hand, all of whose values are set, waits from now on.
  ///
  /// - Precondition: fewer than ``most`` do.
  @inline(__always)
  mutating func add() { count &+= 1 }

  /// Finds the series of all that wait.
  ///
  /// - Parameter lines: ends with the lines of those events.
  mutating func find(in catalog: inout Catalog, for lines: inout [Line]) {
    guard count > 0 else { return }
    if catalog.hasManySymbols {
      for index in 0..<count &* width { catalog.fetch(keys + index) }
    }
    for event in 0..<count {
      for index in 0..<width {
        rows.set(index, of: event, to: catalog.symbol(keys + (event &* width &+ index)))
      }
    }
    catalog.fetchSeries(rows.words, count: count, hashes: hashes)
    let first = lines.count - count
    for event in 0..<count {
      lines[first &+ event].series = catalog.series(rows.row(event), hash: hashes[event])
    }
    count = 0
  }
}
