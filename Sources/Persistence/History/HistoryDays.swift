import GRDB
import SpendCore

/// The rows of days, of all layouts that this release knows.
struct HistoryDays {
  let level: HistoryLevel
  /// Which starts are asked for.
  let isWanted: (_ start: Int64) -> Bool
  /// Whether rows of layout 1 are more than verified.
  let wantsDetails: Bool

  /// Hands over the entries of a day, of the starts that are asked for, added up, in the order of
  /// start, layout and label set. All parts of the day are verified, and have to add up to its
  /// digest, but only at the end: what was handed over before an error is worth nothing.
  /// - Throws: ``DamagedRecord``.
  func read(
    day: Int64, expecting digest: Digest, in db: Database,
    _ body: (_ start: Int64, _ entry: HistoryEntry<HistorySums>) -> Void,
    details: (_ start: Int64, _ entry: HistoryEntry<HistoryDetails>) -> Void
  ) throws {
    var found = Digest()
    var sums = HistoryTotals<HistorySums>()
    var more = HistoryTotals<HistoryDetails>()
    var (start, layout) = (Int64.min, Int64.min)
    func handOver() {
      guard layout >= 0, isWanted(start) else { return }
      sums.forEach { body(start, $0) }
      more.forEach { details(start, $0) }
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
      if part.start != start || part.layout != layout {
        handOver()
        sums.removeAll()
        more.removeAll()
        (start, layout) = (part.start, part.layout)
      }
      switch part.layout {
      case HistorySums.layout: try sums.add(body: part.body)
      case HistoryDetails.layout where wantsDetails: try more.add(body: part.body)
      // What a later release has written in its own way is only verified.
      default: break
      }
      return true
    }
    handOver()
    guard found == digest else {
      throw DamagedRecord("the history has rows that do not add up")
    }
  }
}
