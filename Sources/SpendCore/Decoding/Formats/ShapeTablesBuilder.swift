/// Lays the shapes of a source out for ``ShapeTables``.
struct ShapeTablesBuilder {
  typealias Run = ShapeTable.Run

  let own: ShapeTables.Own
  private(set) var conditions: [ShapeTable.Condition] = []
  private(set) var runs: [Run] = []
  private(set) var slots: [UInt16] = []
  private(set) var texts: [Run] = []
  private(set) var bytes: [UInt8] = []
  private(set) var addedCosts: [(slot: UInt16, condition: Int32)] = []
  private(set) var tierCounts: [(tier: ServiceTier, slot: UInt16)] = []
  private(set) var ids: [ShapeTables.ID] = []

  init(own: ShapeTables.Own) { self.own = own }

  mutating func add(_ shape: FormatShape, _ paths: inout FieldPaths) -> ShapeTable {
    var table = ShapeTable()
    table.format = shape.format
    table.cache = shape.cache
    table.fixedTier = shape.tier
    table.isTimeUTC = shape.isTimeUTC
    table.addsReasoning = shape.addsReasoning
    table.signature = alternatives(shape.signature, &paths)
    table.exclusions = alternatives(shape.exclusions, &paths)
    table.unknownCost = alternatives(shape.unknownCost, &paths)
    table.times = list(own.all(FieldTable.timeField) + paths.slots(of: shape.times, .time))
    table.costs = list(own.all(FieldTable.costField) + paths.slots(of: shape.costs, .cost))
    table.currencies = list(paths.slots(of: shape.currencies, .dimension))
    table.tags = list(paths.slots(of: shape.tags, .tags))
    table.cacheDetails = list(paths.slots(of: shape.cacheDetails, .tags))
    table.lastFeatures = list(paths.slots(of: shape.lastFeatures, .dimension))
    let counts = FormatShape.Count.allCases.map { count in
      list(
        (Self.ownField(count).map { own.configured($0) } ?? [])
          + paths.slots(of: shape.counts[count] ?? [], .tokens))
    }
    table.counts = lists(counts)
    let dimensions = own.dimensions.enumerated().map { index, name in
      dimension(name, FieldTable.firstDimensionField + index, shape, &paths)
    }
    table.dimensions = lists(dimensions)
    table.feature = dimension(Dimension.feature, own.feature, shape, &paths)
    table.model = dimension(Dimension.model, own.model, shape, &paths)
    table.tier = dimension(Dimension.tier, own.tier, shape, &paths)
    addOthers(shape, to: &table, &paths)
    for path in shape.textObjects { paths.readText(at: path) }
    return table
  }

  private mutating func addOthers(
    _ shape: FormatShape, to table: inout ShapeTable, _ paths: inout FieldPaths
  ) {
    table.addedCosts = Run(first: Int32(addedCosts.count), count: Int32(shape.addedCosts.count))
    for added in shape.addedCosts {
      let number = Int32(conditions.count)
      append(added.condition, isNegated: false, &paths)
      addedCosts.append((paths.slot(of: added.path, .cost), number))
    }
    table.tierCounts = Run(
      first: Int32(tierCounts.count), count: Int32(shape.tierCounts.count + shape.speeds.count))
    table.grows = shape.grows
    table.ids = Run(first: Int32(ids.count), count: Int32(shape.ids.count))
    // Of what the shape is, not the line: a message of Anthropic's in OpenAI's
    // spelling has the same id.
    table.digest.add(shape.format.rawValue)
    for id in shape.ids {
      let parts = list(paths.slots(of: id.parts, .dimension))
      let more = list(paths.slots(of: id.more, .dimension))
      ids.append(ShapeTables.ID(parts: parts, more: more, conditions: all(id.conditions, &paths)))
    }
    for counted in shape.tierCounts {
      tierCounts.append((counted.tier, paths.slot(of: counted.path, .tokens)))
    }
    for speed in shape.speeds { tierCounts.append((.fast, paths.slot(of: speed, .dimension))) }
  }

  private mutating func list(_ list: [UInt16]) -> Run {
    let run = Run(first: Int32(slots.count), count: Int32(list.count))
    slots += list
    return run
  }

  private mutating func lists(_ lists: [Run]) -> Run {
    let run = Run(first: Int32(runs.count), count: Int32(lists.count))
    runs += lists
    return run
  }

  private mutating func dimension(
    _ name: String, _ field: Int, _ shape: FormatShape, _ paths: inout FieldPaths
  ) -> Run {
    let own = shape.ignoredNames.contains(name) ? own.configured(field) : own.all(field)
    let listed = paths.slots(of: shape.paths(of: name), .dimension)
    if shape.isBelow, name == Dimension.model || name == Dimension.tier {
      let configured = self.own.configured(field)
      return list(
        configured + listed + own.filter { !configured.contains($0) && !listed.contains($0) })
    }
    return list(own + listed.filter { !own.contains($0) })
  }

  private mutating func alternatives(
    _ alternatives: [[FormatShape.Condition]], _ paths: inout FieldPaths
  ) -> Run {
    let found = alternatives.map { all($0, &paths) }
    return lists(found)
  }

  private mutating func all(
    _ all: [FormatShape.Condition], _ paths: inout FieldPaths
  ) -> Run {
    let run = Run(first: Int32(conditions.count), count: Int32(all.count))
    for one in all { append(one, isNegated: false, &paths) }
    return run
  }

  private mutating func append(
    _ condition: FormatShape.Condition, isNegated: Bool, _ paths: inout FieldPaths
  ) {
    func add(_ kind: ShapeTable.Condition.Kind, _ slot: UInt16, _ texts: Run = Run()) {
      conditions.append(
        ShapeTable.Condition(kind: kind, isNegated: isNegated, slot: slot, texts: texts))
    }
    switch condition {
    case .count(let path): add(.number, paths.slot(of: path, .tokens))
    case .cost(let path): add(.number, paths.slot(of: path, .cost))
    case .time(let path): add(.number, paths.slot(of: path, .time))
    case .isTrue(let path): add(.isTrue, paths.slot(of: path, .dimension))
    case .not(let one): append(one, isNegated: !isNegated, &paths)
    case .text(let path, let values):
      add(.text, paths.slot(of: path, .dimension), addTexts(values ?? []))
    case .prefix(let path, let values):
      add(.prefix, paths.slot(of: path, .dimension), addTexts(values))
    }
  }

  private mutating func addTexts(_ values: [String]) -> Run {
    let run = Run(first: Int32(texts.count), count: Int32(values.count))
    for value in values {
      texts.append(Run(first: Int32(bytes.count), count: Int32(value.utf8.count)))
      bytes += Array(value.utf8)
    }
    return run
  }

  private static func ownField(_ count: FormatShape.Count) -> Int? {
    let place: Int? =
      switch count {
      case .input: 0
      case .output: 1
      case .cacheRead: 2
      case .cacheWrite: 3
      case .cacheWrite1h: 4
      case .reasoning: 5
      case .cacheWrite5m, .extraInput, .total: nil
      }
    return place.map { FieldTable.firstTokenField + $0 }
  }
}
