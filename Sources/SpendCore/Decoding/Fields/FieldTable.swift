/// Which keys of an object mean which canonical field, under the settings of one source. Made once
/// a source.
///
/// A *field* is what an event has (cost, time, a kind of tokens, a dimension). A *slot* is one
/// place in the object where it may stand: the paths of `settings.fields` in their order, then the
/// field's own name at the top; after those the places of the formats (``FormatShape``), each once
/// however many of them look there. A *level* is one object: 0 is the line's, others are the
/// objects on the way of a path.
///
/// Keys are found by length and first 16 bytes, then compared in full. O(1).
struct FieldTable: ~Copyable {
  /// One field: `slotCount` slots from `firstSlot` on.
  struct Field {
    var action: FieldKey.Action
    var firstSlot: Int
    var slotCount: Int
  }

  /// A key with more than one meaning, or on the way of a path.
  struct Branch {
    var slots: [(action: FieldKey.Action, slot: UInt16)] = []
    /// The level of the object that is the key's value; 0 when no path leads on.
    var level: Int32 = 0
    /// Every slot at or below this key: when the key comes again, what was read there before is
    /// void.
    var slotsWithin: [UInt16] = []
    /// An object may be written as a text here.
    var readsText = false
  }

  /// Cost, time, the kinds of tokens, the dimensions, then those of the witnesses that are none of
  /// them.
  let fields: UnsafeMutableBufferPointer<Field>
  let slotCount: Int
  /// The first slots, which the event's own fields have.
  let ownSlotCount: Int
  /// How each slot is reached, keys joined by points; for whoever explains.
  let slotPaths: [String]
  /// Whether any field has more than one slot.
  let hasPaths: Bool
  let branches: [Branch]
  /// By branch.
  private let areOfFormats: [Bool]
  /// Of feature and model: what an event has and other objects seldom have.
  let featureField: Int
  let modelField: Int
  let tierField: Int
  /// Of `event_id`, where somebody asks for it.
  let idField: Int?
  let shapes: ShapeTables
  let batchKeys: BatchKeys

  /// Where the records of OTLP have what flat spans have.
  struct BatchKeys {
    var spansSlot = UInt16.max
    var attributesBranch = UInt16.max
    var attributesLevel: Int32 = 0
    var resourceLevel: Int32 = 0
    var resourceSlots: [UInt16] = []
  }

  private struct Entry {
    var text = ShortText(low: 0, high: 0)
    var count: Int32 = -1
    var level: Int32 = 0
    var offset: Int = 0
    var key = FieldKey.unknown
  }
  private let entries: UnsafeMutableBufferPointer<Entry>
  private var names = ByteArena()

  static let costField = 0
  static let timeField = 1
  static let firstTokenField = 2
  static let tokenNames = [
    "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens",
    "cache_write_1h_tokens", "reasoning_tokens",
  ]
  static let firstDimensionField = firstTokenField + tokenNames.count
  private static let seed: UInt64 = 0x8EBC_6AF0_9C88_C6E3

  init(settings: SourceSettings, dimensions: [String]) {
    var paths = FieldPaths()
    var fields: [Field] = []
    func add(_ name: String, _ action: FieldKey.Action) {
      let first = paths.slotCount
      for path in settings.fields[name] ?? [] { _ = paths.add(path, action) }
      _ = paths.slot(ofName: name, action)
      fields.append(Field(action: action, firstSlot: first, slotCount: paths.slotCount - first))
    }
    add("cost_usd", .cost)
    add("timestamp", .time)
    for name in Self.tokenNames { add(name, .tokens) }
    for name in dimensions { add(name, .dimension) }
    // Also where nobody asks for their values.
    let witnesses = [Dimension.feature, Dimension.model, Dimension.tier].map { name in
      if let index = dimensions.firstIndex(ofExactly: name) {
        return Self.firstDimensionField + index
      }
      add(name, .dimension)
      return fields.count - 1
    }
    (featureField, modelField, tierField) = (witnesses[0], witnesses[1], witnesses[2])
    if settings.duplicates == .on {
      idField = fields.count
      add("event_id", .dimension)
    } else {
      idField = nil
    }
    ownSlotCount = paths.slotCount
    hasPaths = paths.slotCount > fields.count
    let own = ShapeTables.Own(
      fields: fields, dimensions: dimensions, feature: featureField, model: modelField,
      tier: tierField)
    shapes = ShapeTables(FormatShape.shapes(of: settings.format), own, &paths)

    var batchKeys = BatchKeys()
    let readsBatches = settings.format == .auto || settings.format == .otel
    if readsBatches {
      batchKeys.spansSlot = paths.slot(ofName: "resourceSpans", .batch)
      _ = paths.slot(ofName: "resourceLogs", .batch)
      batchKeys.attributesLevel = paths.level(at: "attributes")
      batchKeys.resourceLevel = paths.level(at: "resource/attributes")
      batchKeys.attributesBranch = paths.branch("attributes") ?? .max
    }

    self.fields = .allocate(capacity: fields.count)
    _ = self.fields.initialize(from: fields)
    slotCount = paths.slotCount
    slotPaths = paths.slotPaths
    let (branches, ownCount) = (paths.branches, ownSlotCount)
    self.branches = branches
    if readsBatches, let resource = paths.branch("resource") {
      batchKeys.resourceSlots = branches[Int(resource)].slotsWithin
    }
    self.batchKeys = batchKeys
    areOfFormats = branches.map { $0.slotsWithin.allSatisfy { $0 >= ownCount } }
    var capacity = 64
    while capacity < paths.keys.count * 4 { capacity *= 2 }
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: Entry())
    for known in paths.keys { insert(known) }
  }

  deinit {
    fields.deallocate()
    entries.deallocate()
  }

  /// Whether a key leads only to places where formats look: not to what an event has by its own
  /// names.
  func isOfFormats(_ key: FieldKey) -> Bool {
    switch key.action {
    case .skip: false
    case .branch: areOfFormats[Int(key.slot)]
    default: Int(key.slot) >= ownSlotCount
    }
  }

  /// What a key means in a level. At least 16 bytes from `start` are readable.
  @inline(__always)
  func find(_ start: UnsafePointer<UInt8>, count: Int, level: Int32) -> FieldKey {
    let text = ShortText(start, count: count)
    let mask = entries.count &- 1
    var index = place(text, count: count, level: level)
    while true {
      let entry = entries[index]
      if entry.count < 0 { return .unknown }
      if entry.text.low == text.low, entry.text.high == text.high, Int(entry.count) == count,
        entry.level == level,
        count <= 16 || SWAR.equal(names.start + entry.offset, start, count: count)
      {
        return entry.key
      }
      index = (index &+ 1) & mask
    }
  }

  @inline(__always)
  private func place(_ text: ShortText, count: Int, level: Int32) -> Int {
    let hash = text.hash(count: count &+ Int(level) &* 64, seed: Self.seed)
    return Int(truncatingIfNeeded: hash) & (entries.count &- 1)
  }

  private mutating func insert(_ known: FieldPaths.Key) {
    let offset = names.count
    let bytes = Array(known.name.utf8)
    bytes.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { names.append(base, count: buffer.count) }
    }
    let text = ShortText(names.start + offset, count: bytes.count)
    var index = place(text, count: bytes.count, level: known.level)
    while entries[index].count >= 0 { index = (index + 1) & (entries.count - 1) }
    entries[index] = Entry(
      text: text, count: Int32(bytes.count), level: known.level, offset: offset, key: known.key)
  }
}
