/// Numbers of label sets by the symbols of the catalog that they are made of, so that a series that
/// is new finds the sets that it shares with others without a look at the texts. O(dimensions);
/// allocates nothing for what is known.
struct SymbolSets: ~Copyable {
  let dimensions: [String]
  /// Places of the dimensions in the catalog.
  private let places: [Int?]
  private var table: SeriesTable
  private var numbers: [UInt32] = []
  private let wanted: SeriesRows

  /// - Parameter catalog: whose symbols they are of.
  init(_ dimensions: [String], in catalog: borrowing Catalog) {
    self.dimensions = dimensions
    places = dimensions.map { catalog.dimensions.firstIndex(ofExactly: $0) }
    // A set of no dimensions is one set all the same.
    let width = max(1, dimensions.count)
    wanted = SeriesRows(width: width)
    table = SeriesTable(width: width, seed: catalog.seed)
  }

  /// The symbol of one of the dimensions in a series with these symbols.
  func symbol(_ index: Int, of series: [UInt32]) -> UInt32 {
    places[index].map { series[$0] } ?? Catalog.empty
  }

  mutating func find(_ series: [UInt32]) -> UInt32? {
    take(series)
    return table.find(wanted.row(0)).map { numbers[Int($0)] }
  }

  /// Adds a set that is not there.
  mutating func add(_ series: [UInt32], _ number: UInt32) {
    take(series)
    _ = table.add(wanted.row(0))
    numbers.append(number)
  }

  private mutating func take(_ series: [UInt32]) {
    for index in dimensions.indices { wanted.set(index, to: symbol(index, of: series)) }
  }
}
