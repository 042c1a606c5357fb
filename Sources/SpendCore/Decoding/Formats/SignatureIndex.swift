/// Which signatures an object can have, by the slots that have something in them: nearly all are
/// out of the question after one look at each slot that any of them asks for, and the objects of a
/// log mostly have the same. The outcome is that of trying one signature after the other.
struct SignatureIndex: ~Copyable {
  /// One of the signatures of a shape.
  struct Entry {
    var shape: Int
    var conditions: ShapeTable.Run
    /// Of `slots`.
    var needed: Places
  }

  /// A set of the first 128 slots.
  struct Places: Equatable {
    var low: UInt64 = 0
    var high: UInt64 = 0

    mutating func insert(_ place: Int) {
      if place < 64 { low |= 1 << UInt64(place) } else { high |= 1 << UInt64(place - 64) }
    }

    func contains(_ other: Places) -> Bool { other.low & ~low == 0 && other.high & ~high == 0 }
  }

  /// Slots that a signature needs something in, at most 128; of what is beyond nothing is known.
  private let slots: UnsafeBufferPointer<UInt16>
  /// In the order in which they are tried.
  private let entries: UnsafeBufferPointer<Entry>
  /// Those that an object can have that has something in `present`.
  private let candidates: UnsafeMutableBufferPointer<Entry>
  private var candidateCount = 0
  /// What the object that was asked for last has.
  private(set) var present: Places?
  /// The number of its line.
  private(set) var line = 0

  init(_ tables: ShapeTables) {
    var slots: [UInt16] = []
    var entries: [Entry] = []
    for (number, shape) in tables.shapes.enumerated() {
      for alternative in shape.signature.range {
        let conditions = tables.runs[alternative]
        var needed = Places()
        for condition in conditions.range where !tables.conditions[condition].isNegated {
          let slot = tables.conditions[condition].slot
          if !slots.contains(slot), slots.count < 128 { slots.append(slot) }
          if let place = slots.firstIndex(of: slot) { needed.insert(place) }
        }
        entries.append(Entry(shape: number, conditions: conditions, needed: needed))
      }
    }
    self.slots = ShapeTables.copy(slots)
    self.entries = ShapeTables.copy(entries)
    candidates = .allocate(capacity: entries.count)
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    candidates.deallocate()
  }

  /// Those that the object at hand can have.
  ///
  /// - Parameters:
  ///   - values: by slot; those of the line with this number are its.
  ///   - expected: what it has in them, where that is known.
  mutating func candidates(
    _ values: UnsafeMutablePointer<SlotValue>, line: Int, expected: Places? = nil
  ) -> UnsafeBufferPointer<Entry> {
    self.line = line
    let half = min(64, slots.count)
    let found =
      expected
      ?? Places(
        low: present(0..<half, values, line), high: present(half..<slots.count, values, line))
    if found != present { look(for: found) }
    return UnsafeBufferPointer(rebasing: UnsafeBufferPointer(candidates)[..<candidateCount])
  }

  /// Which of some slots, at most 64, have something in them, a bit each.
  @inline(__always)
  private func present(
    _ range: Range<Int>, _ values: UnsafeMutablePointer<SlotValue>, _ line: Int
  ) -> UInt64 {
    guard let slots = slots.baseAddress else { return 0 }
    var found: UInt64 = 0
    var bit: UInt64 = 1
    for place in range {
      // Without a branch: which of them are there is not to be foreseen.
      let isThere: UInt64 = values[Int(slots[place])].line == line ? .max : 0
      found |= bit & isThere
      bit &<<= 1
    }
    return found
  }

  @inline(never)
  private mutating func look(for found: Places) {
    present = found
    candidateCount = 0
    for entry in entries where found.contains(entry.needed) {
      candidates[candidateCount] = entry
      candidateCount += 1
    }
  }
}
