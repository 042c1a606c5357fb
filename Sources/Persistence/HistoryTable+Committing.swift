import CVectorLoads
import GRDB
import SpendCore

extension HistoryTable {
  /// Adds deltas of a commit: one part for each of their quarters. O(places), and what merging costs.
  ///
  /// - Parameter places: of those to be added, as ``HistoryOrder`` has them.
  func append(
    _ deltas: [HistoryDelta], in places: ArraySlice<Int>, digests: inout ChangedDigests
  ) throws {
    var writer = HistoryBodyWriter()
    try deltas.withUnsafeBufferPointer { deltas in
      var rest = places
      while let first = rest.first {
        let quarter = deltas[first].quarter
        let count = Self.write(rest, of: quarter, in: deltas, to: &writer)
        rest = rest.dropFirst(count)
        try append(writer.finish(), start: width.start(ofQuarter: quarter), digests: &digests)
      }
    }
  }

  /// Writes the first deltas, as many as are of a quarter, and returns how many these are.
  ///
  /// One after the other they lie anywhere in memory, so each is asked for some others before.
  private static func write(
    _ places: ArraySlice<Int>, of quarter: Int64, in deltas: UnsafeBufferPointer<HistoryDelta>,
    to writer: inout HistoryBodyWriter
  ) -> Int {
    places.withUnsafeBufferPointer { places in
      for index in places.indices {
        if index + fetchDistance < places.count, let base = deltas.baseAddress {
          cvl_prefetch(base + places[index + fetchDistance])
        }
        let delta = deltas[places[index]]
        guard delta.quarter == quarter else { return index }
        writer.add(
          HistoryEntry(
            labelSet: delta.labelSet,
            sums: HistorySums(
              calls: delta.calls, spend: delta.spend.nano, inputTokens: delta.inputTokens,
              outputTokens: delta.outputTokens)))
      }
      return places.count
    }
  }

  private static var fetchDistance: Int { 16 }

  /// Moves the first quarters before a bound into their hours: whole hours, until this many entries
  /// are reached.
  /// - Returns: whether it stopped for the number of entries.
  static func compact(
    before end: Int64, entries limit: Int, in db: Database, digests: inout ChangedDigests
  ) throws -> Bool {
    var hours: [(hour: Int64, totals: HistoryTotals)] = []
    var (count, parts, isCut) = (0, 0, false)
    let sql = """
      SELECT start, sequence, body, checksum FROM \(Width.quarter.table) WHERE start < ? \
      ORDER BY start, sequence
      """
    try RowStatement(db, sql).run({ $0.bind(0, end) }) { row in
      let hour = Timestamp.floorDivide(row.integer(0), 4)
      if hours.last?.hour != hour {
        isCut = count >= limit
        guard !isCut else { return false }
        hours.append((hour, HistoryTotals()))
      }
      let part = try HistoryPart(.quarter, row: row)
      count += try hours[hours.count - 1].totals.add(body: part.body)
      parts += 1
      digests[digestKey(.quarter, start: part.start)].remove(part.checksum)
      return true
    }
    guard let last = hours.last?.hour else { return false }
    try RowStatement(db, "DELETE FROM \(Width.quarter.table) WHERE start < ?").execute {
      $0.bind(0, (last + 1) * 4)
    }
    guard db.changesCount == parts else {
      throw DamagedRecord("\(Width.quarter.table) has parts that come and go")
    }
    let table = try HistoryTable(.hour, in: db)
    for (hour, totals) in hours {
      try table.append(totals.body(), start: hour, digests: &digests)
    }
    return isCut
  }
}
