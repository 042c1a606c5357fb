/// Shapes as they are for lines that have something in some slots and never in others, as lines of
/// one kind do (``LineStencil/isFixed``): without all that asks for the others, of which there are
/// many more. The outcome is the same.
extension ShapeTables {
  /// Room for narrowed shapes: each may be as long as all of them.
  static func copyWithRoom<T>(_ list: [T]) -> UnsafeMutableBufferPointer<T> {
    let copy = UnsafeMutableBufferPointer<T>.allocate(
      capacity: list.count * (1 + LineStencils.most))
    _ = copy.initialize(from: list)
    return copy
  }

  /// Narrows a shape to lines that have something in `present`.
  ///
  /// - Parameter room: whose shape is there is void from now on.
  func narrow(_ number: Int, to present: Set<UInt16>, in room: Int) -> ShapeTable.Place {
    var writer = Narrowing(tables: self, present: present, room: room)
    (narrowed + room).pointee = writer.narrow(shapes[number])
    return UnsafePointer(narrowed + room)
  }
}

/// What is left of a shape, on its way into the room that there is for it.
private struct Narrowing {
  typealias Run = ShapeTable.Run

  let tables: ShapeTables
  let present: Set<UInt16>
  private var nextRun: Int
  private var nextSlot: Int
  private var nextAddedCost: Int
  private var nextTierCount: Int
  private var nextID: Int

  init(tables: ShapeTables, present: Set<UInt16>, room: Int) {
    (self.tables, self.present) = (tables, present)
    func start(_ capacity: Int) -> Int { capacity / (1 + LineStencils.most) * (1 + room) }
    nextRun = start(tables.runs.count)
    nextSlot = start(tables.slots.count)
    nextAddedCost = start(tables.addedCosts.count)
    nextTierCount = start(tables.tierCounts.count)
    nextID = start(tables.ids.count)
  }

  mutating func narrow(_ shape: ShapeTable) -> ShapeTable {
    var table = shape
    table.signature = alternatives(shape.signature)
    table.exclusions = alternatives(shape.exclusions)
    table.unknownCost = alternatives(shape.unknownCost)
    table.times = list(shape.times)
    table.costs = list(shape.costs)
    table.currencies = list(shape.currencies)
    table.feature = list(shape.feature)
    table.model = list(shape.model)
    table.tier = list(shape.tier)
    table.tags = list(shape.tags)
    table.lastFeatures = list(shape.lastFeatures)
    table.cacheDetails = list(shape.cacheDetails)
    table.counts = lists(shape.counts)
    table.dimensions = lists(shape.dimensions)
    table.addedCosts = keep(tables.addedCosts, shape.addedCosts, at: \.nextAddedCost) {
      $0.isThere($1.slot)
    }
    table.tierCounts = keep(tables.tierCounts, shape.tierCounts, at: \.nextTierCount) {
      $0.isThere($1.slot)
    }
    // An id needs all of its parts.
    table.ids = keep(tables.ids, shape.ids, at: \.nextID) { narrowing, id in
      narrowing.tables.list(id.parts).allSatisfy { narrowing.isThere($0) }
        && narrowing.mayBeMet(id.conditions)
    }
    for id in table.ids.range {
      tables.ids[id].more = list(tables.ids[id].more)
    }
    return table
  }

  private mutating func list(_ run: Run) -> Run {
    keep(tables.slots, run, at: \.nextSlot) { $0.isThere($1) }
  }

  private mutating func lists(_ run: Run) -> Run {
    let first = nextRun
    for number in run.range {
      tables.runs.initializeElement(at: nextRun, to: list(tables.runs[number]))
      nextRun += 1
    }
    return Run(first: Int32(first), count: run.count)
  }

  private mutating func alternatives(_ run: Run) -> Run {
    keep(tables.runs, run, at: \.nextRun) { $0.mayBeMet($1) }
  }

  private func isThere(_ slot: UInt16) -> Bool { present.contains(slot) }

  /// Whether no condition asks for something that is not there.
  private func mayBeMet(_ conditions: Run) -> Bool {
    conditions.range.allSatisfy { number in
      tables.conditions[number].isNegated || isThere(tables.conditions[number].slot)
    }
  }

  /// Copies some elements of a run to where there is room, and returns theirs.
  private mutating func keep<T>(
    _ list: UnsafeMutableBufferPointer<T>, _ run: Run, at next: WritableKeyPath<Self, Int>,
    where isKept: (Self, T) -> Bool
  ) -> Run {
    let first = self[keyPath: next]
    for number in run.range where isKept(self, list[number]) {
      list.initializeElement(at: self[keyPath: next], to: list[number])
      self[keyPath: next] += 1
    }
    return Run(first: Int32(first), count: Int32(self[keyPath: next] - first))
  }
}
