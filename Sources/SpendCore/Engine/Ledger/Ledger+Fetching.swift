import CVectorLoads

/// Asking for memory before it is needed.
///
/// Many series and windows do not fit into the cache, and an event would wait for its series, then
/// for its links, then for its windows, then for their breakdown. So each of these is asked for
/// some events before. It changes no outcome.
extension Ledger {
  /// How many lines are looked after at once.
  static var fetchLength: Int { 16 }

  /// Up to so many windows are in the cache anyway.
  private static var fewWindows: Int { 1000 }
  private static var fewIDs: Int { 10_000 }

  /// Asks for what the lines from `index` on, and those that follow them, are going to need: of
  /// each step what the one after it must have found.
  ///
  /// Mutating only so that it is called with a pointer: the ledger would be copied otherwise.
  ///
  /// - Parameter slice: the same lines.
  mutating func fetch(_ lines: UnsafeBufferPointer<Line>, of slice: LineSlice, from index: Int) {
    let step = Ledger.fetchLength
    let hasManyWindows = windows.count > Ledger.fewWindows
    for line in part(of: lines, from: index + (hasManyWindows ? 3 : 2) * step) {
      series.fetch(Int(line.series))
    }
    for line in part(of: lines, from: index + (hasManyWindows ? 2 : 1) * step) {
      guard let first = links(of: line).first else { continue }
      links.fetch(first)
    }
    if slice.hasIDs, ids.count > Ledger.fewIDs {
      for line in slice.range(from: index + step, count: step) {
        ids.fetch(slice.batch.id(at: line))
      }
      for line in slice.range(from: index, count: step) {
        ids.fetchEntry(slice.batch.id(at: line))
      }
    }
    guard hasManyWindows else { return }
    for line in part(of: lines, from: index + step) {
      for link in links(of: line) {
        windows.slots.fetch(
          Int(links[link].window), bytes: SpendWindow.bytes(of: links[link].shape))
      }
    }
    for line in part(of: lines, from: index) {
      for link in links(of: line) {
        SpendWindow.fetchLists(of: windows.slots.pointer(Int(links[link].window)))
      }
    }
  }

  @inline(__always)
  private mutating func part(
    of lines: UnsafeBufferPointer<Line>, from start: Int
  ) -> UnsafeBufferPointer<Line> {
    let start = min(start, lines.count)
    return UnsafeBufferPointer(
      rebasing: lines[start..<min(start + Ledger.fetchLength, lines.count)])
  }

  /// None while they are not known.
  @inline(__always)
  private mutating func links(of line: Line) -> Range<Int> {
    let number = Int(line.series)
    guard number < series.count, series[number].firstLink >= 0 else { return 0..<0 }
    let first = Int(series[number].firstLink)
    return first..<(first + Int(series[number].linkCount))
  }
}

extension Ledger {
  /// Asks for what the record of a window is made of, some windows ahead of it.
  ///
  /// Mutating for the same reason.
  mutating func fetchForCommit(_ numbers: [Int], ahead index: Int) {
    if index + 8 < numbers.count {
      windows.slots.fetch(numbers[index + 8])
    }
    if index + 4 < numbers.count {
      let window = windows.slots.pointer(numbers[index + 4])
      SpendWindow.fetchLists(of: window)
    }
  }
}

extension SpendWindow {
  private static let offsets = (
    recent: MemoryLayout<SpendWindow>.offset(of: \.recent) ?? 0,
    breakdown: MemoryLayout<SpendWindow>.offset(of: \.breakdown.entries) ?? 0,
    buckets: MemoryLayout<SpendWindow>.offset(of: \.buckets.list.entries) ?? 0
  )

  /// How much of one an event looks at.
  @inline(__always)
  static func bytes(of shape: RuleShape) -> Int {
    shape == .rollingDay ? offsets.recent : MemoryLayout<SpendWindow>.size
  }

  /// Asks for the lists that an amount is added to: for the head of each, which is written to by
  /// who takes hold of an array, and where elements come and go. What stands in the place of an
  /// array, a pointer, is read as that.
  @inline(__always)
  static func fetchLists(of window: UnsafePointer<SpendWindow>) {
    let memory = UnsafeRawPointer(window)
    let (first, end) = (window.pointee.buckets.list.head, window.pointee.buckets.list.end)
    if end > 0 {
      let list = memory.load(fromByteOffset: offsets.buckets, as: UnsafeRawPointer.self)
      cvl_prefetch(list)
      cvl_prefetch(list + (32 &+ Int(first) &* MemoryLayout<BucketList.Entry>.stride))
      cvl_prefetch(list + (32 &+ Int(end) &* MemoryLayout<BucketList.Entry>.stride))
    }
    let count = window.pointee.breakdown.end
    if count > 0 {
      let list = memory.load(fromByteOffset: offsets.breakdown, as: UnsafeRawPointer.self)
      cvl_prefetch(list)
      cvl_prefetch(list + (32 &+ Int(count) &* MemoryLayout<SpendBreakdown.Entry>.stride))
    }
  }
}
