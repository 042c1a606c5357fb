/// Sums by period and group: open addressing with linear probing, at most half full. Part of
/// ``ReportTally``.
struct ReportCells: ~Copyable {
  private struct Cell {
    var period: Int64 = 0
    /// 0 is free.
    var group: UInt32 = 0
    var sums = ReportSums()
  }
  private var cells: UnsafeMutableBufferPointer<Cell>
  private var count = 0

  init() {
    cells = .allocate(capacity: 256)
    cells.initialize(repeating: Cell())
  }

  deinit {
    cells.deallocate()
  }

  /// - Parameter group: above 0.
  @inline(__always)
  mutating func add(_ line: Line, period: Int64, group: UInt32, calls: Int64 = 1) {
    let index = slot(period, group)
    if cells[index].group == 0 { return insert(line, period, group, calls, at: index) }
    cells[index].sums.add(line, calls: calls)
  }

  @inline(__always)
  private func slot(_ period: Int64, _ group: UInt32) -> Int {
    let mask = cells.count &- 1
    let hash = SWAR.fold(
      UInt64(truncatingIfNeeded: period) ^ 0xA076_1D64_78BD_642F,
      UInt64(group) ^ 0xE703_7ED1_A0B4_28DB)
    var index = Int(truncatingIfNeeded: hash) & mask
    while cells[index].group != 0, cells[index].group != group || cells[index].period != period {
      index = (index &+ 1) & mask
    }
    return index
  }

  @inline(never)
  private mutating func insert(
    _ line: Line, _ period: Int64, _ group: UInt32, _ calls: Int64, at index: Int
  ) {
    cells[index] = Cell(period: period, group: group)
    cells[index].sums.add(line, calls: calls)
    count += 1
    guard count * 2 > cells.count else { return }
    let old = cells
    cells = .allocate(capacity: old.count * 2)
    cells.initialize(repeating: Cell())
    for cell in old where cell.group != 0 { cells[slot(cell.period, cell.group)] = cell }
    old.deallocate()
  }

  func forEach(_ body: (_ period: Int64, _ group: UInt32, _ sums: ReportSums) -> Void) {
    for cell in cells where cell.group != 0 { body(cell.period, cell.group, cell.sums) }
  }
}
