import GRDB
package import SpendCore
import Synchronization

extension StateStore {
  /// The history whose quarters and hours start in a range, hours first, each in the order of start
  /// and label set. O(rows of the days that the range touches), which are all verified.
  ///
  /// - Parameters: numbers of quarters since 1970; the range does not include `to`.
  package func history(from: Int64, to: Int64) throws(StateError) -> [HistoryRow] {
    try access("history") {
      let digests = committed.withLock { $0 }
      return try HistoryRow.read(quarters: from..<max(from, to), digests: digests, in: $0)
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
        // Of an hour, its first quarter counts.
        try HistoryTable.readDay(
          width, day: day, expecting: digest, in: db,
          where: { quarters.contains($0 * quartersEach) }
        ) {
          rows.append(HistoryRow($1, start: $0, width: width))
        }
      }
    }
    return rows
  }

  private init(_ entry: HistoryEntry, start: Int64, width: HistoryTable.Width) {
    self.init(
      start: Timestamp(seconds: start * width.seconds), widthSeconds: width.seconds,
      labelSet: entry.labelSet, calls: entry.sums.calls, spend: Money(nano: entry.sums.spend),
      inputTokens: entry.sums.inputTokens, outputTokens: entry.sums.outputTokens)
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
