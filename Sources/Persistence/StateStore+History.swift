import GRDB
package import SpendCore
import Synchronization

extension StateStore {
  /// The history whose quarters and hours start in a range, hours first, each in the order of start
  /// and label set. O(rows of the days that the range touches), which are all verified.
  ///
  /// - Parameters: numbers of quarters since 1970; the range does not include `to`.
  package func history(from: Int64, to: Int64) throws(StateError) -> [HistoryRow] {
    let digests = committed.withLock { $0 }
    return try access("history") {
      try HistoryRow.read(quarters: from..<max(from, to), digests: digests, in: $0)
    }
  }
}

extension HistoryRow {
  static func read(
    quarters: Range<Int64>, digests: DigestTable, in db: Database
  ) throws -> [HistoryRow] {
    var rows: [HistoryRow] = []
    for width in [HistoryTable.Width.hour, .quarter] {
      let quartersEach = width.seconds / 900
      let days =
        Timestamp.floorDivide(
          quarters.lowerBound, 96)...Timestamp.floorDivide(quarters.upperBound, 96)
      for day in digests.parts(of: width.scope) where days.contains(day) {
        let digest = digests[DigestKey(scope: width.scope, part: day)]
        let entries = try HistoryTable.readDay(width, day: day, expecting: digest, in: db)
        for entry in entries where quarters.contains(entry.start * quartersEach) {
          rows.append(HistoryRow(entry, width: width))
        }
      }
    }
    return rows
  }

  private init(_ entry: HistoryTable.Entry, width: HistoryTable.Width) {
    self.init(
      start: Timestamp(seconds: entry.start * width.seconds), widthSeconds: width.seconds,
      labelSet: UInt32(truncatingIfNeeded: entry.labelSet), calls: entry.calls,
      spend: Money(nano: entry.spend), inputTokens: entry.inputTokens,
      outputTokens: entry.outputTokens)
  }
}

extension StoredState {
  /// - Throws: ``DamagedRecord`` when anything is not what was committed.
  init(reading db: Database, digests: DigestTable) throws {
    self.init(sequence: digests.sequence)
    for kind in Record.Kind.allCases {
      let digest = digests[.records(kind)]
      records[kind] = try RecordTable.readAll(kind, in: db, expecting: digest)
    }
  }
}
