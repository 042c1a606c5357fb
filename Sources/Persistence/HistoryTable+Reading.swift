import GRDB
import SpendCore

extension HistoryTable {
  /// Hands over the entries of a day, of the starts that are asked for, added up, in the order of
  /// start and label set. All parts of the day are verified, and have to add up to its digest, but
  /// only at the end: what was handed over before an error is worth nothing.
  /// - Throws: ``DamagedRecord``.
  static func readDay(
    _ level: HistoryLevel, day: Int64, expecting digest: Digest, in db: Database,
    where isWanted: (_ start: Int64) -> Bool, body: (_ start: Int64, _ entry: HistoryEntry) -> Void
  ) throws {
    var found = Digest()
    var totals = HistoryTotals()
    var start: Int64?
    func handOver() {
      guard let start, isWanted(start) else { return }
      totals.forEach { body(start, $0) }
    }
    let sql = """
      SELECT \(HistoryPart.columns) FROM history_part \
      WHERE level = \(level.rawValue) AND start >= ? AND start < ? ORDER BY start, layout, sequence
      """
    try RowStatement(db, sql).run({
      $0.bind(0, day * 86_400)
      $0.bind(1, (day + 1) * 86_400)
    }) {
      let part = try HistoryPart(row: $0)
      found.add(part.checksum)
      // What a later release has written in its own way is only verified.
      guard part.layout == layout else { return true }
      if part.start != start {
        handOver()
        totals.removeAll()
        start = part.start
      }
      try totals.add(body: part.body)
      return true
    }
    handOver()
    guard found == digest else {
      throw DamagedRecord("the history has rows that do not add up")
    }
  }
}
