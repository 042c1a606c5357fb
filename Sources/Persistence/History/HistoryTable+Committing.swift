import CVectorLoads
import GRDB
import SpendCore

extension HistoryTable {
  /// Adds deltas of a commit: one part for each of their quarters. O(places),
  /// and what merging costs.
  ///
  /// - Parameter places: of those to be added, as ``HistoryOrder`` has them.
  func append<Delta: HistoryEntryMaking>(
    _ deltas: [Delta], in places: ArraySlice<Int>, _ retention: HistoryRetention,
    digests: inout ChangedDigests
  ) throws where Delta.Sums == Sums {
    var writer = HistoryBodyWriter<Sums>()
    try unsafe deltas.withUnsafeBufferPointer { deltas in
      var rest = places
      while let first = rest.first {
        let quarter = unsafe deltas[first].quarter
        let count = unsafe Self.write(rest, of: quarter, in: deltas, to: &writer)
        rest = rest.dropFirst(count)
        try append(writer.finish(), start: retention.start(ofQuarter: quarter), digests: &digests)
      }
    }
  }

  /// Writes the first deltas, as many as are of a quarter, and returns how many these are.
  ///
  /// One after the other they lie anywhere in memory, so each is asked for some others before.
  private static func write<Delta: HistoryEntryMaking>(
    _ places: ArraySlice<Int>, of quarter: Int64, in deltas: UnsafeBufferPointer<Delta>,
    to writer: inout HistoryBodyWriter<Sums>
  ) -> Int where Delta.Sums == Sums {
    unsafe places.withUnsafeBufferPointer { places in
      for index in places.indices {
        if index + fetchDistance < places.count, let base = deltas.baseAddress {
          unsafe cvl_prefetch(base + places[index + fetchDistance])
        }
        let delta = unsafe deltas[places[index]]
        guard delta.quarter == quarter else { return index }
        writer.add(HistoryEntry(labelSet: delta.labelSet, sums: delta.sums))
      }
      return places.count
    }
  }

  private static var fetchDistance: Int { 16 }

  /// Moves the first parts of a level before a bound to where they are kept by the next: whole
  /// hours or days, until this many entries are reached.
  /// - Parameter end: seconds since 1970, where an hour or day of the next level begins.
  /// - Returns: where it stopped for the number of entries; nil where it did not.
  static func compact(
    _ level: HistoryLevel, to next: HistoryLevel, before end: Int64, in zone: TimeZoneRules,
    entries limit: Int, in db: Database, digests: inout ChangedDigests
  ) throws -> Int64? {
    var wholes: [(start: Int64, totals: HistoryTotals<Sums>)] = []
    var (count, parts, bound) = (0, 0, end)
    let own = "level = \(level.rawValue) AND layout = \(Sums.layout) AND start < ?"
    let sql =
      "SELECT \(HistoryPart.columns) FROM history_part WHERE \(own) ORDER BY start, sequence"
    try RowStatement(db, sql).run({ $0.bind(0, end) }) { row in
      let part = try HistoryPart(row: row)
      let start = next.start(containing: part.start, in: zone)
      if wholes.last?.start != start {
        if count >= limit {
          bound = part.start
          return false
        }
        wholes.append((start, HistoryTotals<Sums>()))
      }
      count += try wholes[wholes.count - 1].totals.add(body: part.body)
      parts += 1
      digests[part.digestKey].remove(part.checksum)
      return true
    }
    guard parts > 0 else { return nil }
    try RowStatement(db, "DELETE FROM history_part WHERE \(own)").execute { $0.bind(0, bound) }
    guard db.changesCount == parts else {
      throw DamagedRecord("the history has parts that come and go")
    }
    let table = try HistoryTable<Sums>(next, in: db)
    for (start, totals) in wholes {
      try table.append(totals.body(), start: start, digests: &digests)
    }
    return bound < end ? bound : nil
  }
}
