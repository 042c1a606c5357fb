/// Where the fields of an event are in the learned order of keys (``KeyTemplate``): of a line that
/// follows it to its end they are read from there, without slots in between.
struct FieldPlaces: ~Copyable {
  /// Keys of an order that can be read so; -1 while there is none.
  private(set) var count = -1
  private(set) var cost = 0
  private(set) var time = 0
  /// Missing where the order lacks them.
  private(set) var inputTokens = missing
  private(set) var outputTokens = missing
  /// Of other tokens, those that the order has.
  private(set) var classes: [Int] = []
  private(set) var hasClasses = false
  /// One a dimension.
  let dimensions: UnsafeMutableBufferPointer<Int>
  /// What was last looked at.
  private var seenAge = -1
  private var seenCount = -1

  static let missing = -1

  init(dimensions count: Int) {
    dimensions = .allocate(capacity: count)
    dimensions.initialize(repeating: Self.missing)
  }

  deinit { dimensions.deallocate() }

  /// Whether lines of the first `count` learned keys, none more, can be read so: they have cost and
  /// time, no key comes twice, and no field may stand anywhere but after its own name.
  @inline(__always)
  mutating func cover(
    _ count: Int, of template: borrowing KeyTemplate, _ table: borrowing FieldTable
  ) -> Bool {
    if count != seenCount || template.age != seenAge { look(at: count, of: template, table) }
    return self.count == count
  }

  @inline(never)
  private mutating func look(
    at count: Int, of template: borrowing KeyTemplate, _ table: borrowing FieldTable
  ) {
    (seenCount, seenAge) = (count, template.age)
    self.count = -1
    guard !table.hasPaths else { return }
    var places = [Int](repeating: Self.missing, count: table.slotCount)
    for index in 0..<count {
      let key = template.key(index)
      if key.action == .skip || table.isOfFormats(key) { continue }
      guard key.action != .branch, places[Int(key.slot)] == Self.missing else { return }
      places[Int(key.slot)] = index
    }
    // Without paths each of these fields has one slot, the number of which is its own.
    cost = places[FieldTable.costField]
    time = places[FieldTable.timeField]
    inputTokens = places[FieldTable.firstTokenField]
    outputTokens = places[FieldTable.firstTokenField + 1]
    let tokens = places[FieldTable.firstTokenField...].prefix(FieldTable.tokenNames.count)
    classes = tokens.dropFirst(2).filter { $0 != Self.missing }
    hasClasses = !classes.isEmpty
    for dimension in dimensions.indices {
      dimensions[dimension] = places[FieldTable.firstDimensionField + dimension]
    }
    if cost != Self.missing, time != Self.missing { self.count = count }
  }
}
