/// The spend of one group against one rule.
///
/// - Rolling: buckets of a minute (day) or an hour (month); those older than the window expire
///   when the position moves.
/// - Calendar: one bucket a period, named by the minute its period starts: the current one and, for
///   24 hours after its end, the one before.
package struct SpendWindow: Sendable {
  // Three lines of the cache, if the first begins one: an event looks at the first two of a rolling
  // day, and at all of any other.

  package var buckets = Buckets()
  /// The spend from which on a threshold may be crossed: compared once an event. `Int64.max` when
  /// none is left.
  package var nextTrip: Int64 = 0

  package var breakdown = SpendBreakdown()
  private var ruleNumber: Int32
  /// Listed among the windows that the next commit looks at.
  package var isQueuedForCommit = false
  /// The record beside the buckets changed: crossed thresholds, or it is new.
  package var isRecordDirty = true
  /// The state, or a commit on its way to it, has a record under its number; of an empty slot,
  /// too: it is to be removed.
  package var isStored = false
  /// The last window of its group was removed: sweeps remove this one by itself.
  package var isAlone = false
  private var dirtyNumber = ShortNumber(.max)
  private var periodNumber = ShortNumber(.min)
  package var quality: [Quality] = []

  /// Minutes of the last hour, for the rate. Not used by rolling days, whose buckets are minutes
  /// already.
  package var recent = BucketList()
  /// Symbols of the values of the budget's `per` dimensions.
  package var group: [UInt32]
  /// Ascending by the spend that trips them, within a period.
  package var crossed: [CrossedThreshold] = []
  /// Numbers of the chunks that the state holds, ascending.
  package var storedChunks: [Int64] = []
  private var partialMicroseconds: Int64 = .min

  /// Events of a chunk that make its numbers less sure.
  package struct Quality: Hashable, Sendable {
    package var chunk: Int64
    package var unpriced: Int64
    package var late: Int64
  }

  package init(rule: Int, group: [UInt32]) {
    ruleNumber = Int32(rule)
    self.group = group
  }

  /// Number of the rule it is measured against; of an empty slot of the table, -1.
  package var rule: Int {
    @inline(__always) get { Int(ruleNumber) }
    set { ruleNumber = Int32(newValue) }
  }

  /// Lowest bucket that changed since the last commit; `Int64.max` when none did.
  package var dirtyFrom: Int64 {
    @inline(__always) get { dirtyNumber.value }
    @inline(__always) set { dirtyNumber = ShortNumber(newValue) }
  }

  /// Of a calendar window: the minute at which the period of the position starts.
  package var currentPeriod: Int64 {
    @inline(__always) get { periodNumber.value }
    @inline(__always) set { periodNumber = ShortNumber(newValue) }
  }

  /// Whether that is the current period; all beyond the end of 32 bits are one, so that it is
  /// entered once.
  func isIn(period: Int64) -> Bool { periodNumber == ShortNumber(period) }

  /// What was spent before this moment is not known.
  package var partialSince: Timestamp? {
    get { partialMicroseconds == .min ? nil : Timestamp(microseconds: partialMicroseconds) }
    set { partialMicroseconds = newValue?.microseconds ?? .min }
  }

  package mutating func countQuality(_ flags: Flags, chunk: Int64) {
    guard !flags.isDisjoint(with: [.unpriced, .late]) else { return }
    let index: Int
    if let found = quality.firstIndex(where: { $0.chunk == chunk }) {
      index = found
    } else {
      quality.append(Quality(chunk: chunk, unpriced: 0, late: 0))
      index = quality.count - 1
    }
    if flags.contains(.unpriced) { quality[index].unpriced += 1 }
    if flags.contains(.late) { quality[index].late += 1 }
  }

  /// Stands for whatever did not fit (`max_groups`, or the bounds of the catalog): counted and
  /// shown, but never held to a limit that is meant for one group (Semantics, Windows).
  package var isOverflow: Bool { group.contains(Catalog.other) }

  /// Whether nothing is left that anybody could ask about.
  package var isSpent: Bool { buckets.isEmpty && crossed.isEmpty && partialSince == nil }
}

/// What a window says about itself at a moment. `start` is the oldest bucket of a rolling window,
/// or the period of a calendar one.
extension SpendWindow {
  package func spend(isRolling: Bool, from start: Int64) -> Money {
    Money(pinning: isRolling ? buckets.sum(from: start) : Int128(buckets.nano(of: start)))
  }

  /// Amounts by label set; the oldest chunk of a rolling window in proportion.
  package func breakdownTotals(rule: Rule, from start: Int64) -> [(labelSet: UInt32, spend: Money)]
  {
    let firstChunk =
      rule.isRolling ? Timestamp.floorDivide(start, rule.chunkLength) : start
    var totals: [UInt32: Int128] = [:]
    var order: [UInt32] = []
    let ratio = rule.isRolling ? remaining(of: firstChunk, from: start, rule: rule) : nil
    for entry in breakdown.all where entry.chunk >= firstChunk {
      if !rule.isRolling, entry.chunk != start { continue }
      var nano = Int128(entry.nano)
      if entry.chunk == firstChunk, let ratio {
        nano = ratio.whole == 0 ? 0 : nano * ratio.inside / ratio.whole
      }
      if totals[entry.labelSet] == nil { order.append(entry.labelSet) }
      totals[entry.labelSet, default: 0] += nano
    }
    return order.map { ($0, Money(pinning: totals[$0] ?? 0)) }
  }

  /// What of a chunk's spend is still inside the window, and what the chunk held in all. Both
  /// scaled down so that a product with 64 bits fits in 128.
  private func remaining(
    of chunk: Int64, from oldest: Int64, rule: Rule
  ) -> (inside: Int128, whole: Int128) {
    let end = (chunk + 1) * rule.chunkLength
    var inside = buckets.live.reduce(Int128(0)) { sum, entry in
      entry.bucket >= oldest && entry.bucket < end ? sum + Int128(entry.nano) : sum
    }
    var whole = breakdown.all.reduce(Int128(0)) { sum, entry in
      entry.chunk == chunk ? sum + Int128(entry.nano) : sum
    }
    while whole > Int128(Int64.max) { (inside, whole) = (inside / 2, whole / 2) }
    return (min(inside, whole), whole)
  }

  package func qualityTotals(firstChunk: Int64) -> (unpriced: Int64, late: Int64) {
    quality.reduce((0, 0)) { totals, entry in
      entry.chunk >= firstChunk
        ? (totals.0 + entry.unpriced, totals.1 + entry.late) : totals
    }
  }
}

/// The number of a bucket in half of the room: a minute fits until the year 6053. The two ends of
/// 64 bits, which stand for none, stay what they are.
private struct ShortNumber: Hashable, Sendable {
  private let bits: Int32

  @inline(__always)
  init(_ value: Int64) { bits = Int32(clamping: value) }

  @inline(__always)
  var value: Int64 { bits == .max ? .max : bits == .min ? .min : Int64(bits) }
}
