import GRDB
package import SpendCore
import Synchronization

extension StateStore {
  /// The history whose quarters, hours and days start in a range; days first, then hours, each in
  /// the order of start and label set. O(rows of the days that the range touches), which are all
  /// verified.
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
    try forEach(quarters: quarters, digests: digests, in: db) { rows.append($0) }
    return rows
  }

  /// The same, one row after the other, and the details of a start after its rows: what was handed
  /// over before an error is worth nothing.
  static func forEach(
    quarters: Range<Int64>, digests: DigestTable, in db: Database, wantsDetails: Bool = false,
    _ body: (HistoryRow) -> Void, details: (HistoryDetailRow) -> Void = { _ in }
  ) throws {
    let days =
      Timestamp.floorDivide(
        quarters.lowerBound, 96)...Timestamp.floorDivide(quarters.upperBound, 96)
    for level in HistoryLevel.allCases.reversed() {
      // Of an hour or a day, its first quarter counts.
      let reader = HistoryDays(
        level: level, isWanted: { quarters.contains(Timestamp.floorDivide($0, 900)) },
        wantsDetails: wantsDetails)
      for day in digests.parts(of: DigestKey.Scope(level)) where days.contains(day) {
        let digest = digests[DigestKey(scope: DigestKey.Scope(level), part: day)]
        try reader.read(day: day, expecting: digest, in: db) {
          body(HistoryRow($1, start: $0, level))
        } details: {
          details(
            HistoryDetailRow(
              start: Timestamp(seconds: $0), widthSeconds: level.seconds, labelSet: $1.labelSet,
              details: $1.sums))
        }
      }
    }
  }

  private init(_ entry: HistoryEntry<HistorySums>, start: Int64, _ level: HistoryLevel) {
    self.init(
      start: Timestamp(seconds: start), widthSeconds: level.seconds,
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
