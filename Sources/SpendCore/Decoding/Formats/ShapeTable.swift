/// A ``FormatShape`` as numbers of slots: what the decoder looks at for every event. Nothing but
/// numbers, so that a copy counts no references; what they lead to is in ``ShapeTables``.
struct ShapeTable {
  /// It has some hundred bytes, which are not copied for each event.
  typealias Place = UnsafePointer<ShapeTable>

  /// Some elements of a list of ``ShapeTables``.
  struct Run {
    var first: Int32 = 0
    var count: Int32 = 0

    var isEmpty: Bool { count == 0 }
    var range: Range<Int> { Int(first)..<Int(first + count) }
  }

  /// One condition that is met, or is not, by what is in a slot.
  struct Condition {
    enum Kind: UInt8 {
      case text
      case number
      case isTrue
      case prefix
    }

    var kind: Kind
    var isNegated: Bool
    var slot: UInt16
    /// Of texts; none: any will do.
    var texts = Run()
  }

  var format = LineFormat.native
  /// Alternatives, each a run of conditions.
  var signature = Run()
  var exclusions = Run()
  var unknownCost = Run()
  // Slots, in the order in which they are tried.
  var times = Run()
  var costs = Run()
  var currencies = Run()
  var feature = Run()
  var model = Run()
  var tier = Run()
  var tags = Run()
  var lastFeatures = Run()
  var cacheDetails = Run()
  /// Lists of slots: by ``FormatShape/Count``, and by dimension of the catalog.
  var counts = Run()
  var dimensions = Run()
  var addedCosts = Run()
  var tierCounts = Run()
  var cache = FormatShape.CacheCounting.within
  var fixedTier: ServiceTier?
  /// Of ``ShapeTables/ids``.
  var ids = Run()
  /// What the digests of its ids begin with.
  var digest = EventID.Digest()
  var grows = false
  var isTimeUTC = false
  var addsReasoning = false
}

/// The shapes of a source, in the order in which they are tried, and what they refer to.
final class ShapeTables {
  typealias Run = ShapeTable.Run

  /// What an event's own fields have, which come before a format's.
  struct Own {
    let fields: [FieldTable.Field]
    let dimensions: [String]
    let feature: Int
    let model: Int
    let tier: Int

    /// The paths of `fields`, without the field's own name, which is the last.
    func configured(_ field: Int) -> [UInt16] { all(field).dropLast() }

    func all(_ field: Int) -> [UInt16] {
      let first = fields[field].firstSlot
      return (first..<(first + fields[field].slotCount)).map { UInt16($0) }
    }
  }

  /// Slots of the parts, of which all have to be there, and of others, of which the first counts.
  struct ID {
    var parts: Run
    var more: Run
    /// One alternative.
    var conditions: Run
  }

  let shapes: UnsafeBufferPointer<ShapeTable>
  let conditions: UnsafeBufferPointer<ShapeTable.Condition>
  /// Of alternatives, of lists of slots.
  let runs: UnsafeMutableBufferPointer<Run>
  let slots: UnsafeMutableBufferPointer<UInt16>
  /// Each a run of `bytes`.
  let texts: UnsafeBufferPointer<Run>
  let bytes: UnsafeBufferPointer<UInt8>
  let addedCosts: UnsafeMutableBufferPointer<(slot: UInt16, condition: Int32)>
  let tierCounts: UnsafeMutableBufferPointer<(tier: ServiceTier, slot: UInt16)>
  let ids: UnsafeMutableBufferPointer<ID>
  /// After what belongs to the shapes themselves, each of these lists has room for some of them as
  /// they are for lines of one kind alone (`ShapeTables+Narrowing.swift`).
  let narrowed: UnsafeMutablePointer<ShapeTable>

  init(_ list: [FormatShape], _ own: Own, _ paths: inout FieldPaths) {
    var builder = ShapeTablesBuilder(own: own)
    let shapes = list.map { builder.add($0, &paths) }
    self.shapes = Self.copy(shapes)
    conditions = Self.copy(builder.conditions)
    texts = Self.copy(builder.texts)
    bytes = Self.copy(builder.bytes)
    runs = Self.copyWithRoom(builder.runs)
    slots = Self.copyWithRoom(builder.slots)
    addedCosts = Self.copyWithRoom(builder.addedCosts)
    tierCounts = Self.copyWithRoom(builder.tierCounts)
    ids = Self.copyWithRoom(builder.ids)
    narrowed = .allocate(capacity: LineStencils.most)
    narrowed.initialize(repeating: ShapeTable(), count: LineStencils.most)
  }

  deinit {
    shapes.deallocate()
    conditions.deallocate()
    runs.deallocate()
    slots.deallocate()
    texts.deallocate()
    bytes.deallocate()
    addedCosts.deallocate()
    tierCounts.deallocate()
    ids.deallocate()
    narrowed.deallocate()
  }

  static func copy<T>(_ list: [T]) -> UnsafeBufferPointer<T> {
    let copy = UnsafeMutableBufferPointer<T>.allocate(capacity: list.count)
    _ = copy.initialize(from: list)
    return UnsafeBufferPointer(copy)
  }

  /// Where a shape is.
  @inline(__always)
  func place(_ number: Int) -> ShapeTable.Place {
    guard let base = shapes.baseAddress, shapes.indices.contains(number) else {
      preconditionFailure("a shape that is there")
    }
    return base + number
  }

  /// The slots of a run.
  @inline(__always)
  func list(_ run: Run) -> UnsafeBufferPointer<UInt16> {
    UnsafeBufferPointer(
      start: slots.baseAddress.map { UnsafePointer($0) + Int(run.first) }, count: Int(run.count))
  }

  @inline(__always)
  func counts(_ count: FormatShape.Count, of shape: ShapeTable.Place) -> UnsafeBufferPointer<UInt16>
  {
    list(runs[Int(shape.pointee.counts.first) + count.rawValue])
  }

  @inline(__always)
  func dimension(_ number: Int, of shape: ShapeTable.Place) -> UnsafeBufferPointer<UInt16> {
    list(runs[Int(shape.pointee.dimensions.first) + number])
  }

  func text(_ number: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[texts[number].range])
  }
}
